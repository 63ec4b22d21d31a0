"""One region's words and script over a text, with a note of each word that was swapped: OpenCC's segmentation, our dictionary first.

OpenCC is given a mark for each word and not the word itself: no later dictionary changes it, and the marks tell which rows a text used.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import opencc

from localize.engines.lexicon import Lexicon, Row

_SHARE = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
# The first plane for private use has room for more words than any lexicon will hold.
_FIRST_MARK = 0xF0000
_MARKS = re.compile("([\U000f0000-\U000ffffd])")

# 12只: a counter after a digit is 隻, which OpenCC sees after 一, 两 and 几 only. "9只要" and the like are the adverb.
_COUNTER = re.compile(r"(?<=[0-9])只(?![要需有卖能是会用限在想差买够为收])")


@dataclass(frozen=True)
class Swap:
    """A word as it stood in a text, and the row of the lexicon that said what to write instead."""

    found: str
    row: Row


class Converter:
    """Converts texts of one script for one region. `script` names OpenCC's configuration, "" where the script stays."""

    def __init__(self, lexicon: Lexicon, traditional: bool) -> None:
        chinese = lexicon.chinese
        self.script = chinese.traditional if traditional else chinese.opencc
        self._counts = bool(chinese.opencc) and not traditional
        self._before: Any = None
        if chinese.opencc:
            forms = _forms((*lexicon.phrases, *lexicon.words), traditional)
            config = _configuration(self.script, forms, {row.source: row.target for row in lexicon.glyphs})
        else:
            forms = _forms(lexicon.words, traditional=False)
            config = _words_only(forms)
            self._before = _standard(self.script) if self.script else None
        self._found = [_piece(form, row) for form, row in forms.items()]
        self._opencc = _opened(config)

    def pieces(self, text: str) -> list[str | Swap]:
        """The converted text in pieces: each word that was swapped, and what stands between them."""
        if self._before is not None:
            text = str(self._before.convert(text))
        if self._counts:
            text = _COUNTER.sub("隻", text)
        found: list[str | Swap] = []
        for index, part in enumerate(_MARKS.split(text)):  # a mark that came with a text stays what it is
            found += [part] if index % 2 else self._marked(str(self._opencc.convert(part)) if part else "")
        return found

    def _marked(self, converted: str) -> Iterator[str | Swap]:
        for index, part in enumerate(_MARKS.split(converted)):
            yield self._found[ord(part) - _FIRST_MARK] if index % 2 else part


@lru_cache(maxsize=4096)
def spellings(word: str) -> frozenset[str]:
    """How a Simplified word may stand in a Traditional text: 方便面 as 方便麵 and as 方便麪."""
    return frozenset(str(_standard(name).convert(word)) for name in ("s2t", "s2tw", "s2hk"))


@cache
def _standard(name: str) -> Any:
    """One of OpenCC's own converters."""
    return opencc.OpenCC(name)


def _forms(rows: tuple[Row, ...], traditional: bool) -> dict[str, Row]:
    """What to look for: the source words, or what they are in a Traditional text; and a region's own words, which stay as they are."""
    own = {row.target: row for row in rows}
    return own | {form: row for row in rows for form in (sorted(spellings(row.source)) if traditional else (row.source,))}


def _piece(form: str, row: Row) -> str | Swap:
    """A swap, or only the target where the word is the same one in another script."""
    same = form == row.target or str(_standard("t2s").convert(row.target)) == row.source
    return row.target if same else Swap(form, row)


def _inline(entries: Mapping[str, str]) -> dict[str, object]:
    return {"type": "inline", "entries": dict(entries)}


def _group(*dicts: object) -> dict[str, object]:
    return {"type": "group", "match_policy": "short_circuit", "dicts": list(dicts)}


def _marks(forms: Mapping[str, Row]) -> dict[str, object]:
    return _inline({form: chr(_FIRST_MARK + number) for number, form in enumerate(forms)})


def _words_only(forms: Mapping[str, Row]) -> dict[str, Any]:
    """Words only, no change of script."""
    return {
        "name": "words",
        "segmentation": {"type": "mmseg", "dict": _inline({form: form for form in forms})},
        "conversion_chain": [{"dict": _marks(forms)}],
    }


def _configuration(base: str, forms: Mapping[str, Row], glyphs: Mapping[str, str]) -> dict[str, Any]:
    """A standard configuration with our words before its phrases, and our glyphs after its variants of characters."""
    config = _absolute(json.loads((_SHARE / f"{base}.json").read_text(encoding="utf-8")))
    keys = _inline({form: form for form in forms})
    standard = config.get("segmentation", {}).get("dict")
    config["segmentation"] = {"type": "mmseg", "dict": _group(keys, standard) if standard else keys}
    chain = config["conversion_chain"]
    chain[0]["dict"] = _group(_marks(forms), chain[0]["dict"])
    if glyphs:
        chain.append({"dict": _inline(glyphs)})
    return config  # type: ignore[no-any-return]


def _absolute(node: Any) -> Any:
    """The configuration with the dictionaries' full paths: it is opened from a folder of its own."""
    if isinstance(node, dict):
        return {key: str(_SHARE / value) if key == "file" else _absolute(value) for key, value in node.items()}
    return [_absolute(item) for item in node] if isinstance(node, list) else node


def _opened(config: Mapping[str, Any]) -> Any:
    # The binding takes a file name only. It has read everything when the constructor returns.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
        return opencc.OpenCC(str(path))
