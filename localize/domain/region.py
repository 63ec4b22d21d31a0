"""A region: a market with its targets, conventions, claim rules and policy. Read from glossaries/regions/<code>.toml."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.domain.locale import Locale
from localize.domain.record import Kind
from localize.domain.term import Audience


@dataclass(frozen=True, order=True)
class Target:
    """What a variant is made for.

    >>> str(Target("US", Locale.parse("en-US"), Audience.DIASPORA))
    'US/en-US/diaspora'
    """

    region: str
    locale: Locale
    audience: Audience = Audience.GENERAL

    def __str__(self) -> str:
        return f"{self.region}/{self.locale}/{self.audience}"

    @classmethod
    def parse(cls, text: str) -> Target:
        region, locale, audience = text.split("/")
        return cls(region, Locale.parse(locale), Audience(audience))


class Side(StrEnum):
    SOURCE = "source"
    TARGET = "target"


class Action(StrEnum):
    """What a rule asks the gate to do."""

    BLOCK = "block"
    REVIEW = "review"
    REMARK = "remark"


@dataclass(frozen=True)
class ClaimRule:
    """A wording that a market does not allow for some classes of product.

    `pattern` is a regular expression (case-insensitive) over the source or the target text. `classes` are product classes it applies to,
    empty for all. `locales` are the languages the pattern is written in, empty for all. `softer` are wordings that are allowed instead.
    """

    id: str
    side: Side
    pattern: str
    action: Action
    reason: str
    classes: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    softer: tuple[str, ...] = ()
    citation: str = ""
    verified: bool = False


@dataclass(frozen=True)
class EligibilityRule:
    """A kind of goods that does not travel.

    `unless` is a pattern that lifts a hit it overlaps, `remedy` is what would make the record eligible. `classes` are the product classes
    the rule is for, empty for all. `anywhere` rules read the whole record, the others only what says what the goods are (title,
    attributes, options). With `shelf_life` the pattern is what a time is named by (保质期), and only times shorter than the region's transit are a
    hit.
    """

    id: str
    pattern: str
    reason: str
    remedy: str
    unless: str = ""
    kinds: tuple[Kind, ...] = (Kind.LISTING, Kind.NOTE)
    citation: str = ""
    verified: bool = False
    classes: tuple[str, ...] = ()
    anywhere: bool = False
    shelf_life: bool = False


@dataclass(frozen=True)
class Conventions:
    """How a market writes things. `measures` is one of metric, us, tw, hk."""

    currency: str
    price_prefix: str
    price_decimals: int = 2
    measures: str = "metric"
    date: str = "d MMM y"  # CLDR pattern
    shoe_system: str = "EU"
    spelling: str = ""  # "british" where it differs from the engine's American English
    channel: str = "social"  # where a variant is read: rednote keeps topics as #名[话题]#, social writes #Name, web drops both
    channels: tuple[tuple[str, str], ...] = ()  # locale → channel, where a locale of this region is read elsewhere than `channel`


@dataclass(frozen=True)
class Chinese:
    """How Chinese is written in a region: OpenCC's configurations for a Simplified and for a Traditional text, and our lexicons.

    Without `opencc` a text stays Simplified. `lexicons` are files of glossaries/lexicon/, of two that know a word the later wins.
    """

    opencc: str = ""
    traditional: str = ""
    lexicons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transit:
    """What a shelf life is compared with: days from the seller to the customer, and days that the customer needs then."""

    days: int = 30
    margin_days: int = 30


@dataclass(frozen=True)
class GatePolicy:
    """What the gate asks for in this region."""

    release_estimate: float = 0.75  # below it a variant goes to review
    block_estimate: float = 0.25  # below it a variant is blocked: nobody should be shown it as a draft
    release_machine: bool = True  # False: everything goes to review


@dataclass(frozen=True)
class Value:
    """One value of a resolved region and where it comes from.

    `key` is dotted ("conventions.date", "claims.dampness"), `packs` are the files that say it, the nearest last, () for what is built in.
    `source` is the evidence; without `verified` nobody has read it.
    """

    key: str
    text: str
    packs: tuple[str, ...]
    verified: bool = False
    source: str = ""


@dataclass(frozen=True)
class Region:
    """A resolved region: what its file says on top of what it inherits."""

    code: str
    name: str
    targets: tuple[Target, ...]
    conventions: Conventions
    claims: tuple[ClaimRule, ...] = ()
    eligibility: tuple[EligibilityRule, ...] = ()
    gate: GatePolicy = GatePolicy()
    after_sale: tuple[tuple[str, str], ...] = ()  # language → the region's after-sale sentence
    notices: tuple[tuple[str, str], ...] = ()  # class of goods → the notice that it needs: a name in glossaries/notices/
    tone: tuple[tuple[str, str], ...] = ()  # domain → tone rule
    chinese: Chinese | None = None
    transit: Transit = Transit()
    sells_on: tuple[str, ...] = ()  # channels that listings are sold on
    rewrite: tuple[str, ...] = ()  # parts that a model may rewrite for tone: title, opening
    values: tuple[Value, ...] = ()  # all of the above, each with where it comes from
    digest: str = ""  # of the resolved rules: part of a variant's signature

    @property
    def unverified(self) -> frozenset[str]:
        """The keys of the values that nobody has verified."""
        return frozenset(value.key for value in self.values if not value.verified)

    def channel_for(self, locale: Locale) -> str:
        """The channel a locale of this region is read in: its own, else that of a more general locale, else the region's.

        >>> c = Conventions("SGD", "S$", channels=(("zh-Hans", "rednote"),))
        >>> sg = Region("SG", "Singapore", (), c)
        >>> sg.channel_for(Locale.parse("zh-Hans-SG")), sg.channel_for(Locale.parse("en-SG"))
        ('rednote', 'social')
        """
        own = dict(self.conventions.channels)
        return next((own[str(x)] for x in locale.fallbacks() if str(x) in own), self.conventions.channel)
