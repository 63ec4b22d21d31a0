"""Does a variant fit where it is to stand: a listing every channel that its region sells on, a note's title RedNote's limit.

Fitting it is done in fitting, when it is shown or emitted. Here a person is told in time where words have to be changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from localize.checks.consistency import Found, Made
from localize.domain.channel import Channel, Style
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.record import Kind, Role
from localize.domain.unit import Unit
from localize.domain.wordings import Wordings
from localize.fitting.fit import CHECK, fit_units
from localize.fitting.scope import Scope
from localize.fitting.shaping import shape
from localize.fitting.shortening import NOTE_TITLE


class ChannelMisfit:
    """A listing cannot be fitted to a channel of its region, or a note's title is too long for RedNote."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self.channels = channels
        self.__name__ = CHECK

    def __call__(self, made: Made, listings: Sequence[Wordings]) -> Found:
        context, units = made[0][1], [unit for unit, _ in made]
        position = next((i for i, unit in enumerate(units) if unit.segment.role is Role.TITLE and unit.target), 0)
        found = self._listing(units, context) if context.record.kind is Kind.LISTING else self._note(units, context)
        for message, advice in found:
            yield position, Issue(CHECK, Category.LOCALE, Severity.MINOR, message, advice=advice)

    def _listing(self, units: Sequence[Unit], context: Context) -> Iterator[tuple[str, str]]:
        """One finding for all channels: each of them costs the same person the same minute."""
        locale, region = context.target.locale, context.region
        wrong = {}
        for code in region.sells_on:
            channel = self.channels.get(code)
            if channel and channel.takes(locale):
                issues = fit_units(units, (), Kind.LISTING, channel, region.code, locale).issues
                if issues:
                    wrong[code] = issues[0].message
        if wrong:
            said = "; ".join(f"{code} ({message})" for code, message in wrong.items())
            yield f"Cannot be fitted to {said}"[:500], f"See it with `localize preview RECORD --channel {next(iter(wrong))}` and reword it"

    def _note(self, units: Sequence[Unit], context: Context) -> Iterator[tuple[str, str]]:
        """The title as it is read: a note is posted as it stands."""
        locale, region = context.target.locale, context.region
        channel = self.channels.get("rednote")
        title = "".join(unit.whole for unit in units if unit.segment.role is Role.TITLE).strip()
        if channel is None or region.channel_for(locale) != Style.REDNOTE:
            return
        for part in channel.parts_for(region.code, Kind.NOTE):
            scope = Scope(part, channel.style, locale.language)
            if part.name == "title" and scope.over(title):
                shaped = shape(title, scope, NOTE_TITLE)
                advice = f"It would fit as “{shaped.text}”" if not shaped.wrong else "Reword it by hand"
                yield f"The title is {scope.over(title)} over {channel.name}'s limit, {part.bounds}", advice
