"""What a price is about worth in the market: "¥39.9" → "about US$5.60 (¥39.90)". Only ¥ is ever converted.

The table of rates is dated and approximate, its age is told, and nothing here fetches one. No market is left with a bare ¥, which is the yen to some:
without a rate it reads CN¥39.9.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from babel.numbers import format_decimal

from localize.adapt.cldr import babel_locale, symbol_follows
from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted
from localize.errors import GlossaryError
from localize.text.numerals import ARABIC, plain, rounded

OLD = 30  # days after which a rate is said to be old
# "about" by language, and the words that stand before a price in its place: bounds, and other ways to say it. Written without native readers.
_ABOUT = {
    "en": (
        "about ",
        r"(?:less|more|fewer) than|under|over|only about|just about|up to|at least|at most|about|around|roughly|approximately|approx\.?|nearly|almost|below|above",
    ),
    "zh": ("约", r"大?[约約]|不到|[低高][于於]|不超[过過]|至[多少]|最[多少]|[将將]近|接近|差不多"),
    "ms": ("kira-kira ", r"kira-kira|lebih kurang|kurang daripada|lebih daripada|tidak sampai|bawah|sehingga|sekurang-kurangnya|hampir"),
    "id": ("sekitar ", r"sekitar|kira-kira|kurang lebih|kurang dari|lebih dari|di bawah|hingga|minimal|maksimal|hampir"),
    "vi": ("khoảng ", r"khoảng|chừng|dưới|trên|chưa đến|gần|tối đa|tối thiểu|ít nhất"),
    "th": ("ประมาณ ", r"ประมาณ|ราว|ไม่ถึง|ต่ำกว่า|ไม่เกิน|เกือบ|อย่างน้อย"),
    "ja": ("約", r"約|およそ|ほぼ|最大|最低"),
    "fr": ("environ ", r"environ|moins de|plus de|près de|jusqu['’]à|au moins|au plus"),
    "pt": ("cerca de ", r"cerca de|menos de|mais de|quase|até|pelo menos"),
    "ko": ("약 ", r"약|대략|최대|최소"),
    "ar": ("حوالي ", r"حوالي|نحو|أقل من|أكثر من"),
}
_EAST = frozenset({"zh", "ja"})
_YUAN = r"(?:CN)?¥\s?"
_SIGN = r"[A-Z]{0,4}[$¥£€฿₫₩A-Za-z]{0,2}"


@functools.cache
def _price(language: str) -> re.Pattern[str]:
    """A price that is told already, or one to tell. A struck-through digit (9̶9̶) ends no number."""
    gap = "" if language in _EAST or language == "th" else r"\s"
    word = "" if language in _EAST or language == "th" else r"\b"
    about = _ABOUT.get(language, ("", ""))[1]
    before = rf"{word}(?:{'an?|' if language == 'en' else ''}{about or '~'}){gap}\s?"
    told = rf"{_SIGN}[\d.,]{{1,20}}(?:-[\d.,]{{1,20}})?[\s\u00a0]?{_SIGN}\s?[(（]{_YUAN}[\d.,-]{{1,40}}[)）]"
    amount = rf"(?<![A-Za-z])¥\s?(?P<a>{ARABIC})(?:\s?[-–~～]\s?¥?(?P<b>{ARABIC}))?(?!\d|[.,]\d|\u0336|\s?[(（]{_YUAN}\d)"
    return re.compile(rf"(?P<done>(?i:{before})?{told})|(?P<before>(?i:{before}))?{amount}")


_ENDED = re.compile(r"[.!?]\s{1,9}$|\n\s{0,9}$")  # before a new sentence or line
_BARE = re.compile(r"(?<![A-Za-z])¥(?=\s?\d)")


@dataclass(frozen=True)
class Rates:
    """What one yuan is worth, on a day. `rates.localise` is an adapter. `old` rates say so in each step."""

    as_of: str
    per_yuan: tuple[tuple[str, Decimal], ...]
    verified: bool = False
    old: bool = False

    @property
    def note(self) -> str:
        return f"approximate rate of {self.as_of}" + (f", more than {OLD} days old" if self.old else "")

    def localise(self, text: str, context: Context) -> Adapted:
        """Put the market's currency before each ¥ price, or say whose ¥ it is where the currency has no rate."""
        currency = context.region.conventions.currency
        rate = dict(self.per_yuan).get(currency)
        if currency == "CNY":
            return Adapted(text)
        if rate is None:
            return apply(text, (Rule("money.named", _BARE, lambda match, context: "CN¥", f"no rate for {currency}"),), context)

        def rewrite(match: re.Match[str], context: Context) -> str | None:
            return None if match["done"] else _worth(match, context, rate)

        return apply(text, (Rule("money.about", _price(context.target.locale.language), rewrite, self.note),), context)


def _worth(match: re.Match[str], context: Context, rate: Decimal) -> str | None:
    conventions, locale = context.region.conventions, context.target.locale
    yuan = [Decimal(n.replace(",", "")) for n in (match["a"], match["b"]) if n]
    if not max(yuan):
        return None  # "¥0" is free everywhere
    step = step_of(max(yuan) * rate, conventions.price_decimals)  # one step for a range: 7-14, not 6.90-14
    worth = "-".join(_written(rounded(v * rate, step), conventions.price_decimals, str(locale)) for v in yuan)
    symbol = conventions.price_prefix.strip()
    price = f"{worth}\u00a0{symbol}" if symbol_follows(str(locale)) else f"{conventions.price_prefix}{worth}"
    sign = "CN¥" if "¥" in symbol else "¥"  # two currencies share the sign
    if locale.is_chinese:
        shown = f"{price}（{sign}{match[0][len(match['before'] or '') :].removeprefix('¥')}）"
        return _led(match, shown, "约" if locale.script == "Hans" else "約")
    amounts = "-".join(f"{v:.2f}" if v != v.to_integral_value() else plain(v) for v in yuan)
    shown = f"{price}（{sign}{amounts}）" if locale.language in _EAST else f"{price} ({sign}{amounts})"
    return _led(match, shown, _ABOUT.get(locale.language, ("~", ""))[0])


def _led(match: re.Match[str], price: str, about: str) -> str:
    """The price with "about" in its place: never after an article, a bound ("less than") or another "about", and with a capital at a start."""
    before = match["before"] or ""
    if before and before.strip().casefold() not in ("a", "an"):
        return before + price
    start = match.start()
    begins = start == 0 or _ENDED.search(match.string[max(0, start - 20) : start])
    first = before[:1] or ("A" if begins else "")
    return (about[:1].upper() + about[1:] if first.isupper() else about) + price


def step_of(value: Decimal, decimals: int) -> str:
    """What to round to, as people say amounts: tenths below ten, ones below a hundred, then five of the third digit.

    >>> [step_of(Decimal(x), 2) for x in ("5.57", "43.4", "176.2", "1234", "14000")]
    ['0.1', '1', '5', '50', '500']
    """
    if value < 10:
        return "0.1" if decimals else "1"
    return "1" if value < 100 else "5" + "0" * (value.adjusted() - 2)


def _written(value: Decimal, decimals: int, locale: str) -> str:
    pattern = "#,##0.00" if decimals and value != value.to_integral_value() else "#,##0"
    return format_decimal(value, format=pattern, locale=babel_locale(locale))


def load_rates(path: Path, today: date | None = None) -> Rates:
    """Read glossaries/rates.toml. Whether the rates are old is seen from `today`, or from the clock."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if table["base"] != "CNY":
            raise GlossaryError(f"{path.name}: the base is {table['base']!r}.", next_step="Give what one CNY is worth.")
        rates = tuple(sorted((code, Decimal(str(value))) for code, value in table["rates"].items()))
        day = date.fromisoformat(str(table["as_of"]))
        return Rates(str(day), rates, bool(table["verified"]), ((today or date.today()) - day).days > OLD)
    except (OSError, KeyError, AttributeError, ValueError, InvalidOperation, tomllib.TOMLDecodeError) as error:
        raise GlossaryError(
            f"The table of rates {path.name} cannot be used: {error!r}.", next_step="It needs as_of (YYYY-MM-DD), base, verified and [rates]."
        ) from error
