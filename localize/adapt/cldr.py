"""What CLDR says of a locale, read through Babel."""

from __future__ import annotations

import functools

from babel import Locale as BabelLocale
from babel import UnknownLocaleError


@functools.lru_cache(maxsize=256)
def babel_locale(tag: str) -> BabelLocale:
    """Babel's locale for a tag, or the nearest one that it has."""
    try:
        return BabelLocale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return BabelLocale.parse(tag.split("-")[0])


@functools.lru_cache(maxsize=256)
def symbol_follows(tag: str) -> bool:
    """Whether an amount stands before its currency: 138.000 ₫.

    >>> symbol_follows("vi-VN"), symbol_follows("en-SG")
    (True, False)
    """
    return str(babel_locale(tag).currency_formats["standard"].pattern).partition(";")[0].endswith("¤")
