"""What a probe found out about a model on this machine, kept beside the model as probe.json: one entry for each language."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

BUSY = 1.5  # an engine alone keeps each processor busy once


@dataclass(frozen=True)
class Figures:
    """The figures of one probe. Shares are (how many held, of how many)."""

    date: str  # ISO, UTC
    engine: str  # its identity: weights and precision
    language: str
    segments: int
    seconds: float  # loading not counted
    numbers: tuple[int, int]  # quantities of the source that the text carries
    terms: tuple[int, int]  # required terms that were met, repair included
    cut: int  # drafts that their length limit cut
    han: int  # texts with Chinese characters left, where the language is not written with them
    marks: tuple[int, int]  # placeholders such as ⟦1⟧ that came back
    given: str  # how terms were given: what stands inline has only to be copied, so its share says little and compares with no listed one
    load: float  # programs that wanted a processor in the last minute, for each processor; 0 where the system does not tell

    @property
    def speed(self) -> float:
        """Segments a second."""
        return self.segments / self.seconds if self.seconds else 0.0

    @property
    def busy(self) -> bool:
        """Whether other programs worked at the same time, so that the speed is not the model's."""
        return self.load > BUSY

    def __str__(self) -> str:
        busy = " on a busy machine" if self.busy else ""
        return (
            f"{self.speed:.2f} segments/s{busy}; kept {share(self.numbers)} of numbers, met {share(self.terms)} of {self.given} terms; "
            f"{self.cut} cut, {self.han} with Chinese left; {share(self.marks)} of placeholders survived"
        )


def share(part: tuple[int, int]) -> str:
    """A share in words; none where nothing was counted.

    >>> share((39, 40)), share((0, 0))
    ('98 %', 'none')
    """
    held, of = part
    return f"{100 * held / of:.0f} %" if of else "none"


def read(home: Path) -> dict[str, Figures]:
    """The latest figures of each language, by language. Nothing where no probe was run; a file that cannot be read counts as none."""
    path = home / "probe.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {language: _figures(found) for language, found in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}


def write(home: Path, figures: Figures) -> Path:
    """Keep figures beside those of other languages. Returns the file."""
    kept = {language: asdict(found) for language, found in read(home).items()}
    kept[figures.language] = asdict(figures)
    fresh, path = home / "probe.json.new", home / "probe.json"
    home.mkdir(parents=True, exist_ok=True)
    fresh.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)
    return path


def _figures(found: dict[str, Any]) -> Figures:
    pairs = {name: tuple(found[name]) for name in ("numbers", "terms", "marks")}
    return Figures(**{**found, **pairs})
