"""Which way of asking is best? Prompts, and ways of giving terms, on the development set with the embedded model.

    python tests/bench/prompts.py [NAME …]

Each candidate of tests/dev/prompts and the prompt in use translates every segment of tests/dev/segments.jsonl through the pipeline, as for the
United States (general). Printed, as a table: chrF against the references before and after repair, required terms met before and after, drafts
that their limit cut, tokens of a prompt beyond the shared beginning and of the whole, and seconds. `none` gives the engine the plain text, without terms.
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
from localize.domain.request import CUT
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
from localize.translate import translate

DEV = work.ROOT / "tests/dev"
TARGET = Target.parse("US/en-US/general")
COLUMNS = ("prompt", "chrF draft", "chrF", "titles", "bodies", "terms draft", "terms", "cut", "own tokens", "tokens", "s")


@dataclass(frozen=True)
class Candidate:
    name: str
    folder: Path  # of templates
    terms: str  # inline, listed or none


def candidates(scratch: Path, wanted: Sequence[str]) -> list[Candidate]:
    """The prompt in use, then those of tests/dev/prompts; a name that ends in -listed or -none says how terms are given, -split that
    titles which are stacks of keywords go group by group."""
    shipped = work.ROOT / "prompts"
    found = [Candidate("in use", shipped, "inline"), Candidate("in use-split", shipped, "inline")]
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
    engine.asking = Asking(engine.spec.prompt, Terms.LISTED if candidate.terms == "listed" else Terms.INLINE, candidate.name.endswith("-split"))
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/dev.db") as store:
        kit = load_kit(replace(Settings.read(), engine="pseudo"), store)
        kit = replace(kit, routes=Routes({"en": engine}, {}), prompts=engine.prompts)
        full = kit.index
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
                tokens = engine._tokens(piece.request) if piece.request else []
                rows.append((line, draft, text, met, bool(kept and kept.score == CUT), len(tokens)))
        beginning = len(engine._beginning(next(p.request for w, _ in lines for p in w.pieces if p.request)))
    return {**_summary(rows, beginning), "s": time.perf_counter() - begun}


def _summary(rows: Sequence[tuple[Any, ...]], beginning: int) -> dict[str, Any]:
    required = sum(len(r[3][0]) for r in rows)
    asked = [r[5] for r in rows if r[5]]
    return {
        "chrF draft": _chrf([(r[1], r[0]) for r in rows]),
        "chrF": _chrf([(r[2], r[0]) for r in rows]),
        "titles": _chrf([(r[2], r[0]) for r in rows if r[0]["role"] == "title"]),
        "bodies": _chrf([(r[2], r[0]) for r in rows if r[0]["role"] == "body"]),
        "terms draft": f"{sum(sum(r[3][0]) for r in rows)} of {required}",
        "terms": f"{sum(sum(r[3][1]) for r in rows)} of {required}",
        "cut": sum(r[4] for r in rows),
        "own tokens": sum(asked) / len(asked) - beginning,
        "tokens": sum(asked) / len(asked),
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
