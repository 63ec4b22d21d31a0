"""How the families of translation models are told what to read and what to write, and how their texts become tokens.

A token is its sentencepiece string here, never a number: numbers are the business of the engine that runs the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from localize.engines.models import ModelSpec
from localize.engines.vocabulary import forbidden
from localize.errors import SettingsError, UnsupportedPair

END = "</s>"

# the bytes E3 to EF, with which Han, kana and full-width forms begin where a model spells what it does not know in bytes
_EAST_ASIAN_BYTE = re.compile(r"<0xE[3-9A-F]>")
# what models use among themselves: <s>, <pad>, <extra_id_7>, <2en>, >>ind<<, __en__, eng_Latn, madeupword0; bytes (<0x0A>) are text
_CONTROL = re.compile(r"<(?!0x)[a-z0-9_]+>|</s>|>>.+<<|__\w+__|[a-z]{3}_[A-Z][a-z]{3}|madeupword\d+")

# Request.language and Request.source → the codes of NLLB, which multilingual Marian models share in part
FLORES = {
    "ar": "arb_Arab",
    "de": "deu_Latn",
    "en": "eng_Latn",
    "es": "spa_Latn",
    "fr": "fra_Latn",
    "hi": "hin_Deva",
    "id": "ind_Latn",
    "it": "ita_Latn",
    "ja": "jpn_Jpan",
    "km": "khm_Khmr",
    "ko": "kor_Hang",
    "lo": "lao_Laoo",
    "ms": "zsm_Latn",
    "my": "mya_Mymr",
    "nl": "nld_Latn",
    "pt": "por_Latn",
    "ru": "rus_Cyrl",
    "th": "tha_Thai",
    "tl": "tgl_Latn",
    "vi": "vie_Latn",
    "yue": "yue_Hant",
    "zh": "zho_Hans",
    "zh-Hans": "zho_Hans",
    "zh-Hant": "zho_Hant",
}


@dataclass(frozen=True)
class Family:
    """Where a family keeps its sentencepiece models and how it marks languages. "" for a mark that it does not use.

    `spoken` stands before the text, `head` is the first token that the model reads, `lead` the first that it writes.

    >>> MARIAN.code("ms"), M2M100.lead.format(target=M2M100.code("ms")), NLLB.lead.format(target=NLLB.code("ms"))
    ('ms', '__ms__', 'zsm_Latn')
    """

    name: str
    reads: str
    writes: str
    spoken: str = ""
    head: str = ""
    lead: str = ""
    flores: bool = False

    def code(self, language: str) -> str:
        return FLORES.get(language, language) if self.flores else language


MARIAN = Family("Marian", "source.spm", "target.spm")
M2M100 = Family("M2M100", "sentencepiece.bpe.model", "sentencepiece.bpe.model", head="__{source}__", lead="__{target}__")
NLLB = Family("NLLB", "sentencepiece.bpe.model", "sentencepiece.bpe.model", head="{source}", lead="{target}", flores=True)
MADLAD = Family("MADLAD", "spiece.model", "spiece.model", spoken="<2{target}>")


def family_of(spec: ModelSpec) -> Family:
    """The family of a model, by its class and its files: NLLB has the class of M2M100, but no vocab.json. Raises SettingsError for other models."""
    if spec.architecture == "MarianMTModel":
        return MARIAN
    if spec.architecture == "M2M100ForConditionalGeneration":
        return M2M100 if any(file.name == "vocab.json" for file in spec.files) else NLLB
    if spec.architecture == "T5ForConditionalGeneration":
        return MADLAD
    raise SettingsError(f"{spec.id} is a {spec.architecture}, which is no translation model known here.", next_step="Choose another engine for it.")


class Words:
    """Text to tokens and back for one model. `vocabulary` is every token that the model knows."""

    def __init__(self, family: Family, folder: Path, vocabulary: Sequence[str]) -> None:
        from sentencepiece import SentencePieceProcessor

        self.family = family
        self.vocabulary = frozenset(vocabulary)
        self._reads = SentencePieceProcessor(model_file=str(folder / family.reads))
        self._writes = SentencePieceProcessor(model_file=str(folder / family.writes))

    def encode(self, text: str, source: str, language: str) -> tuple[str, ...]:
        """What the model reads: marks, text, end. Raises UnsupportedPair when the model does not know a language."""
        codes = {"source": self.family.code(source), "target": self.family.code(language)}
        spoken = self._known(self.family.spoken, codes)
        head = self._marian(language) if self.family is MARIAN else self._known(self.family.head, codes)
        pieces = self._reads.encode(f"{spoken} {text}" if spoken else text, out_type=str)
        return (*([head] if head else []), *pieces, END)

    def lead(self, language: str) -> tuple[str, ...]:
        """What the model's answer begins with: a mark of the language, or nothing."""
        mark = self._known(self.family.lead, {"target": self.family.code(language)})
        return (mark,) if mark else ()

    def decode(self, tokens: Sequence[str]) -> str:
        text: str = self._writes.decode([token for token in tokens if not _CONTROL.fullmatch(token)])
        return text.replace("▁", " ").strip()  # a token of the other language's half of the vocabulary keeps its sign

    def writable(self, language: str) -> frozenset[str]:
        """The tokens that may stand in a text of the language, its end included."""
        return self._words if forbidden(language) is None else self.foreign

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(token for token in self.vocabulary if not _CONTROL.fullmatch(token)) | {END}

    @cached_property
    def foreign(self) -> frozenset[str]:
        """The tokens that may stand in any language that is written without Chinese characters: one set, because CTranslate2 keeps one."""
        unwanted = forbidden("und")
        return frozenset(t for t in self._words if not (unwanted and unwanted.search(t)) and not _EAST_ASIAN_BYTE.fullmatch(t))

    def _known(self, mark: str, codes: dict[str, str]) -> str:
        found = mark.format(**codes)
        if found and found not in self.vocabulary:
            raise UnsupportedPair(f"This {self.family.name} model has no {found}.", next_step="Take the language out of its entry in models.toml.")
        return found

    @cached_property
    def _many_languages(self) -> bool:
        return any(token.startswith(">>") and token.endswith("<<") for token in self.vocabulary)

    def _marian(self, language: str) -> str:
        """The mark of a Marian model: none when it writes one language, else ">>xx<<" with one of the codes in use for the language."""
        if not self._many_languages:
            return ""
        flores = FLORES.get(language, language)
        marks = [f">>{code}<<" for code in (language, flores, flores.split("_")[0])]
        return next((mark for mark in marks if mark in self.vocabulary), None) or self._known(marks[0], {})
