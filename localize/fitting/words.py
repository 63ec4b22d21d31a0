"""Words that decide what of a text may go: negations and warnings never do, for whom and for which season goes first.

A word that is missed in the first two lists costs a warning, a word too many only a person's minute: they are wide on purpose. Nobody whose
language it is has read the lists of Malay, Indonesian, Thai, Vietnamese and Japanese.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS = re.compile(
    r"\b(?:not|no|non|never|none|without|cannot|free of|unless|except|only|don['’]?ts?)\b|n['’]t\b|-free\b"
    r"|\b(?:tidak|bukan|jangan|tanpa|tiada|tak|không|chưa|đừng|chớ)\b"
    r"|ไม่|ห้าม|อย่า|ない|ません|なし|無し|不可|厳禁"
    r"|[没沒無无非勿别別未禁忌慎]|不(?![锈鏽])",
    re.IGNORECASE,
)
_WARNINGS = re.compile(
    r"\b(?:caution|warnings?|danger\w{0,3}|hazard\w{0,3}|safety|keep|avoid|children|kids|toddlers?|bab(?:y|ies)|infants?|pregnan\w{1,3}|ages?"
    r"|flammable|flames?|unattended|ventilat\w{1,4}|external|ingest\w{0,4}|swallow\w{0,3}|chok\w{1,3}|allerg\w{1,4}|consult|doctors?|stop|hot water)\b"
    r"|\b(?:awas|amaran|peringatan|bahaya|kanak-kanak|anak|hamil|mengandung|cảnh báo|trẻ em|mang thai|dị ứng)\b"
    r"|คำเตือน|ระวัง|เด็ก|ตั้งครรภ์|แพ้|注意|警告|危険|妊娠|子供|火気"
    r"|孕|[儿兒]童|[婴嬰]|小孩|明火|[远遠]离|[远遠]離|通[风風]|[过過]敏|小心|[谨謹]防|[医醫]生|[遵医醫]{2}[嘱囑]|[离離]开人|[离離]開人|外用|避免|防止",
    re.IGNORECASE,
)
_LOW = _words(
    "women woman men man ladies lady girls boys teens adults mom mum mother dad father grandma grandpa him her them wife husband girlfriend boyfriend"
    " friend friends family families colleagues teacher teachers home house office daily everyday use wear wearing party parties wedding weddings"
    " birthday birthdays anniversary gift gifts gifting present presents idea ideas holiday holidays festival festivals christmas valentine"
    " valentines spring summer autumn fall winter season seasons new arrival arrivals hot sale trending trendy popular fashion fashionable stylish"
    " casual cute lovely beautiful elegant exquisite versatile premium quality high best perfect great ideal unisex students student indoor outdoor"
    " travel vacation commute daytime evening night occasions occasion any all every decor decoration lovers"
)
_LINKING = _words("for a an the and or of in on at to with as from by your his our my s")
_LOW_CHINESE = re.compile(
    r"(?:[女男]士?|女生|男生|男女|老人|妈妈|媽媽|爸爸|女友|男友|[闺閨]蜜|[学學]生|[长長][辈輩]|通用|[适適]用|春|夏|秋|冬|[春秋]季|夏季|冬季|四季|新款|新品|爆款|[热熱][卖賣銷销]"
    r"|[网網][红紅]|同款|百搭|[时時]尚|[时時]髦|[潮流]{1,2}|[复復]古[风風]|高[级級]感|高[颜顏]值|[颜顏]值|ins[风風]?|[氛围圍]{2}感|送[礼禮]|[礼禮][物品]|[礼禮]盒|生日|[节節]日|情人[节節]"
    r"|家用|居家|日常|[办辦]公室|宿舍|[旅出]行|外出|[现現][货貨]|包[邮郵]|推[荐薦]|必[备備]|[实實]用|精致|精緻|可[爱愛]){1,6}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")


def protected(text: str) -> bool:
    """Whether a piece of text says no to something or warns of it.

    >>> [protected(text) for text in ("Never leave burning incense", "不含酒精", "不锈钢", "for Women")]
    [True, True, False, False]
    """
    return bool(_NEGATIONS.search(text) or _WARNINGS.search(text))


def is_low(text: str) -> bool:
    """Whether a phrase says nothing but for whom, when or how fine.

    >>> [is_low(text) for text in ("Gift for Mom", "秋冬新款", "for Small Dogs", "21 cm", "& +")]
    [True, True, False, False, False]
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return False
    return all(word in _LOW or word in _LINKING or _LOW_CHINESE.fullmatch(word) for word in words) and any(word not in _LINKING for word in words)


def is_linking(word: str) -> bool:
    """Whether a word only joins others: articles, prepositions, conjunctions."""
    return word.casefold() in _LINKING
