"""Find the spans of a text that must survive translation.

Finding is all that happens here: what is split off is decided in text.segments, whether a lost span is an error in checks.fidelity.
"""

from __future__ import annotations

import re
from functools import lru_cache

from localize.domain.segment import Placeable, PlaceableKind
from localize.text.script import HAN

# Kinds that carry no words for a model. They split segments and travel around them.
NEVER_TRANSLATED = frozenset(
    {PlaceableKind.TOPIC, PlaceableKind.STICKER, PlaceableKind.MENTION, PlaceableKind.URL, PlaceableKind.EMOJI, PlaceableKind.MARKUP}
)

_AFTER_LATIN = "(?<![A-Za-z0-9])"  # no \b: Han are word characters, re.search(r"\bXL", "加大XL") finds nothing
_BEFORE_LATIN = "(?![A-Za-z0-9])"
# A number; the two look-aheads leave 1️⃣ to the emoji.
_NUM = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?(?![\ufe0f\u20e3])"
_TO = r"(?:-|\s(?:-|to)\s|\s?[~～–—至到]\s?)"  # "1500W -18℃" is no range
_BY = r"\s?[×xX*＊✕✖]\ufe0f?\s?"

# --- what is never translated ---------------------------------------------------------------------------------------------------------
_DOMAIN = r"(?:[A-Za-z0-9-]{1,63}\.){1,4}(?:com|cn|net|org|link|top|shop|store|me|io|co|cc|tv|hk|tw|sg|my|jp|uk)"
_URL = (
    r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,2000}(?<![.,!?;:')\]])"
    rf"|(?<![A-Za-z0-9.@-])[A-Za-z0-9._%+-]{{1,64}}@{_DOMAIN}{_BEFORE_LATIN}"
    rf"|(?<![A-Za-z0-9.@-]){_DOMAIN}(?:/[A-Za-z0-9\-._~/?#&=%+]{{0,2000}})?(?![A-Za-z0-9@])(?<![.?])"
)
_MARKUP = r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:[\s/][^<>]{0,500}+)?>"
_TOPIC = r"[#＃][^#＃\[\]\n]{1,40}\[(?:话题|話題)\][#＃]"
_BARE_TOPIC = r"(?<![A-Za-z0-9&/])[#＃](?=[\w·-]{0,29}[^\W\d_])[\w·-]{1,30}(?![\w·-])(?:[#＃](?=\s|$))?"
_STICKER = rf"\[(?=[^\[\]\n]{{0,12}}[{HAN}])[^\[\]\n]{{1,12}}[RHrh]\]|\[doge\]"
# A name runs to the next space; where no space comes, nobody can tell where it ends.
_MENTION = (
    r"(?<![A-Za-z0-9._%+-])@[\w·.-]{0,23}\w(?![\w·-])"
    r"|(?:微信|薇信|威信|(?<![A-Za-z])(?i:wechat|weixin|vx|wx|qq|加v|v信))(?:号|號)?[:： ]{1,2}[A-Za-z0-9][A-Za-z0-9_-]{4,19}"
)
_PICTURE = (
    "[\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25a0-\u27bf\u2b00-\u2bff㊗㊙〽〰♡‼⁉]"
)
_ONE = f"(?:{_PICTURE}\ufe0f?|[\u00a9\u00ae\u2122\u2139\u2190-\u21ff\u2934\u2935]\ufe0f)[\U0001f3fb-\U0001f3ff]?\u20e3?"
_EMOJI = (
    "\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f"
    "|[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    f"|{_ONE}(?:\u200d{_ONE}){{0,8}}"
    "|[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
)

# --- what stays in the text and is verified -------------------------------------------------------------------------------------------
_MONTH, _DAY = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_YEAR = "(?:19|20)[0-9]{2}"
_ENGLISH_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}"
_LUNAR_DAY = "(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
_DATE = (
    rf"{_YEAR}年{_MONTH}月(?:{_DAY}[日号號]?)?|{_YEAR}年|(?<!\d){_YEAR}([-/.]){_MONTH}\1{_DAY}(?!\d)"
    rf"|(?<![\d.]){_MONTH}月{_DAY}[日号號]?(?!\d)|(?<![\d.]){_MONTH}月份?(?!\d)(?=[上中下初底]|$|[^{HAN}])"
    rf"|{_AFTER_LATIN}{_ENGLISH_MONTH}\.? {_DAY}(?:, {_YEAR})?{_BEFORE_LATIN}|(?<!\d){_DAY} {_ENGLISH_MONTH}(?: {_YEAR})?{_BEFORE_LATIN}"
    rf"|(?:农历|農曆|阴历|陰曆)?(?:[正一二三四五六七八九十冬腊臘]|十[一二])月{_LUNAR_DAY}"
    r"|(?:每[逢月])?初一[、和到]?十五|(?:农历|農曆|大年)?初[一二三四五六七八九十](?![高中])"
)
_SIGN = rf"(?:{_AFTER_LATIN}(?:US|HK|NT|MOP|CA|A|S)\$|{_AFTER_LATIN}(?:RM|RMB|CNY|USD|HKD)(?=\s?\d)|人民币|[¥￥$€£])"
# 块 counts pieces as well: "3块布" is no price.
_KUAI = rf"块(?:钱|\d{{1,2}}(?!\d))?(?=[^{HAN}]|$|[包就能拿买到的起左一不出入多以每])"
_YUAN = r"(?:元(?![素宵旦气氣件年代老])|圆(?=$|[^\w])|RMB|rmb|人民币)"
_PRICE = (
    rf"{_SIGN}\s?{_NUM}(?:{_TO}{_SIGN}?\s?{_NUM})?(?:万|萬|千)?(?:{_YUAN})?"
    rf"|{_NUM}(?:{_TO}{_NUM})?\s?(?:万|萬|千)?(?:{_YUAN}|{_KUAI})"
)
_LETTER_SIZE = "(?:[2-6]?X{0,4}[SL]|[2-6]XL|M)"
_SIZE = (
    rf"(?<![\d/])(?:1\d{{2}}|[5-9]\d|200)/\d{{2,3}}[YABC]?(?:[（(][^\s（()）]{{1,4}}[)）])?(?![\d/]|\s?[A-Za-z斤公])"
    rf"|(?<![\d.])\d{{1,3}}(?:\.5)?码?(?:{_TO}\d{{1,3}}(?:\.5)?)?\s?码(?!头)"
    rf"|{_AFTER_LATIN}(?:EU|EUR|US|UK|CN|JP)\s?\d{{1,3}}(?:\.5)?(?:{_TO}\d{{1,3}}(?:\.5)?)?(?:码|{_BEFORE_LATIN})"
    rf"|{_AFTER_LATIN}{_LETTER_SIZE}(?:(?:\s?[/、~～-]\s?){_LETTER_SIZE}){{1,9}}(?:码|{_BEFORE_LATIN})"
    rf"|{_AFTER_LATIN}(?:{_LETTER_SIZE}[码號号]|(?:[2-6]X|X{{1,4}})[SL]{_BEFORE_LATIN})"
)
_LATIN_UNIT = (
    r"(?:[kKmuµ]?g|[kK]G|(?<=\d\d)G|[kcmnµ]?m²?|[KkCcMm][Mm]|m[lL]|ML|[lL]|cl|oz|lbs?|fl\.? ?oz|ft|inch(?:es)?|in(?=\s*(?:$|[)×x,.;/(]))|sq\.? ?ft"
    r"|[kKmM]?[wW]h?|[kKmM]?[vV]|[mM]?[aA][hH]?|[kMG]?Hz|[KMGT]B|dpi|dB|rpm|[kM]?Pa|yards?)" + _BEFORE_LATIN
)
_HAN_UNIT = (
    "(?:公斤|市斤|台斤|斤|千克|毫克|公克|克拉|克(?![罗服])|毫升|升(?![级級降温])|厘米|釐米|公分|毫米|分米|千米|公里|平方厘米|平方米|平米|平方|㎡"
    "|米(?![白色黄黃饭飯粉线其兰])|英寸|英尺|吋|呎|寸|尺(?!码)|丈(?!夫)|立方米|立方|吨|噸|毫安时?|千瓦时?|瓦|伏特?|安时|摄氏度|华氏度"
    "|两(?![个個只件条條种種款包盒套双雙用天句次口位年月])|兩|钱(?!包)|平(?![台均价])|度(?![假过])|[℃℉㎝㎜㎏]|°\\s?[CF]?)"
)
_UNIT = rf"(?:[\s-]?{_LATIN_UNIT}|\s?{_HAN_UNIT})"  # 60-cm as well
_HAN_NUM = "(?:[一二两兩三四五六七八九十百千]{1,4}|半|数|几)"
_SPOKEN_UNIT = "(?:公斤|斤|千克|克(?![罗服])|毫升|升(?![级級降温])|厘米|公分|平方米|平方|米(?![白色黄饭粉线其])|寸|尺(?!码)|两(?![个個只件条种款包盒套双天句次口位年月]))"
_DIMENSION = rf"(?<![A-Za-z\d.]){_NUM}(?:{_UNIT})?(?:{_BY}{_NUM}(?:{_UNIT})?){{1,3}}"
_MEASURE = (
    rf"(?:(?<![\w.)）~～–—-])[-−])?{_NUM}(?:(?:{_UNIT}\d?)?{_TO}[-−]?{_NUM})?{_UNIT}(?:半|\d{{1,2}}(?![\d.])(?:两|分|寸|厘米)?)?"
    rf"|(?<!半斤)(?!半斤八两){_HAN_NUM}{_SPOKEN_UNIT}(?:半(?!斤)|[一二三四五六七八九](?:两|分|寸)?(?![一二三四五六七八九个天]))?"
)
# "30-pack" and "60-cm" are a number and a word.
_CODE = rf"{_AFTER_LATIN}(?!\d{{1,6}}(?:-[a-z]{{2,20}}){{1,3}}(?![A-Za-z0-9-]))(?=[A-Za-z_/-]{{0,30}}\d)(?=[0-9_/-]{{0,30}}[A-Za-z])(?=[A-Za-z0-9_/-]{{4,40}}{_BEFORE_LATIN})[A-Za-z0-9]{{1,40}}(?:[-_/][A-Za-z0-9]{{1,40}}){{0,6}}"
_NUMBER = rf"第?{_NUM}(?:[%％‰]|[万萬亿億]\+?)?"

# In order of priority: what an earlier pattern took, a later one does not see. 30✖️40cm is a dimension before ✖️ is an emoji.
PATTERNS: tuple[tuple[PlaceableKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (PlaceableKind.MARKUP, _MARKUP),
        (PlaceableKind.TOPIC, _TOPIC),
        (PlaceableKind.URL, _URL),
        (PlaceableKind.TOPIC, _BARE_TOPIC),
        (PlaceableKind.STICKER, _STICKER),
        (PlaceableKind.MENTION, _MENTION),
        (PlaceableKind.DATE, _DATE),
        (PlaceableKind.SIZE, _SIZE),
        (PlaceableKind.MEASURE, _DIMENSION),
        (PlaceableKind.EMOJI, _EMOJI),
        (PlaceableKind.PRICE, _PRICE),
        (PlaceableKind.MEASURE, _MEASURE),
        (PlaceableKind.CODE, _CODE),
        (PlaceableKind.NUMBER, _NUMBER),
    )
)
_TAKEN = "\x00"


@lru_cache(maxsize=256)  # a line that is one sentence is looked through as either, and many surroundings are alike
def find(text: str) -> tuple[Placeable, ...]:
    """The placeables of a text, in order, none over another.

    >>> [(p.kind.value, p.text) for p in find("半斤装 ¥39.9[笑哭R] #艾草[话题]#")]
    [('measure', '半斤'), ('price', '¥39.9'), ('sticker', '[笑哭R]'), ('topic', '#艾草[话题]#')]
    """
    found: list[Placeable] = []
    rest = text
    for kind, pattern in PATTERNS:
        spans = [match.span() for match in pattern.finditer(rest) if match.end() > match.start()]
        if spans:  # most patterns find nothing in most texts
            found += [Placeable(kind, start, end, text[start:end]) for start, end in spans]
            rest = _without(rest, spans)
    return tuple(sorted(found, key=lambda placeable: placeable.start))


def topic_name(topic: str) -> str:
    """The name inside a topic.

    >>> topic_name("#艾草[话题]#"), topic_name("#艾草")
    ('艾草', '艾草')
    """
    return re.sub(r"\[(?:话题|話題)\]", "", topic).strip("#＃ ")


def sticker_name(sticker: str) -> str:
    """The name inside a sticker: 笑哭 of [笑哭R], doge of [doge]."""
    inner = sticker.strip("[]")
    return inner if inner == "doge" else inner[:-1]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with the spans blanked, as long as before."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [text[end:start], _TAKEN * (stop - start)]
        end = stop
    return "".join([*pieces, text[end:]])
