"""Chinese to Chinese: OpenCC for the script, a lexicon per region for the words. No model and no other language is involved.

The lexicon comes first, longest match, inside OpenCC's own segmentation (an inline dictionary before the standard ones), so that a word that is
the same here and there (添加) can be guarded by an entry that maps it to itself. This is not a translator of style: it swaps words, no more.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opencc

from localize.domain.request import Ask, Draft, Request
from localize.domain.variant import digest
from localize.engines.base import Asking, Terms
from localize.errors import GlossaryError, UnsupportedPair
from localize.text.script import simplified_only, traditional_only

_SHARE = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
_COLUMNS = ("source", "target", "domain", "verified", "note")

# The base configuration of a region. s2twp is not used: it turns 添加 into 新增 and 循环 into 迴圈.
_SCRIPTS = {"HK": ("s2hk", "t2hk"), "MO": ("s2hk", "t2hk"), "TW": ("s2tw", "t2tw")}
_SIMPLIFIED = ("SG", "MY")
# Macau writes as Hong Kong does (CLDR: zh-Hant-MO inherits from zh-Hant-HK); its own rows win.
_INHERITS = {"MO": ("HK", "MO")}

# 12只: a counter after a digit is 隻, which OpenCC sees after 一, 两 and 几 only. "9只要" and the like are the adverb.
_COUNTER = re.compile(r"(?<=[0-9])只(?![要需有卖能是会用限在想差买够为收])")

# 厘米 is what Hong Kong writes, although OpenCC's standard form is 釐.
_SHARED = frozenset("厘")


@dataclass(frozen=True)
class Lexicon:
    """The words of one region. `phrases` mend OpenCC's choice of characters, `glyphs` the shapes of single characters."""

    words: tuple[tuple[str, str], ...] = ()
    phrases: tuple[tuple[str, str], ...] = ()
    glyphs: tuple[tuple[str, str], ...] = ()


def load_lexicons(folder: Path) -> dict[str, Lexicon]:
    """Read `<region>.csv` and `script.csv` of a lexicon folder: region code → lexicon, inheritance resolved."""
    own = {code: _words(folder / f"{code.lower()}.csv") for code in (*_SCRIPTS, *_SIMPLIFIED)}
    script = _rows(folder / "script.csv", ("kind", "regions", "source", "target", "verified", "note"))
    lexicons = {}
    for code in own:
        chain = _INHERITS.get(code, (code,))
        words: dict[str, str] = {}
        for parent in chain:
            words.update(own[parent])
        mends = {
            kind: [(r["source"], r["target"]) for r in script if r["kind"] == kind and set(chain) & set(r["regions"].split())]
            for kind in ("phrase", "glyph")
        }
        lexicons[code] = Lexicon(tuple(sorted(words.items())), tuple(mends["phrase"]), tuple(mends["glyph"]))
    return lexicons


def _words(path: Path) -> dict[str, str]:
    words: dict[str, str] = {}
    for row in _rows(path, _COLUMNS):
        if not row["source"] or not row["target"] or row["source"] in words:
            raise GlossaryError(f"{path.name}: the row of {row['source']!r} is empty or double.", next_step="Keep one row for each source word.")
        words[row["source"]] = row["target"]
    return words


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            rows = list(reader)
    except OSError as error:
        raise GlossaryError(f"The lexicon {path.name} cannot be read: {error}.", next_step="Restore it under glossaries/lexicon.") from error
    if tuple(reader.fieldnames or ()) != columns:
        raise GlossaryError(f"{path.name}: the columns are {reader.fieldnames}.", next_step=f"They should be {', '.join(columns)}.")
    return rows


class ChineseEngine:
    """An engine for zh-Hant and zh-Hans. `Request.region` decides the words; a request's own terms come before everything else."""

    languages = frozenset({"zh-Hant", "zh-Hans"})
    asking = Asking(terms=Terms.LISTED)

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._s2t, self._t2s = opencc.OpenCC("s2t"), opencc.OpenCC("t2s")
        self._forms_of = (self._s2t, opencc.OpenCC("s2tw"), opencc.OpenCC("s2hk"))
        self._converters: dict[tuple[str, bool], Any] = {}
        self._lexicons = dict(lexicons)
        self.identity = f"chinese-opencc{opencc.__version__}-{digest(*sorted(self._lexicons.items()))}"

    @classmethod
    def load(cls, folder: Path) -> ChineseEngine:
        """An engine with the lexicons of `glossaries/lexicon`."""
        return cls(load_lexicons(folder))

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for request in requests:
            yield Draft(request, self._text(request), self.identity)

    def _text(self, request: Request) -> str:
        self._expect(request)
        if request.draft:
            return self._mend(request)
        traditional = _is_traditional(request.text)
        wanted = {form: ask.target for ask in request.terms for form in self._forms(ask, traditional)}
        parts = _split(request.text, wanted)
        return "".join(wanted[piece] if is_term else self._convert(piece, request.region, traditional) for piece, is_term in parts)

    def _expect(self, request: Request) -> None:
        regions = tuple(_SCRIPTS) if request.language == "zh-Hant" else _SIMPLIFIED
        if request.language not in self.languages or request.region not in regions or request.region not in self._lexicons:
            raise UnsupportedPair(
                f"No lexicon for {request.language} in the region {request.region!r}.",
                next_step=f"Add glossaries/lexicon/{request.region.lower() or '<region>'}.csv and name its script in engines/chinese.py.",
            )

    def _forms(self, ask: Ask, traditional: bool) -> tuple[str, ...]:
        return (ask.source, *self._spellings(ask.source)) if traditional else (ask.source,)

    def _spellings(self, word: str) -> set[str]:
        """How a Simplified word may stand in a Traditional text: 方便面 as 方便麵 and as 方便麪."""
        return {converter.convert(word) for converter in self._forms_of}

    def _mend(self, request: Request) -> str:
        """A repair asks only for what was missed: put it where the plain conversion stands, and leave the rest of the draft alone."""
        draft = request.draft
        for ask in sorted(request.terms, key=lambda a: -len(a.source)):
            plain = self._convert(ask.source, request.region, False)
            if plain and ask.target not in draft:
                draft = draft.replace(plain, ask.target)
        return draft

    def _convert(self, text: str, region: str, traditional: bool) -> str:
        if not text:
            return ""
        if region in _SIMPLIFIED and traditional:
            text, traditional = self._t2s.convert(text), False
        if region not in _SIMPLIFIED and not traditional:
            text = _COUNTER.sub("隻", text)
        return str(self._converter(region, traditional).convert(text))

    def _converter(self, region: str, traditional: bool) -> Any:
        key = (region, traditional)
        if key not in self._converters:
            lexicon = self._lexicons[region]
            if region in _SIMPLIFIED:
                config = _plain_config(dict(lexicon.words))
            else:
                base = _SCRIPTS[region][traditional]
                words = dict(lexicon.phrases) | dict(lexicon.words)
                if traditional:  # the lexicon is keyed by Simplified words: look for what they are in a Traditional text
                    words = {form: target for word, target in words.items() for form in self._spellings(word) | {target}}
                config = _config(base, words, dict(lexicon.glyphs))
            self._converters[key] = _open(config)
        return self._converters[key]


def _is_traditional(text: str) -> bool:
    """Whether to read a text as Traditional throughout: a character says so, and none says otherwise."""
    return bool(traditional_only(text)) and not simplified_only(text) - _SHARED


def _split(text: str, wanted: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The text as pieces and whether each is a term; at one place the longest term wins."""
    sources = sorted((s for s in wanted if s), key=len, reverse=True)
    if not sources:
        return [(text, False)]
    pieces = re.split("(" + "|".join(map(re.escape, sources)) + ")", text)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces)]


def _inline(entries: Mapping[str, str]) -> dict[str, object]:
    return {"type": "inline", "entries": dict(entries)}


def _group(*dicts: object) -> dict[str, object]:
    return {"type": "group", "match_policy": "short_circuit", "dicts": list(dicts)}


def _plain_config(words: Mapping[str, str]) -> dict[str, Any]:
    """Words only, no change of script."""
    return {
        "name": "words",
        "segmentation": {"type": "mmseg", "dict": _inline({w: w for w in words})},
        "conversion_chain": [{"dict": _inline(words)}],
    }


def _config(base: str, words: Mapping[str, str], glyphs: Mapping[str, str]) -> dict[str, Any]:
    """A standard configuration with our words before its phrases, and our words kept from its variants of characters."""
    config = _absolute(json.loads((_SHARE / f"{base}.json").read_text(encoding="utf-8")))
    keys = _inline({w: w for w in words})
    standard = config.get("segmentation", {}).get("dict")
    config["segmentation"] = {"type": "mmseg", "dict": _group(keys, standard) if standard else keys}
    chain = config["conversion_chain"]
    chain[0]["dict"] = _group(_inline(words), chain[0]["dict"])
    kept = _inline({target: target for target in words.values()})
    for conversion in chain[1:]:
        conversion["dict"] = _group(kept, conversion["dict"])
    if glyphs:
        chain.append({"dict": _inline(glyphs)})
    return config  # type: ignore[no-any-return]


def _absolute(node: Any) -> Any:
    """The configuration with the dictionaries' full paths: it is opened from a folder of its own."""
    if isinstance(node, dict):
        return {key: str(_SHARE / value) if key == "file" else _absolute(value) for key, value in node.items()}
    return [_absolute(item) for item in node] if isinstance(node, list) else node


def _open(config: Mapping[str, Any]) -> Any:
    # The binding takes a file name only. It has read everything when the constructor returns.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
        return opencc.OpenCC(str(path))
