"""Prices: mark them before the engine ("39.9元" → "¥39.9"), add what they are about worth after it. Only ¥ is ever converted.

A price is shown in the market's currency as "about", with the yuan beside it. The table of rates is dated and approximate: nothing here fetches one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from babel.numbers import format_decimal

from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted
from localize.errors import GlossaryError
from localize.text.numerals import ALONE, ARABIC, RANGE, parse, plain, rounded

# 元 also begins 元旦, 元素 and 元气, and a currency's name stands before it: 美元.
_YUAN = r"元(?![旦宵素气氣老宝寶宇祖首月年代朝件夜])"
# A bare 块 is a piece (一盒8块) unless the words beside it speak of money.
_PAID = r"(?=[钱錢]|就|起|出头|出頭|拿下|入手|包[邮郵]|到手|[买買]|一[个個件包盒条條支根只隻双雙套])"
_NOT_COUNTED = r"(?=[，。！？；、：,.!?;~～\s）)的就能可起真还還都太不谁誰而也左以到买買拿入]|一[个個件包盒条條支根只隻双雙套袋]|包[邮郵]|$)"
_TENFOLD = r"[万萬千百]?"
_HUNDREDS = r"[一二两兩三四五六七八九十百千]{1,7}"
_POWERS = {"": 1, "百": 100, "千": 1000, "万": 10000, "萬": 10000}


def mark(text: str, context: Context) -> Adapted:
    """Write every price of a source text as ¥ and digits."""
    return apply(text, _RULES, context)


def _amount(match: re.Match[str], context: Context) -> str | None:
    low, high = parse(match["a"]), parse(match["b"]) if match["b"] else None
    power = _POWERS[match["power"] or ""]
    if low is None or (match["b"] and high is None):
        return None
    numbers = [match["a"].replace(",", ""), *([match["b"].replace(",", "")] if match["b"] else [])]
    if power > 1 or not numbers[0][0].isdigit():
        numbers = [plain(v * power) for v in (low, high) if v is not None]
    return "¥" + "-".join(numbers)


def _split_amount(match: re.Match[str], context: Context) -> str | None:
    """29块9 and 29元9角 are 29.9."""
    return None if "." in match["a"] else f"¥{match['a'].replace(',', '')}.{match['b'] or match['c']}"


def _rule(pattern: str, rewrite: object = _amount) -> Rule:
    return Rule("money.mark", re.compile(pattern), rewrite)  # type: ignore[arg-type]


_SIGN = r"(?:[￥¥]|RMB\s?|CNY\s?|人民币\s?|人民幣\s?)"
_A = rf"(?P<a>{ARABIC})"
_B = rf"(?:(?:{RANGE})(?:[￥¥])?(?P<b>{ARABIC}))?"

_RULES: tuple[Rule, ...] = (
    _rule(rf"(?<![A-Za-z]){_SIGN}\s?{_A}{_B}(?P<power>{_TENFOLD})(?:\s?(?:{_YUAN}|块[钱]?))?(?![\d.])"),
    # 29块9袋 could be nine bags, so what follows must not be counted.
    _rule(rf"{ALONE}(?<!¥){_A}\s?(?:[块塊](?P<b>[1-9])(?:毛|角)?{_NOT_COUNTED}|元(?P<c>[1-9])角)", _split_amount),
    _rule(rf"{ALONE}(?<!¥){_A}{_B}(?P<power>{_TENFOLD})\s?{_YUAN}"),
    _rule(rf"{ALONE}(?<!¥){_A}{_B}(?P<power>{_TENFOLD})\s?[块塊]{_PAID}[钱錢]?"),
    _rule(rf"(?<=[才只要仅僅卖賣价價花])(?<!¥){_A}{_B}(?P<power>{_TENFOLD})\s?[块塊](?=[，。！？；、,.!?~～\s）)]|$)"),
    # Ten or more, or with decimals, and not counted out of a box: 29块 is a price, 一盒20块 is not.
    _rule(
        rf"{ALONE}(?<![¥盒包袋共有含装裝份组組])(?P<a>\d+\.\d{{1,2}}|[1-9]\d{{1,4}})(?P<b>)(?P<power>)[块塊](?=[，。！？；、,.!?~～\s）)]|以[内內下]|左右|$)"
    ),
    _rule(rf"{ALONE}(?<!¥){_A}(?P<b>)(?P<power>)\s?(?:RMB|CNY)\b"),
    _rule(rf"(?<![几幾数數好上一二三四五六七八九十百千单單多])(?P<a>{_HUNDREDS})(?P<b>)(?P<power>)[块塊][钱錢]"),
    _rule(
        rf"(?<![几幾数數好上一二三四五六七八九十百千单單多第])(?P<a>[一二两兩三四五六七八九]?[十百千][一二三四五六七八九十百]{{0,4}})(?P<b>)(?P<power>)(?:{_YUAN}|[块塊](?=[，。！？；、,.!?]|$))"
    ),
)

_ABOUT = {"en": "about ", "ms": "kira-kira ", "id": "sekitar ", "vi": "khoảng ", "th": "ประมาณ ", "fr": "environ ", "ja": "約"}
_LEAD = r"(?P<before>\b(?:an?|(?:less|more|fewer) than|under|over|only about|just about|up to|at least|at most|about|around|roughly|approximately|approx\.?|nearly|almost|below|above)\s)?"
_PRICE = re.compile(
    rf"(?P<done>[A-Z]{{0,4}}[$¥£€฿₫A-Za-z]{{0,2}}[\d.,]{{1,20}}(?:-[\d.,]{{1,20}})?\s?[(（]¥[\d.,-]{{1,40}}[)）])|(?i:{_LEAD})¥\s?(?P<a>{ARABIC})(?:\s?[-–~～]\s?¥?(?P<b>{ARABIC}))?(?![\d])"
)


@dataclass(frozen=True)
class Rates:
    """What one yuan is worth, on a day. `rates.localise` is an adapter."""

    as_of: str
    per_yuan: tuple[tuple[str, Decimal], ...]
    verified: bool = False

    def localise(self, text: str, context: Context) -> Adapted:
        """Put the market's currency before each ¥ price. A currency without a rate leaves the text as it is."""
        rate = dict(self.per_yuan).get(context.region.conventions.currency)
        if rate is None or context.region.conventions.currency == "CNY":
            return Adapted(text)

        def rewrite(match: re.Match[str], context: Context) -> str | None:
            return None if match["done"] else _worth(match, context, rate)

        return apply(text, (Rule("money.about", _PRICE, rewrite, f"approximate rate of {self.as_of}"),), context)


def _worth(match: re.Match[str], context: Context, rate: Decimal) -> str | None:
    conventions, locale = context.region.conventions, context.target.locale
    yuan = [Decimal(n.replace(",", "")) for n in (match["a"], match["b"]) if n]
    if not max(yuan):
        return None  # "¥0" is free everywhere
    step = step_of(max(yuan) * rate, conventions.price_decimals)  # one step for a range: 7-14, not 6.90-14
    worth = "-".join(_written(rounded(v * rate, step), conventions.price_decimals, str(locale)) for v in yuan)
    price = f"{conventions.price_prefix}{worth}"
    if locale.is_chinese:
        before = match["before"] or ""
        return f"{before}{'约' if locale.script == 'Hans' else '約'}{price}（{match[0][len(before) :]}）"
    shown = "-".join(f"{v:.2f}" if v != v.to_integral_value() else plain(v) for v in yuan)
    return _led(match, f"{price} (¥{shown})", _ABOUT.get(locale.language, "~"))


def _led(match: re.Match[str], price: str, about: str) -> str:
    """The price with "about" in its place: never after an article, a bound ("less than") or another "about", and with a capital at a start."""
    before = match["before"] or ""
    if before and before.strip().casefold() not in ("a", "an"):
        return before + price
    first = before[:1] or ("" if re.search(r"(?:^|[.!?]\s+|\n\s*)$", match.string[: match.start()]) is None else "A")
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


def babel_locale(tag: str) -> BabelLocale:
    """Babel's locale for a tag, or the nearest one that it has."""
    try:
        return BabelLocale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return BabelLocale.parse(tag.split("-")[0])


def load_rates(path: Path) -> Rates:
    """Read glossaries/rates.toml."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if table["base"] != "CNY":
            raise GlossaryError(f"{path.name}: the base is {table['base']!r}.", next_step="Give what one CNY is worth.")
        rates = tuple(sorted((code, Decimal(str(value))) for code, value in table["rates"].items()))
        return Rates(str(table["as_of"]), rates, bool(table["verified"]))
    except (OSError, KeyError, AttributeError, InvalidOperation, tomllib.TOMLDecodeError) as error:
        raise GlossaryError(
            f"The table of rates {path.name} cannot be used: {error!r}.", next_step="It needs as_of, base, verified and [rates]."
        ) from error
