"""Chinese to Chinese: OpenCC for the script, a lexicon per region for the words. No model and no other language is involved.

The lexicon comes first, longest match, inside OpenCC's own segmentation (an inline dictionary before the standard ones), so that a word that is
the same here and there (添加) can be guarded by an entry that maps it to itself. This is not a translator of style: it swaps words, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import opencc

from localize.domain.region import Chinese
from localize.domain.request import Ask, Draft, Request
from localize.domain.unit import UNVERIFIED, Step
from localize.domain.variant import digest
from localize.engines.base import Asking, Terms
from localize.engines.lexicon import Lexicon, load_lexicons
from localize.engines.words import Converter, Swap, spellings
from localize.errors import UnsupportedPair
from localize.text.script import simplified_only, traditional_only

# The title of a book or a film is a name: its script changes, its words do not.
_TITLE = re.compile(r"(《[^《》\n]{1,40}》)")
# 厘米 is what Hong Kong writes, although OpenCC's standard form is 釐.
_SHARED = frozenset("厘")
_EXCERPT = 40


# 蔓越莓 is a term and 干 is left alone behind it, where OpenCC takes it for a trunk: what ends so is a dried thing.
_DRIED = re.compile(r"^干(?=$|[、，,;；。\s/（）()]|[片块粒丁])")


@dataclass(frozen=True)
class _Term:
    """A term as it stood in a text, and its rendering."""

    found: str
    target: str


@dataclass(frozen=True)
class _Written:
    """A converted text in pieces, and the OpenCC configuration that wrote those between words and terms, "" where they stayed."""

    pieces: tuple[str | Swap | _Term, ...]
    script: str

    @property
    def text(self) -> str:
        return "".join(_target(piece) for piece in self.pieces)


class ChineseEngine:
    """An engine for zh-Hant and zh-Hans. `Request.region` decides the words; a request's own terms come before everything else."""

    languages = frozenset({"zh-Hant", "zh-Hans"})
    asking = Asking(terms=Terms.LISTED)

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._lexicons = dict(lexicons)
        self._converters: dict[tuple[str, bool, bool], Converter] = {}
        self.identity = f"chinese-opencc{opencc.__version__}-{digest(*sorted(self._lexicons.items(), key=lambda item: item[0]))}"

    @classmethod
    def load(cls, folder: Path, regions: Mapping[str, Chinese]) -> ChineseEngine:
        """An engine with the tables of `glossaries/lexicon` for the regions that write Chinese."""
        return cls(load_lexicons(folder, regions))

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for request in requests:
            self._expect(request)
            yield Draft(request, self._mend(request) if request.draft else self._written(request).text, self.identity)

    def swaps(self, request: Request) -> tuple[Swap, ...]:
        """The words that the lexicon changes in a text, each once, in order, with their rows: what a draft rests on."""
        return tuple(dict.fromkeys(piece for piece in self._written(request).pieces if isinstance(piece, Swap)))

    def steps(self, request: Request) -> tuple[Step, ...]:
        """Why a draft reads as it does: the script, then each word of the lexicon and each term that is another word here.

        Derived from the request anew, so that a draft kept from an earlier night needs nothing beside it.
        """
        written = self._written(request)
        words = (_explained(piece, request.region) for piece in written.pieces if not isinstance(piece, str))
        return tuple(dict.fromkeys((*_script_step(written, request.text), *(step for step in words if step is not None))))

    def _written(self, request: Request) -> _Written:
        self._expect(request)
        traditional = _is_traditional(request.text, wanted=bool(self._lexicons[request.region].chinese.opencc))
        wanted = {form: ask.target for ask in request.terms for form in _forms(ask, traditional)}
        pieces: list[str | Swap | _Term] = []
        for index, text in enumerate(_TITLE.split(request.text)):
            converter = self._converter(request.region, traditional, words=index % 2 == 0)
            for part, is_term in _split(text, wanted):
                if pieces and isinstance(pieces[-1], _Term) and converter.script:
                    part = _DRIED.sub("乾", part)
                pieces += [_Term(part, wanted[part])] if is_term else converter.pieces(part)
        return _Written(tuple(pieces), converter.script)

    def _expect(self, request: Request) -> None:
        lexicon = self._lexicons.get(request.region)
        if lexicon is None or request.language != ("zh-Hant" if lexicon.chinese.opencc else "zh-Hans"):
            raise UnsupportedPair(
                f"No lexicon for {request.language} in the region {request.region!r}.",
                next_step="Give the region a table [chinese] with opencc, traditional and lexicons in glossaries/regions.",
            )

    def _mend(self, request: Request) -> str:
        """A repair asks only for what was missed: put it where the plain conversion stands, and leave the rest of the draft alone."""
        draft = request.draft
        converter = self._converter(request.region, traditional=False)
        for ask in sorted(request.terms, key=lambda a: -len(a.source)):
            plain = "".join(map(_target, converter.pieces(ask.source)))
            if plain and ask.target not in draft:
                draft = draft.replace(plain, ask.target)
        return draft

    def _converter(self, region: str, traditional: bool, words: bool = True) -> Converter:
        key = (region, traditional, words)
        if key not in self._converters:
            lexicon = self._lexicons[region]
            self._converters[key] = Converter(lexicon if words else replace(lexicon, words=()), traditional)
        return self._converters[key]


def _target(piece: str | Swap | _Term) -> str:
    match piece:
        case Swap():
            return piece.row.target
        case _Term():
            return piece.target
        case _:
            return piece


def _explained(piece: Swap | _Term, region: str) -> Step | None:
    """The step of a word, or None for a term that is the same word in another script."""
    if isinstance(piece, Swap):
        doubt = () if piece.row.verified else (UNVERIFIED,)
        return Step(f"words.{region.lower()}", piece.found, piece.row.target, "; ".join(filter(None, (piece.row.domain, piece.row.note, *doubt))))
    same = piece.target == piece.found or piece.target in spellings(piece.found)
    return None if same else Step("words.term", piece.found, piece.target)


def _script_step(written: _Written, source: str) -> tuple[Step, ...]:
    """One step where characters changed besides words and terms: nobody wants one for each character."""
    unchanged = "".join(piece if isinstance(piece, str) else piece.found for piece in written.pieces)
    return () if unchanged == source else (Step(f"script.{written.script}", source[:_EXCERPT], written.text[:_EXCERPT]),)


def _forms(ask: Ask, traditional: bool) -> tuple[str, ...]:
    return (ask.source, *spellings(ask.source)) if traditional else (ask.source,)


def _is_traditional(text: str, *, wanted: bool) -> bool:
    """Whether to read a text as Traditional throughout: a character says so, and, where Traditional is wanted, none says otherwise."""
    return bool(traditional_only(text)) and not (wanted and simplified_only(text) - _SHARED)


def _split(text: str, wanted: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The text as pieces and whether each is a term; at one place the longest term wins."""
    sources = sorted((s for s in wanted if s), key=len, reverse=True)
    if not sources:
        return [(text, False)]
    pieces = re.split("(" + "|".join(map(re.escape, sources)) + ")", text)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces)]
