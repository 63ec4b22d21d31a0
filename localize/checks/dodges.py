"""Undo what sellers do to a risky word to pass a filter: 祛shi, 排💩毒, 湿 气, 硝炎, d.e.t.o.x, 0️⃣副作用.

What comes out is only read by the rules for claims and shown to nobody; a hit is told in the seller's own letters. A text that hides
nothing costs one search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from localize.text.script import HAN, has_han

# Risky words, and how their characters are spelled otherwise: pinyin, an initial, a character that sounds or looks alike.
# A look-alike stands here only if it makes no word of its own with any of the words: 助棉 is nothing, 消盐 would be salt.
_WORDS = (
    "祛湿 祛痘 祛斑 祛疤 祛皱 祛寒 祛风 驱寒 驱风 除湿 湿气 湿热 寒气 体寒 排毒 排湿 排寒 解毒 毒素 宿便 排便 便秘 治病 治疗 治好 根治 医治 疗效 疗愈 药效 药用 "
    "神药 吃药 特效 消炎 抗炎 发炎 炎症 止痛 镇痛 止痒 止咳 疼痛 头痛 胃痛 消肿 水肿 浮肿 痛经 调经 宫寒 暖宫 月经 姨妈 妇科 卵巢 备孕 怀孕 失眠 助眠 安眠 睡眠 "
    "入睡 减肥 减脂 减重 瘦身 瘦脸 瘦腿 瘦腰 暴瘦 变瘦 瘦了 燃脂 刮油 掉秤 甩肉 美白 变白 淡斑 淡纹 抗皱 抗衰 细纹 痘印 痘痘 疤痕 活血 化瘀 经络 气血 补血 补气 "
    "补肾 壮阳 肾虚 护肝 养肝 清肺 健脾 养胃 降火 血压 血糖 血脂 三高 降糖 降压 癌症 抗癌 肿瘤 糖尿 感冒 鼻炎 湿疹 脚气 风湿 关节 颈椎 腰椎 抑郁 焦虑 过敏 丰胸 "
    "防脱 生发 脱发 长高 杀菌 抗菌 抑菌 除螨 病毒 免疫 最好 最低 最强 最佳 最便宜 第一 顶级 国家级 唯一 包治 百病 见效 有效 无效 副作用 医生 专家 转运 招财 开光"
)
_SPELLINGS = (
    "祛:qu 湿:shi|s|氵显 痘:dou|豆|逗 斑:ban|班 疤:ba|巴 皱:zhou|绉 寒:han 风:feng 驱:qu 除:chu 气:qi 热:re 体:ti 排:pai 毒:du|d|渎 解:jie 素:su 宿:su 便:bian "
    "秘:mi 治:zhi|z|冶 病:bing 疗:liao|l|辽 好:hao 根:gen 医:yi 效:xiao 愈:yu 药:yao|葯|💊 用:yong 神:shen 吃:chi 特:te 消:xiao|硝 炎:yan 抗:kang 发:fa 症:zheng 止:zhi "
    "痛:tong 镇:zhen 痒:yang 咳:ke 疼:teng 头:tou 胃:wei 肿:zhong|月中 水:shui 浮:fu 经:jing 调:tiao 宫:gong 暖:nuan 月:yue 姨:yi 妈:ma 妇:fu 科:ke 卵:luan 巢:chao 备:bei "
    "孕:yun 怀:huai 失:shi 眠:mian|棉 助:zhu 安:an 睡:shui 入:ru 减:jian 肥:fei|f|月巴 脂:zhi|月旨 重:zhong 瘦:shou|廋 身:shen 脸:lian 腿:tui 腰:yao 暴:bao 变:bian 了:le 燃:ran "
    "刮:gua 油:you 掉:diao 秤:cheng 甩:shuai 肉:rou 美:mei|镁 白:bai 淡:dan 纹:wen 衰:shuai 细:xi 印:yin 痕:hen 活:huo 血:xue|🩸 化:hua 瘀:yu 络:luo 补:bu 肾:shen 壮:zhuang "
    "阳:yang|羊 虚:xu 护:hu 肝:gan 养:yang 清:qing 肺:fei 健:jian 脾:pi 降:jiang 火:huo|🔥 压:ya 糖:tang 三:san 高:gao 癌:ai 瘤:liu 尿:niao 感:gan 冒:mao 鼻:bi 疹:zhen 脚:jiao "
    "节:jie 关:guan 颈:jing 椎:zhui 腰:yao 抑:yi 郁:yu 焦:jiao 虑:lv 过:guo 敏:min 丰:feng 胸:xiong 防:fang 脱:tuo 生:sheng 长:zhang 杀:sha 菌:jun 螨:man 免:mian 疫:yi 最:zui|蕞 "
    "低:di 强:qiang 佳:jia 便:bian 宜:yi 第:di|弟 一:yi|① 顶:ding 级:ji 国:guo 家:jia 唯:wei 包:bao 百:bai 见:jian 有:you 无:wu 副:fu 作:zuo 专:zhuan 转:zhuan 运:yun 招:zhao 财:cai 开:kai 光:guang"
)
# The Traditional shape of a character is the same word.
_TRADITIONAL = dict(
    zip(
        "湿气热体药炎发症镇痒头肿经调宫妈妇备怀减脂脸变细纹补肾壮阳护肝养健压脚节关颈郁虑过丰长杀螨级国专转运财开无见医疗驱风",
        "濕氣熱體藥炎發症鎮癢頭腫經調宮媽婦備懷減脂臉變細紋補腎壯陽護肝養健壓腳節關頸鬱慮過豐長殺蟎級國專轉運財開無見醫療驅風",
        strict=True,
    )
)

_DROPPED = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ufe0f\u20e3]")
_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d"
_H = f"[{HAN}]"
_LONE = f"(?:(?<=^{_H})|(?<=[^{HAN}]{_H}))"  # after a character that stands alone
_MARKS = rf"[{_EMOJI}·・.*^_~|/+'`-]{{1,3}}"
# One of the two must stand alone, or 好看的包🎒邮费自理 would offer free postage; beside a space the other may not begin a longer word.
_GAP = re.compile(
    rf"{_LONE} ?{_MARKS} ?(?={_H})|(?<={_H}) ?{_MARKS} ?(?={_H}(?!{_H}))|{_LONE} (?={_H}{{1,2}}(?!{_H}))|(?:(?<=^{_H}{_H})|(?<=[^{HAN}]{_H}{_H})) (?={_H}(?!{_H}))"
)
_SPACED = re.compile(r"(?<![A-Za-z])[A-Za-z](?:[ .*_·-][A-Za-z]){3,15}(?![A-Za-z])")
_LIKE_LETTERS = str.maketrans("0@$€3", "oasee", "*")
_LEET = re.compile(r"(?<=[A-Za-z])[0@$€3*](?=[A-Za-z])")


def _spelled(word: str, spellings: dict[str, str]) -> str:
    """A pattern of the word in all its spellings: (?:祛|qu) ?(?:湿|濕|shi|s)."""
    return " ?".join(f"(?:{char}|{_TRADITIONAL.get(char, char)}|{spellings[char]})" for char in word)


def _words() -> re.Pattern[str]:
    spellings = dict(entry.split(":") for entry in _SPELLINGS.split())
    each = (f"(?P<w{number}>{_spelled(word, spellings)})" for number, word in enumerate(_WORDS.split()))
    return re.compile(f"(?:(?<![A-Za-z])|(?={_H}))(?:{'|'.join(each)})(?:(?![A-Za-z])|(?<={_H}))", re.IGNORECASE)


_SPELLED = _words()
_LIST = _WORDS.split()
# The words are looked for only around what can be a disguise: 130 words at each character of a note would take a millisecond.
_ODD = f"[A-Za-z{re.sub(f'[^{HAN}💊🩸🔥①]|氵显|月.', '', re.sub(r'(^| ).:', ' ', _SPELLINGS))}]|氵显|月[中巴旨]"
_NEAR = re.compile(f"{_H}{{0,2}} ?(?:{_ODD}){{1,6}}(?: ?(?:{_ODD}|{_H})){{0,8}}")
_MIXED = re.compile(f"{_H} ?(?:{_ODD})|(?:{_ODD}) ?{_H}")
_SUSPECT = re.compile(f"{_DROPPED.pattern}|{_SPACED.pattern}|{_LEET.pattern}")
_SUSPECT_HAN = re.compile(rf"{_H}[^{HAN}\w，。！？；：、\n]|{_MIXED.pattern}")


Finder = Callable[[str], Iterator[re.Match[str]]]
Writer = Callable[[re.Match[str]], str]


@dataclass(frozen=True)
class Plain:
    """A text without its disguises; character i stands for `raw[starts[i]:ends[i]]` of what was written."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in what was written; the span must not be empty."""
        return self.starts[start], self.ends[end - 1]

    def replaced(self, find: Finder, write: Writer) -> Plain:
        """Each match written anew, its place kept."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for found in find(self.text):
            new, (first, last) = write(found), self.span(*found.span())
            text += [self.text[done : found.start()], new]
            starts += [*self.starts[done : found.start()], *[first] * len(new)]
            ends += [*self.ends[done : found.start()], *[last] * len(new)]
            done = found.end()
        return Plain("".join(text) + self.text[done:], (*starts, *self.starts[done:]), (*ends, *self.ends[done:]))


@lru_cache(maxsize=1024)  # a source is read for every target
def plain(text: str) -> Plain | None:
    """The text without disguises, or nothing where it wears none.

    >>> plain("祛shi排💩毒").text, plain("d.e.t.o.x tea").text, plain("好看的包🎒邮费自理")
    ('祛湿排毒', 'detox tea', None)
    """
    if not (_SUSPECT.search(text) or (has_han(text) and _SUSPECT_HAN.search(text))):
        return None
    bare = Plain(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    for find, write in _UNDO:
        bare = bare.replaced(find, write)
    return bare if bare.text != text else None


def _word(found: re.Match[str]) -> str:
    said = found.group()
    # A single letter or a short syllable without any character is too little: "shi s".
    if not re.search(_H, said) and len(said) < 5:
        return said
    word = _LIST[int(str(found.lastgroup)[1:])]
    return (
        said
        if re.fullmatch(f"{_H}{{{len(word)}}}", said) and all(a == b or _TRADITIONAL.get(b) == a for a, b in zip(said, word, strict=True))
        else word
    )


def _spellings(text: str) -> Iterator[re.Match[str]]:
    for near in _NEAR.finditer(text):
        yield from _SPELLED.finditer(text, *near.span())


_UNDO: tuple[tuple[Finder, Writer], ...] = (
    (_DROPPED.finditer, lambda found: ""),
    (_GAP.finditer, lambda found: ""),
    (_SPACED.finditer, lambda found: re.sub(r"[^A-Za-z]", "", found.group())),
    (_LEET.finditer, lambda found: found.group().translate(_LIKE_LETTERS)),
    (_spellings, _word),
)
