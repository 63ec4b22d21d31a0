"""Write approved variants to files, one JSONL and one CSV a region. Nothing is chosen or changed here but what a spreadsheet would run.

`include_unapproved` is for demonstrations: every row then says whether a person approved it.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from localize.domain.variant import Approval, Decision, Signature
from localize.errors import PermanentError, SettingsError
from localize.exchange.cells import is_formula
from localize.review import BLOCKED
from localize.store.codec import dump
from localize.store.repository import Store
from localize.store.statements import pages
from localize.store.variants import Head, StoredVariant

APPROVED = "approved"
UNAPPROVED = "UNAPPROVED (demonstration)"
COLUMNS = ("record", "target", "revision", "status", "decision", "stale", "field", "source", "text", "signature")
# An approved text is withheld when the same record would now be refused there. That an engine is gone says nothing against the text.
_WITHHOLDS = frozenset({Decision.BLOCK, Decision.NOT_ELIGIBLE})
_REGION = re.compile(r"[A-Z][A-Z0-9-]{1,15}")  # nothing else becomes a file's name


@dataclass(frozen=True)
class Emitted:
    """What was written. `rows` counts variants, `unfit` those that do not fit the channel they were written for; `skipped` says how many were
    left out, and why."""

    files: tuple[Path, ...]
    rows: int
    skipped: Mapping[str, int]
    unfit: int = 0


@dataclass(frozen=True)
class Row:
    """A variant to write. `stale` names the parts of its signature that are no longer so."""

    variant: StoredVariant
    status: str
    stale: tuple[str, ...] = ()


def emit(store: Store, folder: Path, regions: Iterable[str] | None = None, include_unapproved: bool = False) -> Emitted:
    """Write `<region>.jsonl` and `<region>.csv` for each region; a region without rows gets empty files, so that no old text stays."""
    codes = tuple(dict.fromkeys(store.regions() if regions is None else regions))
    prove(codes)
    files: list[Path] = []
    skipped: Counter[str] = Counter()
    rows = 0
    for code in codes:
        paths = (folder / f"{code}.jsonl", folder / f"{code}.csv")
        with replacing(paths[0], "utf-8") as lines, replacing(paths[1], "utf-8-sig") as table:
            sheet = csv.writer(table, quoting=csv.QUOTE_ALL)
            sheet.writerow(COLUMNS)
            for row in rows_of(store, code, include_unapproved, skipped):
                lines.write(dump(_shape(row)) + "\n")
                sheet.writerows([safe_cell(cell) for cell in cells] for cells in _cells(row))
                rows += 1
        files += paths
    return Emitted(tuple(files), rows, dict(skipped))


def prove(codes: Iterable[str]) -> None:
    """Raise SettingsError for what is no region's code: it becomes a file's name."""
    for code in codes:
        if not _REGION.fullmatch(code):
            raise SettingsError(f"{code[:40]!r} is not a region's code.", next_step="Use codes such as US, HK or TW.")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> safe_cell("=1+1"), safe_cell("\\u3000＝1+1"), safe_cell("3-in-1")
    ("'=1+1", "'\\u3000＝1+1", '3-in-1')
    """
    return f"'{text}" if is_formula(text) else text


def rows_of(store: Store, region: str, include_unapproved: bool, skipped: Counter[str]) -> Iterator[Row]:
    """One row a record and target at most: the newest approved revision, or for a demonstration the machine's where nobody approved one."""
    settled: set[tuple[str, str]] = set()
    for some in pages(store.approved(region)):
        heads = store.heads(variant.record for variant in some)
        for variant in some:
            pair = (variant.record, str(variant.target))
            settled.add(pair)
            head = heads.get(pair)
            if head and head.decision in _WITHHOLDS:
                skipped[f"approved, but now: {head.decision}"] += 1
            else:
                yield Row(variant, APPROVED, _stale(variant, head))
    for variant in store.variants(region=region):
        if (variant.record, str(variant.target)) in settled:
            continue
        if variant.verdict.decision in BLOCKED:
            skipped[str(variant.verdict.decision)] += 1
        elif variant.approval is Approval.OPEN and include_unapproved:
            yield Row(variant, UNAPPROVED)
        else:
            skipped["rejected" if variant.approval is Approval.REJECTED else "not approved yet"] += 1


def _stale(variant: StoredVariant, head: Head | None) -> tuple[str, ...]:
    return variant.signature.difference(Signature.parse(head.signature)) if head else ()


def _shape(row: Row) -> dict[str, object]:
    variant = row.variant
    return {
        "record": variant.record,
        "target": str(variant.target),
        "revision": variant.revision,
        "status": row.status,
        "decision": variant.verdict.decision.value,
        "stale": list(row.stale),
        "fields": {path: variant.field_text(path) for path in variant.field_paths()},
        "notices": list(variant.notices),
        "signature": str(variant.signature),
    }


def _cells(row: Row) -> Iterator[Sequence[str]]:
    """A line a field, then a line a notice: records have different fields, a table has the same columns for all."""
    variant = row.variant
    first = (variant.record, str(variant.target), str(variant.revision), row.status, variant.verdict.decision.value, " ".join(row.stale))
    for path in variant.field_paths():
        source = "".join(unit.segment.whole for unit in variant.units if unit.segment.field == path)
        yield *first, path, source, variant.field_text(path), str(variant.signature)
    for notice in variant.notices:
        yield *first, "notice", "", notice, str(variant.signature)


@contextmanager
def replacing(path: Path, encoding: str) -> Iterator[IO[str]]:
    """A file that takes the place of `path` when it is complete. Until then, and after a kill, the old one stays whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding=encoding, errors="backslashreplace", newline="", dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                part.chmod(0o644)
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise PermanentError(f"{path} cannot be written: {error.strerror}.", next_step="Check the folder's permissions and the disk.") from error
