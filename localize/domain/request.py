"""What an engine is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from localize.domain.record import Role
from localize.domain.variant import digest


@dataclass(frozen=True)
class Ask:
    """A term as an engine is asked for it: the Chinese words and the rendering wanted."""

    source: str
    target: str


@dataclass(frozen=True)
class Request:
    """One text to translate. Two requests with the same `key` are the same work and are done once.

    `text` is already clean, normalised to SI units and free of stickers, topics and emoji. `language` is what Locale.engine_language
    gives: "en", "zh-Hant". `region` matters to Chinese engines only and is "" otherwise, so that one draft serves all English regions.
    `source` is the language of `text`: another than Chinese where a text goes through a language in between.
    `draft` is the text that missed something when this is a repair; `terms` are then what the new text must contain.
    With a `task` (domain.rewrite.Part.task) nothing is translated: `draft` is the plain translation to rewrite, `tone` what the region says of it.
    `prompt` is the digest of the prompts it is asked with, "" for engines without: an answer to an older prompt is no answer.
    """

    text: str
    language: str
    role: Role = Role.BODY
    region: str = ""
    terms: tuple[Ask, ...] = ()
    draft: str = ""
    source: str = "zh"
    task: str = ""
    tone: str = ""
    prompt: str = ""

    @property
    def key(self) -> str:
        terms = [(t.source, t.target) for t in self.terms]
        task = (self.task, self.tone) if self.task else ()
        return digest(self.text, self.language, self.role, self.region, terms, self.draft, self.source, *task, self.prompt) + digest(
            self.prompt, self.source, self.draft, terms, self.text, *task
        )


THROUGH = "through-"  # an engine's identity begins so when it goes through another language
CUT = -99.0  # the score of a draft that its length limit cut: nothing in it is to be trusted


@dataclass(frozen=True)
class Draft:
    """An engine's answer. `score` is the mean log-probability of its tokens where the engine knows it, else None; CUT when it has no end.

    `others` are what else the engine would have written, best first, each with its score; most engines give none.
    """

    request: Request
    text: str
    engine: str
    score: float | None = None
    tokens: int = 0
    others: tuple[tuple[str, float], ...] = ()
