"""Whether a record may travel to a region at all, decided before any time is spent on translating it.

Perishable, dangerous, protected and restricted goods stay at home, with the phrase that says so. A phrase only counts where it says what
the goods are: a phone case that leaves room for a power bank is no power bank. The rules are data (glossaries/regions/*.toml).
"""

from __future__ import annotations

import re
from functools import lru_cache

from localize.domain.record import Kind, Record, Role
from localize.domain.region import EligibilityRule, Region
from localize.domain.variant import Reason

_LONGEST = 20_000
_TITLE_CHARACTERS = 40
# A note about this many kinds of goods is a round-up: what its body says of one of them is not said of what is offered.
_ROUND_UP = 4
_DAYS = {"天": 1, "日": 1, "周": 7, "週": 7, "星期": 7, "月": 30, "个月": 30, "個月": 30, "年": 365}
_HAN_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# Next to the hit, or with a list between: "不含酒精", "不含香精、酒精". Not over other words: 无线充电宝 and 不带线充电宝 are power banks.
_NEGATED = re.compile(
    r"(?:不含有?|不[带帶]|不需要?|不用|不要|不能|不可|不是|不配|不送|未使用|[没沒]有|[无無]需|拒[绝絕]|非|[无無零]|(?<!\d)0)"
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
            if phrase := _hit(rule, text):
                return Reason(rule.id, rule.reason, phrase, rule.remedy)
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


def _hit(rule: EligibilityRule, text: str) -> str:
    """The phrase of the first hit that nothing lifts, or ""."""
    lifted = [m.span() for m in _pattern(rule.unless).finditer(text)] if rule.unless else []
    for found in _pattern(rule.pattern).finditer(text):
        start, end = found.span()
        if start == end or any(a < end and start < b for a, b in lifted):
            continue
        if _NEGATED.search(text[max(0, start - 16) : start]) or _NEGATED_AFTER.search(text[end : end + 12]):
            continue
        if rule.minimum_days and _days(found["number"], found["unit"]) >= rule.minimum_days:
            continue
        return found.group()
    return ""


def _days(number: str, unit: str) -> int:
    """A time in days. "半" is half of its unit; Chinese numerals up to 99.

    >>> _days("12", "个月"), _days("半", "年"), _days("十五", "天"), _days("二十", "天")
    (360, 182, 15, 20)
    """
    if number == "半":
        return _DAYS[unit] // 2
    if number.isdecimal():
        return int(number) * _DAYS[unit]
    tens, ten, ones = number.rpartition("十")
    value = (_HAN_DIGITS.get(tens, 1) * 10 if ten else 0) + _HAN_DIGITS.get(ones, 0)
    return value * _DAYS[unit]


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
