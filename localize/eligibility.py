"""Whether a record may travel to a region at all, decided before any time is spent on translating it.

Perishable, dangerous, protected and restricted goods stay at home, with the phrase that says so. A phrase only counts where it says what
the goods are: a phone case that leaves room for a power bank is no power bank. The rules are data (glossaries/regions/*.toml).
"""

from __future__ import annotations

import re
from functools import lru_cache

from localize.domain.record import Kind, Record, Role
from localize.domain.region import EligibilityRule, Region, Transit
from localize.domain.variant import Reason
from localize.shelflife import shelf_life_at

_LONGEST = 20_000
_TITLE_CHARACTERS = 40
# A note about this many kinds of goods is a round-up: what its body says of one of them is not said of what is offered.
_ROUND_UP = 4
# Next to the hit, or with a list between: "不含酒精", "不含香精、酒精". Not over other words: 无线充电宝 and 不带线充电宝 are power banks.
_NEGATED = re.compile(
    r"(?:不含有?|不[带帶]|不需要?|不用|不要|不能|不可|不是|不配|不送|自[备備]|另[购購]|未使用|[没沒]有|[无無]需|拒[绝絕]|非|[无無零]|(?<!\d)0)"
    r"(?:任何|放|[^，。！？；,.!?;\n的]{1,6}[、和及或])?$"
)
_NEGATED_AFTER = re.compile(
    r"^[^，。！？；：,.!?;:\n]{0,4}(?:自[备備]|[另][购購]|不含|不配|[无無]需)|^[^，。！？；：,.!?;:\n]{0,2}[：:]\s{0,2}(?:[无無](?![线線])|否|[没沒]有|不[含带帶配])"
)


def eligible(record: Record, region: Region, classes: frozenset[str]) -> Reason | None:
    """Why the record may not travel to the region, or None when it may."""
    whole, subject = _texts(record)
    if record.kind is Kind.NOTE and len(classes) >= _ROUND_UP:
        whole = subject
    for rule in region.eligibility:
        if record.kind not in rule.kinds or (rule.classes and not classes & set(rule.classes)):
            continue
        for text in whole if rule.anywhere else subject:
            if found := _hit(rule, text, region.transit):
                phrase, why = found
                return Reason(rule.id, f"{rule.reason} {why}".strip(), phrase, rule.remedy)
    return None


def _texts(record: Record) -> tuple[list[str], list[str]]:
    """All texts of a record, and those that say what the goods are. A name and its value, a question and its answer, are one text."""
    whole: list[str] = []
    subject: list[str] = []
    opening = ""
    for field in record.fields:
        text = field.text.strip()[:_LONGEST]
        if field.role in (Role.NAME, Role.QUESTION):
            opening = text
        elif field.role in (Role.VALUE, Role.ANSWER):
            whole.append(f"{opening}：{text}")
            subject += [whole[-1]] if field.role is Role.VALUE else []
            opening = ""
        else:
            whole.append(text)
            subject += [text] if field.role is Role.TITLE and text else []
    if not any(f.role is Role.TITLE and f.text.strip() for f in record.fields):
        subject += [f.text.strip()[:_TITLE_CHARACTERS] for f in record.fields if f.role is Role.BODY][:1]
    return whole, subject


def _hit(rule: EligibilityRule, text: str, transit: Transit) -> tuple[str, str] | None:
    """The phrase of the first hit that nothing lifts, and what there is to say of it beside the rule's reason."""
    lifted = [m.span() for m in _pattern(rule.unless).finditer(text)] if rule.unless else []
    for found in _pattern(rule.pattern).finditer(text):
        start, end = found.span()
        if start == end or any(a < end and start < b for a, b in lifted):
            continue
        if _NEGATED.search(text[max(0, start - 16) : start]) or _NEGATED_AFTER.search(text[end : end + 12]):
            continue
        if not rule.shelf_life:
            return found.group(), ""
        life = shelf_life_at(text, start, end)
        if life is not None and life.too_short(transit):
            return life.phrase, life.against(transit)
    return None


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
