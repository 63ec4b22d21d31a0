"""What a variant rests on that nobody has verified: values of its region's pack, rules that spoke, rows of word lists, whole tables.

Derived from the variant's own steps, issues and notices, and never stored: verifying a value changes the answer and remakes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from localize.domain.region import Region
from localize.domain.unit import UNVERIFIED, Step
from localize.domain.variant import Variant
from localize.kit import Kit
from localize.text.placeables import sticker_name, topic_name

# The beginning of a step's rule → the values of the pack that such a step goes by.
_VALUES = {
    "money.about": ("conventions.currency", "conventions.price_prefix", "conventions.price_decimals"),
    "dates.": ("conventions.date",),
    "measures.": ("conventions.measures",),
    "measures.shoe": ("conventions.shoe_system",),
    "spelling.": ("conventions.spelling",),
    "social.": ("conventions.channel",),
    "script.": ("chinese.opencc", "chinese.traditional"),
}
# … and the tables that it reads.
_TABLES = {"money.about": "rates", "measures.shoe": "sizes", "measures.clothes": "sizes", "measures.letter": "sizes", "dates.festival": "festivals"}


def unverified(variant: Variant, kit: Kit) -> tuple[str, ...]:
    """The names of what nobody has verified, each once: "conventions.date", "claims.detox", "words.tw 充电宝", "rates", "notice …"."""
    region = kit.regions[variant.target.region]
    steps = tuple(step for unit in variant.units for step in unit.steps)
    open_values = region.unverified
    values = (key for key in _keys(variant, region, steps) if key in open_values)
    return tuple(dict.fromkeys((*values, *_rows(steps, kit), *_notices(variant, region))))


def _keys(variant: Variant, region: Region, steps: tuple[Step, ...]) -> Iterator[str]:
    """The keys of the pack's values that the variant goes by, verified or not."""
    for step in steps:
        yield from (key for start, keys in _VALUES.items() if step.rule.startswith(start) for key in keys)
        if step.rule.startswith("social."):
            yield from (f"conventions.channels.{locale}" for locale in variant.target.locale.fallbacks())
    yield from (f"claims.{issue.rule}" for unit in variant.units for issue in unit.issues if issue.rule)
    yield from (f"eligibility.{reason.rule}" for reason in variant.verdict.reasons)
    yield from (f"after_sale.{language}" for language, text in region.after_sale if text in variant.notices)


def _rows(steps: tuple[Step, ...], kit: Kit) -> Iterator[str]:
    """Tables as a whole, and single rows of those that mark each row."""
    for step in steps:
        table = next((name for start, name in _TABLES.items() if step.rule.startswith(start)), "")
        if table in kit.adapters.unverified:
            yield table
        if UNVERIFIED in step.note or not _row_verified(step, kit):
            yield f"{step.rule} {step.before}"


def _row_verified(step: Step, kit: Kit) -> bool:
    """Whether the row of a topic or a sticker is verified; True for what stands in no such table."""
    if step.rule == "social.topic":
        topic = kit.social.topics.get(topic_name(step.before))
        return topic is None or topic.verified
    sticker = kit.social.stickers.get(sticker_name(step.before)) if step.rule == "social.sticker" else None
    return sticker is None or sticker.verified


def _notices(variant: Variant, region: Region) -> Iterator[str]:
    """Notices beside the after-sale sentence. A pack that verified its choice of notices vouches for their texts, too."""
    doubted = any(key.startswith("notices.") for key in region.unverified)
    sentences = {text for _, text in region.after_sale}
    yield from (f"notice {text[:40]}" for text in variant.notices if doubted and text not in sentences)
