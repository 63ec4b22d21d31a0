"""Is rewriting for tone worth it? Titles and openings, rewritten by the embedded model and held to their plain translations.

    python tests/bench/rewrite.py [--show] [NAME …]

Titles are those of tests/dev/segments.jsonl, as listings; openings the first sentences of the notes in examples/, for the development set has
none; both as for the United States (general) with rewriting switched on. Candidates are the prompts in use and the folders of tests/dev/rewrites.
Printed, as a table: how many texts were asked, taken and refused, and the grounds; with --show each text before and after. Whether a taken one is
better than the plain translation only a person can say: read them.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import work
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.rewrite import REFUSED, Part
from localize.domain.unit import Step
from localize.engines.routing import Routes
from localize.kit import load_kit
from localize.plan import plan, read
from localize.prompts import Prompts
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store
from localize.translate import translate

DEV = work.ROOT / "tests/dev"
TARGET = Target.parse("US/en-US/general")


def records(part: Part) -> Iterator[Record]:
    """The records whose part is rewritten, without their other texts."""
    if part is Part.TITLE:
        for line in (DEV / "segments.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["role"] == "title":
                yield Record(row["id"], Kind.LISTING, (Field("item.name", Role.TITLE, row["source"]),), (), "dev")
        return
    for record in FileSource(work.ROOT / "examples").fetch():
        if isinstance(record, Record) and record.kind is Kind.NOTE:
            body = next((f for f in record.fields if f.role is Role.BODY and f.text), None)
            if body:
                yield replace(record, fields=(*(f for f in record.fields if f.role is Role.TITLE), replace(body, text=body.text[:200])))


def candidates(scratch: Path, wanted: list[str]) -> Iterator[tuple[str, Prompts]]:
    """The prompts in use, then each folder of tests/dev/rewrites over them."""
    shipped = work.ROOT / "prompts"
    if not wanted or "in use" in wanted:
        yield "in use", Prompts(shipped)
    for folder in sorted(path for path in (DEV / "rewrites").glob("*") if path.is_dir() and (not wanted or path.name in wanted)):
        shutil.copytree(shipped, scratch / folder.name)
        shutil.copytree(folder, scratch / folder.name, dirs_exist_ok=True)
        yield folder.name, Prompts(scratch / folder.name)


def steps(part: Part, prompts: Prompts, engine: Any, store: Store) -> list[Step]:
    """What became of each text that was asked."""
    engine.prompts = prompts
    kit = load_kit(replace(Settings.read(), engine="pseudo"), store)
    regions = {"US": replace(kit.regions["US"], rewrite=(str(part),))}
    kit = replace(kit, routes=Routes({"en": engine}, {}), prompts=prompts, regions=regions)
    works = [plan(read(record, kit), TARGET, kit) for record in records(part)]
    asked = [replace(w, pieces=_first(w.pieces, part), topics=None) for w in works if w.halt is None]
    texts, _ = translate(asked, store, lambda *_: None)
    return [step for text in texts.values() for step in text.steps if step.rule.startswith("rewrite.")]


def _first(pieces: tuple[Any, ...], part: Part) -> tuple[Any, ...]:
    return tuple(p for p in pieces if p.context.segment.role is part.role and p.context.segment.text)[:1]


def ground(note: str) -> str:
    """The kind of a refusal: its words without what they are about."""
    return re.sub(r"\s+", " ", re.sub(r"'[^']*'|\"[^\"]*\"|\d+|: .*", "…", note))[:60]


def main() -> None:
    show = "--show" in sys.argv
    wanted = [name for name in sys.argv[1:] if not name.startswith("--")]
    engine = work.engine()
    print("| prompt | part | asked | taken | grounds of refusal |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as scratch, Store.open(f"sqlite:///{scratch}/drafts.db") as store:
        for name, prompts in candidates(Path(scratch), wanted):
            for part in Part:
                made = steps(part, prompts, engine, store)
                grounds = Counter(ground(step.note) for step in made if step.rule == REFUSED)
                taken = len(made) - grounds.total()
                said = "; ".join(f"{n} × {why}" for why, n in grounds.most_common())
                print(f"| {name} | {part} | {len(made)} | {taken} ({taken / max(1, len(made)):.0%}) | {said} |", flush=True)
                for step in made if show else ():
                    print(f"\n- {step.before}\n  {step.after}\n  {step.note or 'TAKEN'}", flush=True)


if __name__ == "__main__":
    main()
