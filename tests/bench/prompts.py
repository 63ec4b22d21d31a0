"""Which way of asking is best? Prompts, and ways of giving terms, on the development set with the embedded model.

    python tests/bench/prompts.py [NAME …]
    python tests/bench/prompts.py "in use" "in use-none"     the glossary's worth: the prompt in use with terms and without

Each candidate of tests/dev/prompts and the prompt in use translates every segment of tests/dev/segments.jsonl through the pipeline, as for the
United States (general). Printed, as a table: chrF against the references before and after repair, required terms met before and after, over-use
before and after (the share of segments with a term of the glossary that nothing in the segment asks for), drafts that their limit cut, tokens of a
prompt beyond the shared beginning and of the whole, and seconds. `none` gives the engine the plain text, without terms; what is met then is
counted all the same.
These are 150 segments by few hands: they choose between prompts and promise nothing.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from sacrebleu.metrics import CHRF

import work
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.request import CUT, Request
from localize.domain.term import Outcome
from localize.engines.base import Asking, Terms
from localize.engines.routing import Routes
from localize.kit import load_kit
from localize.plan import plan, read
from localize.prompts import Prompts
from localize.settings import Settings
from localize.store.repository import Store
from localize.termbase.enforce import receipts
from localize.termbase.match import TermIndex
from localize.termbase.overuse import Overuse
from localize.translate import translate

DEV = work.ROOT / "tests/dev"
TARGET = Target.parse("US/en-US/general")
COLUMNS = (
    "prompt",
    "chrF draft",
    "chrF",
    "titles",
    "bodies",
    "terms draft",
    "terms",
    "over-use draft",
    "over-use",
    "cut",
    "own tokens",
    "tokens",
    "s",
)


@dataclass(frozen=True)
class Candidate:
    name: str
    folder: Path  # of templates
    terms: str  # inline, listed or none


@dataclass(frozen=True)
class Row:
    """A segment as it was translated. `met` says of each required term, and `over` once, how draft and text stand."""

    line: dict[str, Any]
    draft: str
    text: str
    met: list[list[bool]]
    over: list[bool]
    cut: bool
    request: Request | None


def candidates(scratch: Path, wanted: Sequence[str]) -> list[Candidate]:
    """The prompt in use, also without terms, then those of tests/dev/prompts; a name that ends in -listed or -none says how terms are given, -split that
    titles which are stacks of keywords go group by group."""
    shipped = work.ROOT / "prompts"
    found = [Candidate("in use", shipped, "inline"), Candidate("in use-split", shipped, "inline"), Candidate("in use-none", shipped, "none")]
    for path in sorted((DEV / "prompts").glob("*.jinja")):
        folder = scratch / path.stem
        folder.mkdir()
        for repair in shipped.glob("repair.chat.*.jinja"):
            shutil.copy(repair, folder)
        shutil.copy(path, folder / "translate.chat.v1.jinja")
        found.append(Candidate(path.stem, folder, path.stem.rpartition("-")[2] if path.stem.endswith(("-listed", "-none")) else "inline"))
    return [c for c in found if not wanted or c.name in wanted]


def records() -> list[tuple[Record, dict[str, Any]]]:
    lines = [json.loads(line) for line in (DEV / "segments.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(Record(x["id"], Kind.LISTING, (Field("text", Role(x["role"]), x["source"]),), (), "dev"), x) for x in lines]


def measure(candidate: Candidate, engine: Any) -> dict[str, Any]:
    engine.prompts = Prompts(candidate.folder)
    engine.asking = Asking(engine.asking.prompt, Terms.LISTED if candidate.terms == "listed" else Terms.INLINE, candidate.name.endswith("-split"))
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/dev.db") as store:
        kit = load_kit(replace(Settings.read(), engine="pseudo"), store)
        kit = replace(kit, routes=Routes({"en": engine}, {}), prompts=engine.prompts)
        full, overuse = kit.index, Overuse(kit.index.terms)
        if candidate.terms == "none":
            kit = replace(kit, index=TermIndex([]))
        lines = [(plan(read(record, kit), TARGET, kit), line) for record, line in records()]
        texts, _ = translate([w for w, _ in lines], store, lambda *_: None)
        rows = []
        for made, line in lines:
            for piece in made.pieces:
                kept = store.drafts(engine.identity, [piece.request.key])[piece.request.key] if piece.request else None
                text = texts[id(piece)].text if piece.request else piece.text
                draft = kept.text if kept else text
                matches = full.match(piece.context.source, TARGET, line["source"])
                met = [[r.outcome is not Outcome.MISSED for r in receipts(t, matches, "")] for t in (draft, text)]
                over = [bool(overuse.find(t, TARGET, line["source"])) for t in (draft, text)]
                rows.append(Row(line, draft, text, met, over, bool(kept and kept.score == CUT), piece.request))
    return {**summary(rows), **_tokens([r.request for r in rows if r.request], engine), "s": time.perf_counter() - begun}


def _tokens(requests: Sequence[Request], engine: Any) -> dict[str, Any]:
    """What a prompt costs; engines that count no tokens of a prompt (pseudo) show none."""
    if not requests or not hasattr(engine, "_tokens"):
        return {"own tokens": "-", "tokens": "-"}
    mean = sum(len(engine._tokens(request)) for request in requests) / len(requests)
    return {"own tokens": mean - len(engine._beginning(requests[0])), "tokens": mean}


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures of the table that come from texts. chrF is of 100; over-use is a share of the segments."""
    required = sum(len(r.met[0]) for r in rows)
    return {
        "chrF draft": _chrf([(r.draft, r.line) for r in rows]),
        "chrF": _chrf([(r.text, r.line) for r in rows]),
        "titles": _chrf([(r.text, r.line) for r in rows if r.line["role"] == "title"]),
        "bodies": _chrf([(r.text, r.line) for r in rows if r.line["role"] == "body"]),
        "terms draft": f"{sum(sum(r.met[0]) for r in rows)} of {required}",
        "terms": f"{sum(sum(r.met[1]) for r in rows)} of {required}",
        "over-use draft": f"{sum(r.over[0] for r in rows) / len(rows):.1%}",
        "over-use": f"{sum(r.over[1] for r in rows) / len(rows):.1%}",
        "cut": sum(r.cut for r in rows),
    }


def _chrf(pairs: Sequence[tuple[str, dict[str, Any]]]) -> float:
    references = [[line["references"][min(i, len(line["references"]) - 1)] for _, line in pairs] for i in range(2)]
    return float(CHRF().corpus_score([text for text, _ in pairs], references).score)


def main() -> None:
    engine = work.engine()
    print("| " + " | ".join(COLUMNS) + " |\n|" + " --- |" * len(COLUMNS), flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        for candidate in candidates(Path(scratch), sys.argv[1:]):
            figures = {"prompt": candidate.name, **measure(candidate, engine)}
            print("| " + " | ".join(f"{figures[c]:.1f}" if isinstance(figures[c], float) else str(figures[c]) for c in COLUMNS) + " |", flush=True)


if __name__ == "__main__":
    main()
