"""The adapters in their order: a list that can be read. What each does is in its own module; the surroundings of a segment go through `social`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from localize.adapt import dates, measures, money, policy, sizes, spelling
from localize.adapt.festival_table import load_festivals
from localize.adapt.festivals import FestivalDays
from localize.adapt.rates import load_rates
from localize.domain.context import Context
from localize.domain.region import Target
from localize.domain.unit import Adapted, Step
from localize.text.measured import Reader

Adapter = Callable[[str, Context], Adapted]
View = tuple[str, str, str]

# The only Chinese characters that a source adapter writes which did not stand in its text, and it does so for a Chinese target only.
WRITTEN = measures.WRITTEN


@dataclass(frozen=True)
class Adapters:
    """`source` runs before the engine on the Chinese text, `target` after it on the target text. `reader` reads quantities in the product's units."""

    source: tuple[Adapter, ...]
    target: tuple[Adapter, ...]
    reader: Reader
    per_yuan: tuple[tuple[str, Decimal], ...] = ()  # currency → what one yuan is worth in it
    unverified: frozenset[str] = frozenset()  # the tables under glossaries/ that nobody has verified: rates, sizes, festivals

    @classmethod
    def load(cls, folder: Path) -> Adapters:
        """The adapters of the product with the data under `folder` (glossaries/)."""
        rates = load_rates(folder / "rates.toml")
        measured, sized = measures.Measures.load(folder), sizes.Sizes.load(folder)
        days = load_festivals(folder / "lexicon" / "festivals.toml")
        festivals = FestivalDays(days)
        verified = {"rates": rates.verified, "sizes": sized.phrases.verified, "festivals": all(day.verified for day in days.all)}
        return cls(
            source=(
                money.mark_shipped,  # 9.9包邮 is a price beside a promise
                policy.drop_mainland_promises,  # what goes need not be converted
                money.mark,
                sizes.neutral,
                measured.to_si,
                festivals.name_days,
                dates.normalise,
            ),
            target=(
                sized.localise,
                measured.localise,
                rates.localise,
                dates.localise,
                spelling.british,
            ),
            reader=measured.reader,
            per_yuan=rates.per_yuan,
            unverified=frozenset(table for table, sure in verified.items() if not sure),
        )


def view(target: Target) -> View:
    """What the source adapters look at of a target: they give the same text for two targets of one view.

    >>> view(Target.parse("US/en-US/diaspora")) == view(Target.parse("SG/en-SG/general"))
    True
    """
    locale = target.locale
    return (locale.language, locale.script, target.region if locale.is_chinese else "")


def run(adapters: Iterable[Adapter], text: str, context: Context) -> Adapted:
    """The text after all adapters, in their order, with every step they made."""
    steps: list[Step] = []
    for adapter in adapters:
        adapted = adapter(text, context)
        text = adapted.text
        steps += adapted.steps
    return Adapted(text, tuple(steps))
