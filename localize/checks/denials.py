"""Whether words of a claim are denied or only spoken about: "cannot treat", 不能治疗, 所谓“排毒”, "bukan ubat", 治すものではありません.

Each pattern reads the text just before or just after the words, within their clause. Denials are listed whole: 不仅, 非常, "not only",
"tidak hanya" and "không chỉ" deny nothing. All languages are tried on every text, because a text may quote another.
"""

from __future__ import annotations

import re

_BEFORE = 80  # characters read before the words
_AFTER = 60  # and after them; Japanese denies at the end of a clause, and advice to see a doctor comes late

# None reaches over the end of a clause or over 的/但/却/就: "不会踩雷的祛湿泡脚包" does claim.
_HAN = re.compile(
    r"(?:[不]能(?![不错錯少])|不可以?(?![思多错錯缺])|不[会會](?![踩错錯])|不得(?!不)|不用[于於]|不以|不具有?|不[具备備]|不[代替]替|不宣[称稱傳传]|不承[诺諾]|不[属屬][于於]|"
    r"不是|不作为?|不含|不(?:相)?信|不存在|不指望|不[建提][议倡議]|不[声聲][称稱]|不等[于於]|不敢[说說保]|[谈談说說]不上|[别別](?:再)?(?:信|相信|指望|[宣][传傳]|[写寫])|"
    r"[并並]非|[无無]法|[没沒]有(?!比|什)|[没沒]什[么麼](?=[^，。]{0,6}(?:效果|功效|作用))|非(?!常|凡|得|[遗遺])|勿(?![错錯忘])|[无無](?=任何|治|[疗療]|[医醫]|[药藥]))"
    r"[^，。！？；、,.!?;\n的但却卻就]{0,8}$"
    # Cantonese; and a bare 不 or 冇 right before the words, but not in 再不祛湿就晚了 or 忍不住减肥.
    r"|(?:唔(?:係|会|會|可以|能|包|設|提供|接受|支持|支援|使信)|冇(?!得)|恕不|[概暂暫]不|不(?:支持|支援|提供|接受|享|予|设|設|送|參|参)|未(?:有|能|经|經|獲|获))[^，。！？；、,.!?;\n的但却卻就]{0,8}$"
    r"|(?<![再要忍无無])[不唔冇未]$"
)
# A list keeps the denial of its first member: 不能治疗、预防或缓解疾病.
_HAN_LIST = re.compile(
    r"(?:不能|不可|不具[备備有]?|不宣[称稱]|不作|[没沒]有|[无無]法|并非|並非|不用[于於]|勿)[^，。！？；,!?;\n的但却卻就]{0,6}(?:[、或和及][^，。！？；、,!?;\n但却卻就]{0,6}){1,4}$"
)
_HAN_AFTER = re.compile(
    r"^[^，。！？；,.!?;\n]{0,6}[吗嗎么麼？?][？?]?\s?(?:答[：:])?[^，。！？；,.!?;\n]{0,4}[不没沒冇唔否]|"
    r"^[^，。！？；,.!?;\n]{0,8}(?:[无無][关關]|[没沒]有?什?[么麼]?[关關][系係]|(?:患者|人群|者)[^，。！？；,.!?;\n]{0,4}(?:慎|不宜|禁|勿|避免)|[请請](?:先|提前|[务務]必)?(?:就[医醫]|遵[医醫]|[咨諮][询詢](?:[医醫]|[专專][业業]))|[都就纯純]?是(?:假的|[骗騙]|智商[税稅]|[谣謠]言)|[纯純][属屬]|[没沒]有?(?:科[学學])?依[据據])"
)
_ABOUT_HAN = re.compile(r"所[谓謂]的?[“”\"「『‘]?[^，。！？；\n]{0,4}$")
_QUOTED_AFTER = re.compile(
    r"^[^，。！？；\n]{0,6}[”\"」』’](?:等?(?:字[样樣眼]|[词詞]|[说說]法|[宣]?[传傳])|一[词詞]|[这這][个個种種]?(?:[词詞]|[说說]法))"
)
# "If you have eczema, ask a doctor": who sends readers to a doctor promises nothing.
_DOCTOR_AFTER = re.compile(
    r"^[^.!?;。！？；\n]{0,40}(?:\b(?:ask|consult|see|check with|talk to|seek)\b[^.!?;\n]{0,15}\b(?:doctor|physician|midwife|professional)|(?:tanya|rujuk|konsultasi\w{0,4}|tanyakan)[^.!?;\n]{0,15}do[ck]t[eo]r|"
    r"ปรึกษาแพทย์|(?:hỏi|ý kiến)(?: ý kiến)? (?:của )?bác sĩ|医師[^。\n]{0,4}相談|使用[^。\n]{0,3}お?控え)",
    re.IGNORECASE,
)
# "not intended to diagnose, treat or cure" runs over commas; "you won't believe how it relieves pain" and "don't wait, detox now" deny nothing.
_ENGLISH = re.compile(
    r"(?:\b(?:not|never|cannot|nothing)\b|n[’']t\b)(?: \w{1,12}){0,3} (?:intended|meant|designed|claim\w{0,3}|diagnose|treat|cure|prevent|replace)\b"
    r"(?:(?!\b(?:but|however|yet|and it)\b)[^.!?;\n]){0,60}$"
    r"|(?<!why )(?:\b(?:not|never|cannot|neither|nor|nothing)\b|n[’']t\b)"
    r"(?! (?:only|just|merely|believe|wait|miss|resist|live|imagine|stop|help but|get enough))(?:(?!\b(?:but|and it)\b)[^,.!?;\n]){0,30}$"
    r"|\b(?:no|not|never|nor)\b (?:\w{1,10} ){0,3}(?:claims?|claiming|promis\w{1,3})\b[^.!?;:\n]{0,40}$"
    r"|\b(?:no|non|without)\b(?! more| doubt| matter| wonder)[ -](?:(?!\b(?:but|and|it)\b)[^,.!?;\n]){0,25}$"
    r"|\b(?:so-called|the words?|the term|instead of|rather than|unlike)\b[^,.!?;\n]{0,12}$",
    re.IGNORECASE,
)
_ENGLISH_AFTER = re.compile(
    r"^[^.!?\n]{0,20}\?\s{0,2}(?:\w{1,13},? ){0,2}(?:no|not|nope|sorry|afraid|unfortunately|sadly|never|don[’']t|doesn[’']t|isn[’']t)\b|"
    r"^[”\"’']?(?: \w{1,10})? (?:is (?:a myth|not)|are (?:a myth|not)|isn[’']t|aren[’']t|is a word|do(?:es)? not)\b",
    re.IGNORECASE,
)
_MALAY = re.compile(
    r"\b(?:bukan|tidak|tak|jangan|tanpa|belum|bukanlah|tidaklah|tiada|gak|nggak|enggak)\b(?! (?:nyangka|sangka|usah|suka|puas|cocok|hanya|sahaja|saja|sekadar|cuma|perlu|lagi|hairan|heran))[^,.!?;\n]{0,40}$",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(r"(?<!\w)(?:không|chẳng|chưa|đừng)(?!\w)(?! (?:chỉ|những|ngừng|thể bỏ|còn|lo|phải lo|ngờ))[^,.!?;\n]{0,40}$", re.IGNORECASE)
_THAI = re.compile(r"(?:ไม่|มิ|อย่า)(?!เพียง|ถูกใจ|ชอบ|พอใจ|พอดี|ใช่แค่|ใช่เพียง|แค่|ต้อง|ควรพลาด|พลาด|เหมือนใคร)[^,.!?;\n]{0,25}$")
_JAPANESE_AFTER = re.compile(
    r"^[^。！？!?\n]{0,14}?(?:(?<!だけ)(?:では|じゃ)(?:ありません|ない(?!か))|(?:もの|わけ)では|ません(?!か)|(?:し|き|せ|ら|わ|れ|け|え|さ)ない(?!で(?:は)?いられ)|ずに|を?(?:保証|目的|うたう|謳う)[^。！？\n]{0,6}(?:ません|ない)|とは(?:無関係|関係)|と(?:いう|いった)(?:表現|言葉|文言))"
)
# Advice for people with a complaint claims nothing about it: a condition before the words, and what not to do after them.
_ADVICE = (
    (
        r"(?:[有患如若]|[对對])[^，。！？；\n]{0,6}$",
        r"^[^。！？；\n]{0,16}(?:慎用|禁用|忌用|停用|停止使用|勿用|[请請]勿|不宜|不要使?用|避免|遵[医醫])",
    ),
    (r"\b(?:if|people|anyone|those|should you)\b[^.!?;\n]{0,30}$", r"^[^.!?;\n]{0,40}\b(?:do not|don[’']t|avoid|stop|discontinue|not suitable)\b"),
    (
        r"\b(?:jika|bila|kalau|sekiranya|penderita|orang)\b[^.!?;\n]{0,30}$",
        r"^[^.!?;\n]{0,40}\b(?:hentikan|jangan|hindari|elakkan|berhenti|konsultasi\w{0,3})\b",
    ),
    (r"(?:nếu|khi|người)[^.!?;\n]{0,30}$", r"^[^.!?;\n]{0,40}(?:ngưng|ngừng|không nên|không dùng|tránh)"),
    (r"(?:หาก|ถ้า|ผู้ที่|คนที่)[^\n]{0,30}$", r"^[^\n]{0,40}(?:หยุด|งด|ห้าม|หลีกเลี่ยง|ปรึกษา|ไม่ควร)"),
    (r"", r"^[^。！？!?\n]{0,12}(?:場合|方|人|とき|時)(?:は|に)[^。！？!?\n]{0,16}(?:使用しない|控え|避け|遠慮|中止|相談|おやめ)"),
)
_ADVICES = tuple((re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)) for before, after in _ADVICE)
_BEFORES = (_HAN, _HAN_LIST, _ABOUT_HAN, _ENGLISH, _MALAY, _VIETNAMESE, _THAI)
_AFTERS = (_HAN_AFTER, _DOCTOR_AFTER, _QUOTED_AFTER, _ENGLISH_AFTER, _JAPANESE_AFTER)


def denied(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is denied or spoken about.

    >>> denied("不能治疗疾病", 2, 4), denied("不仅治疗疾病", 2, 4), denied("病気を治すものではありません", 3, 5)
    (True, False, True)
    """
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if any(p.search(before) for p in _BEFORES) or any(p.search(after) for p in _AFTERS):
        return True
    return any(stop.search(after) and condition.search(before) for condition, stop in _ADVICES)
