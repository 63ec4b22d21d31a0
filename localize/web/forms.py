"""What people type into forms: read, bounded, and told what is wrong field by field. Messages are translated when they are shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from localize.domain.account import ACCOUNT_ROLES, Role
from localize.domain.locale import Locale
from localize.web.languages import N_

Faults = dict[str, str]  # the field's name → what is wrong with it

LONGEST_NAME = 40  # characters
LONGEST_LINE = 120
MOST_ENTRIES = 200  # shops, locales or records in one field
LONGEST_KEY = 200
MOST_DAYS = 366


def line(text: str, longest: int = LONGEST_LINE) -> str:
    """One line as typed: no control characters, no blanks around, at most so long.

    >>> line("  茶行\\n ")
    '茶行'
    """
    plain = "".join(c if c.isprintable() else " " for c in text[: longest * 2])
    return unicodedata.normalize("NFC", plain).strip()[:longest]


def name(text: str, faults: Faults) -> str:
    """The name of an account."""
    found = line(text, LONGEST_NAME + 1)
    if not found:
        faults["name"] = N_("Give a name.")
    elif len(found) > LONGEST_NAME:
        faults["name"] = N_("Use at most 40 characters.")
    return found


def entries(text: str, longest: int = LONGEST_LINE) -> tuple[str, ...]:
    """What stands between commas or on lines, each once.

    >>> entries("en, zh-Hant，en")
    ('en', 'zh-Hant')
    """
    parts = re.split("[,，、;；\n]", text[: MOST_ENTRIES * longest])
    return tuple(dict.fromkeys(found for part in parts if (found := line(part, longest))))[:MOST_ENTRIES]


def locales(text: str, faults: Faults) -> tuple[str, ...]:
    """Language tags, in their usual spelling."""
    found = []
    for entry in entries(text):
        try:
            found.append(str(Locale.parse(entry)))
        except ValueError:
            faults["locales"] = N_("Use language tags such as en, zh-Hant or zh-Hant-HK.")
    return tuple(dict.fromkeys(found))


def roles(values: Iterable[str], faults: Faults) -> tuple[Role, ...]:
    """The roles that were ticked, in their usual order."""
    ticked = set(values)
    found = tuple(role for role in ACCOUNT_ROLES if role.value in ticked)
    if not found:
        faults["roles"] = N_("Choose at least one role.")
    return found


def scoped(chosen: tuple[Role, ...], own_locales: tuple[str, ...], own_shops: tuple[str, ...], faults: Faults) -> None:
    """An editor without a language and a seller without a shop could do nothing; that is said at once."""
    if Role.EDITOR in chosen and not own_locales:
        faults.setdefault("locales", N_("An editor needs a language."))
    if Role.SELLER in chosen and not own_shops:
        faults.setdefault("shops", N_("A seller needs a shop."))


def days(text: str, faults: Faults) -> int:
    """How long something holds."""
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    faults["days"] = N_("Give a number of days from 1 to 366.")
    return 1


def place(before: int) -> int:
    """Where a list goes on, as a database can hold it.

    >>> place(-5), place(7), place(10**30)
    (0, 7, 2147483647)
    """
    return min(max(before, 0), (1 << 31) - 1)
