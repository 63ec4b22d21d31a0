"""Take mainland promises out of a source text before the engine: after-sale terms that do not hold overseas, and contact outside the platform.

Which after-sale sentence a region gives instead is data of the region and is added elsewhere. A negation (不包邮) promises nothing and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from localize.domain.context import Context
from localize.domain.unit import Adapted, Step

_DAYS = r"(?:\d{1,3}|[七八十]|十五|三十|[一两兩]周|半个月)\s?[天日]?"
_AFTER_SALE = re.compile(
    # returns and exchanges, for no reason, within days, for free
    rf"{_DAYS}(?:之?[内內])?[无無](?:理由|条件|條件)(?:(?:包|可|免[费費])?退[换換]?[货貨]?|退款|退[货貨]退款)?"
    rf"|(?:收[货貨到][后後]?)?{_DAYS}(?:之?[内內])?(?:不[满滿]意)?(?:可以?|都?能|包|支持|免[费費])(?:[无無]理由)?(?:退[换換货貨款]{{1,2}}|包?退(?![烧燒潮色]))"
    r"|[无無](?:理由|条件|條件)(?:包|可|支持)?退(?:[换換][货貨]?|[货貨]|款)|[随隨][时時](?:可以?|能)?退(?:[换換][货貨]?|[货貨]|款)?|免[费費]退[换換]?[货貨]?"
    r"|(?:不[满滿]意|不喜[欢歡]|不合[适適])(?:就|也|都)?(?:可以?|能|直接|[随隨][时時])?(?:包|全[额額])?退(?:[换換][货貨]?|[货貨]|款)?"
    r"|(?:退[换換]?[货貨]?|售[后後])[无無][忧憂]|包退(?:包?[换換])?|[极極閃闪][速电電]退款?|先用[后後]付|[无無][忧憂](?:退[换換]?[货貨]?|[换換][货貨]|[购購](?:物)?|售[后後])"
    # postage
    r"|(?:[满滿]\d{1,5}元?)?包[邮郵](?:[费費]|到家)?|免[邮郵][费費]?|[满滿]\d{1,5}元?免[运運][费費]|[满滿]\d{1,5}元?[减減]\d{1,4}元?"
    r"|(?:[赠贈]?送)?(?:退[货貨])?[运運][费費][险險]|退[货换換]{0,2}[货貨]?(?:包|免)(?:[运運邮郵][费費]?)"
    r"|(?:退[换換]?[货貨]?|[来來]回)?[运運邮郵][费費](?:都|全)?(?:由|是)?(?:我[们們]?家?|[卖賣]家|本店|店家|商家)(?:[来來])?(?:出|承[担擔]|付|包)"
    # compensation and repair
    r"|(?:坏|壞|破[损損碎]|有[问問][题題]|[质質]量[问問][题題]|[丢丟]件|[坏壞][果单單]|漏[发發]|[错錯][发發])(?:了|的|[单單])?(?:包|必|免[费費])[赔賠换換退补補](?:[换換发發寄])?"
    r"|假一[赔賠罚罰][一-十百万萬\d]{1,3}|[终終]身(?:[质質]保|保[修固养養]|[维維]修|免[费費][维維]修)|(?:[一二两兩三五十\d]{1,2}年|全[国國])(?:免[费費])?(?:[质質]保|保[修固]|[联聯]保)"
    r"|只[换換]不修|以[换換]代修|免[费費](?:[维維]修|[换換]新|重[做发發寄]|[补補][发發寄])|包[补補][发發寄]|[补補][发發寄](?:一[个個件份])?(?:新的?)?(?:[给給][您你])?"
    r"|(?:坏|壞|碎|破)了?(?:就|直接)[赔賠补補退](?:[换換])?|(?:[晚超][发發时時]|慢)必?[赔賠]付?|\d{1,2}天价保|[价價]保\d{1,2}天"
    # paid reviews
    r"|(?:五星)?好[评評][后後]?(?:[可有])?(?:返[现現红紅][包]?|送[礼禮]|领[红紅]包)(?:\d{1,3}元?)?|[晒曬][图圖单單]返[现現](?:\d{1,3}元?)?"
)
# Contact outside the platform breaks its rules, and the account of a person is nothing to publish.
_HANDLE = r"(?:号|號)?(?:\s?[:：]\s?|\s)?[A-Za-z0-9_-]{0,30}"
_CONTACT = re.compile(
    rf"(?:请|請|可以?|[欢歡]迎)?(?:添?加|[联聯][系繫])(?:我|客服|店主|掌柜|掌櫃|一下)?(?:的)?(?:微信|威信|薇信|[Vv][Xx]|[Ww][Xx]|[Ww]e[Cc]hat|QQ|qq|[Vv信薇](?![A-Za-z一-鿿])){_HANDLE}"
    rf"|(?:客服|店主|掌柜|掌櫃|我的?)(?:微信|[Vv][Xx]){_HANDLE}"
    rf"|微信(?:[号號]|\s?[:：]|搜索?)\s?[:：]?\s?[A-Za-z0-9_-]{{0,30}}|(?<![A-Za-z])(?:[Vv][Xx]|[Ww][Xx])\s?[:：]\s?[A-Za-z0-9_-]{{0,30}}"
    r"|私信(?:我|客服|店主)?(?:[领領](?:取?[优優]惠?[券劵]|取|券)|[发發]你|下[单單]|要?[链鏈鍊]接|加)"
    r"|(?:加|[进進])(?:粉[丝絲])?群(?:[聊号號])?[:：]?\s?\d{0,12}|(?:QQ|qq)群?\s?[:：]\s?\d{5,12}|[扫掃][码碼]加[我群]|(?:某宝|淘宝|淘寶)搜索?[A-Za-z0-9一-鿿]{0,12}"
    r"|(?:公[众眾][号號]|抖音|[闲閒閑][鱼魚]|拼多多|淘宝|淘寶|某宝)(?:[号號]|店[铺鋪]?)?(?:搜索?|同名|[:：])[A-Za-z0-9一-鿿]{0,12}|[+＋➕]\s?(?:[VvＶ]|微信|薇)(?![A-Za-z])"
    r"|(?:(?:客服)?(?:[电電][话話]|手[机機][号號]?)\s?[:：]?\s?)?(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?:[Ww]hats[Aa]pp|[Tt]elegram|LINE|Line)\s?(?:ID)?\s?[:：@]\s?[A-Za-z0-9_+-]{2,30}"
)
_NEGATION = re.compile(
    r"(?:不|[没沒]有?|[无無]|非|未|不是|[谢謝][绝絕]|拒[绝絕]|(?:不|[无無]法|[没沒]有?|未|[谢謝][绝絕])(?:支持|提供|享受|[适適]用|包含|[参參][与與加]|含|送|接受|能|可以?|再|[办辦]理))\s?$"
)
_DENIED = re.compile(r"^(?:退[换換]?[货貨]?)?(?:服[务務])?\s?(?:不支持|不[适適]用|[没沒]有|不可以|除外|不提供|不享受)")
_BRACKETS = re.compile(r"[【〖\[（(「『《][^【】〖〗\[\]（）()「」『』《》\n]{1,40}[】〗\]）)」』》]")

# Words that only carry the promise: a clause of these and the promise says nothing else.
_CARRIERS = re.compile(
    r"全[国國场場]|[顺順]丰|[顺順][丰豐]|支持|本店|小店|店[铺鋪]|我[们們]家?|[亲親]们?|都是?|均|全部|可以|享受?|下[单單]|[购購][买買]|[赠贈]?送|提供|承[诺諾]|保[证證]|服[务務]|商品|[宝寶][贝貝]|收到|拿到|如果|若|放心[购購买買拍入]?"
    r"|江浙[沪滬]|偏[远遠]地[区區]除外|新疆|西藏|[内內]蒙古?|其[他它她餘余]|地[区區]|除外|[质質]量[问問][题題]|售[后後][无無][忧憂]|售[后後]|[无無][忧憂]|[运運][费費]|退[换換][货貨]?|退[货貨]|[详詳]情?|[咨諮][询詢]|需要的?|想要的?|[姐姊]妹[们們]?|[宝寶]子[们們]?|直接|快递|快遞|[领領]取?[优優]惠?[券劵]|[优優]惠[券劵]?|福利"
    r"|[请請您你我在有可还還也就并並且和及与與了哦呢啦哟喲的哈呀吧啊买買拍]|[+＋&/|\s~～*·•!！]"
)
_SEPARATORS = r"(?:[，。！？；、,!?;\n…]+)"
_STRONG = re.compile(r"[。！？!?\n…]")
_MAY_REMAIN = 3  # characters beside the promise and its carriers that still make a clause "mostly the promise"
_LONGEST = 20000  # a field is far shorter; beyond this nothing is read


@dataclass(frozen=True)
class _Clause:
    text: str
    separator: str


def drop_mainland_promises(text: str, context: Context) -> Adapted:
    """Remove promises and contacts: the whole clause if it says little else, else the phrase alone. The result may be empty."""
    if len(text) > _LONGEST or not (_AFTER_SALE.search(text) or _CONTACT.search(text)):
        return Adapted(text)
    steps: list[Step] = []
    text = _drop_brackets(text, steps)
    clauses = []
    for clause in _clauses(text):
        left = _drop(clause.text, steps)
        clauses.append(_Clause(left, clause.separator))
    if not steps:
        return Adapted(text)
    return Adapted(_join(clauses), tuple(steps))


def _drop_brackets(text: str, steps: list[Step]) -> str:
    """【包邮】 goes with its brackets."""

    def replace(match: re.Match[str]) -> str:
        found = _promises(match[0][1:-1])
        if not found or not _mostly(match[0][1:-1], found):
            return match[0]
        steps.append(Step(found[0][1], match[0], ""))
        return ""

    return _BRACKETS.sub(replace, text)


def _clauses(text: str) -> list[_Clause]:
    # A comma between digits is part of a number.
    pieces = re.split(rf"((?<!\d),(?!\d)|{_SEPARATORS.replace(',', '')})", text)
    return [_Clause(pieces[i], pieces[i + 1] if i + 1 < len(pieces) else "") for i in range(0, len(pieces), 2)]


def _promises(clause: str) -> list[tuple[re.Match[str], str]]:
    """The promises that a clause makes, and the rule each breaks; negated ones are none."""
    found = [(m, "policy.after-sale") for m in _AFTER_SALE.finditer(clause)] + [(m, "policy.contact") for m in _CONTACT.finditer(clause)]
    return [
        (m, rule)
        for m, rule in found
        if not _NEGATION.search(clause[max(0, m.start() - 8) : m.start()]) and not _DENIED.search(clause[m.end() :][:12])
    ]


def _mostly(clause: str, found: list[tuple[re.Match[str], str]]) -> bool:
    left = _CARRIERS.sub("", _without(clause, found))
    return "¥" not in left and len(left) <= _MAY_REMAIN  # a price is never little


def _without(clause: str, found: list[tuple[re.Match[str], str]]) -> str:
    for match, _ in sorted(found, key=lambda pair: -pair[0].start()):
        clause = clause[: match.start()] + "\x00" + clause[match.end() :]
    return clause.replace("\x00", "")


def _drop(clause: str, steps: list[Step]) -> str:
    found = _promises(clause)
    if not found:
        return clause
    if _mostly(clause, found):
        steps.append(Step(found[0][1], clause, ""))
        return ""
    for match, rule in found:
        steps.append(Step(rule, match[0], ""))
    left = _without(re.sub(r"(?<=\S)$", "", clause), found)
    return re.sub(r"\s{2,}", " ", re.sub(r"(?:全[国國]|支持|[赠贈]?送|享受?|[+＋&/|])+$", "", left.strip())).strip()


def _join(clauses: list[_Clause]) -> str:
    """The clauses that are left. A sentence that loses its end keeps its full stop."""
    kept: list[_Clause] = []
    for index, clause in enumerate(clauses):
        if clause.text.strip():
            kept.append(clause)
            continue
        last = index == len(clauses) - 1 and not clause.separator
        if kept and not _STRONG.search(kept[-1].separator) and (_STRONG.search(clause.separator) or last):
            kept[-1] = _Clause(kept[-1].text, clause.separator)
    return "".join(c.text + c.separator for c in kept).strip(" 　")
