"""The empty table that somebody fills in: the columns, what each means, what may be chosen, and one example row that is never imported."""

from __future__ import annotations

from collections.abc import Mapping

from localize.domain.term import Audience, Demand, Status
from localize.exchange.line import LONGEST_CELL
from localize.exchange.rows import COLUMNS, RISKS

CHOICES: Mapping[str, tuple[str, ...]] = {
    "audience": tuple(Audience),
    "demand": tuple(Demand),
    "status": tuple(Status),
    "risk": RISKS[1:],
}
MEANINGS: Mapping[str, str] = {
    "concept": "<domain>.<name> with a-z, 0-9 and hyphens; one row for a concept, locale and audience. Two senses of a word are two concepts.",
    "domain": "The first part of the concept: tea, herb, fashion.",
    "source": "The Chinese word, in Simplified characters. Traditional spellings are found by themselves.",
    "locale": "The language of the rendering: en, zh-Hant-HK, zh-Hant-TW.",
    "audience": "Who reads it: any, or general or diaspora where both read differently.",
    "target": "The rendering, as it can stand in a sentence. No Chinese characters for English. Empty where demand is forbid, or where a proposal still waits for it.",
    "demand": "required: must stand in the text. keep: not translated, stands as it is spelled. preferred: suggested. forbid: only the forbidden renderings must not stand.",
    "source_variants": "Other Chinese words for the same thing, joined with |.",
    "accepted": "Other renderings that a good editor would let stand, joined with |.",
    "forbidden": "Renderings that are wrong, joined with |.",
    "needs": "One of these Chinese words must stand in the record, joined with |. Empty where the word has one sense.",
    "excludes": "None of these Chinese words may stand in the record, joined with |.",
    "status": "A new row arrives as proposed, whatever is written here, unless the import is told to take it over as approved.",
    "risk": "C claim, R religion, L law or logistics, B brand, A absolute, S slang; empty for none.",
    "note": f"For the next reader. A cell holds at most {LONGEST_CELL} characters.",
    "revision": "1 for a new row; leave what an export wrote.",
}
# Every cell of it must stand as it is: whoever writes over the example has made a row.
EXAMPLE: Mapping[str, str] = dict.fromkeys(COLUMNS, "") | {
    "concept": "example.ai-cao", "domain": "example", "source": "艾草", "locale": "en", "audience": "any", "target": "mugwort", "demand": "required",
    "accepted": "Chinese mugwort", "forbidden": "wormwood|moxa grass", "status": "proposed", "note": "an example: this row is not imported", "revision": "1",
}  # fmt: skip
