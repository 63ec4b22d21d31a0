"""How long an import of many terms takes and how much memory: 50,000 rows with 500 bad ones, as CSV, XLSX and TBX, each in its own process.

python tests/bench/exchange.py [--rows 50000]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from localize import glossary
from localize.domain.locale import Locale
from localize.domain.term import Audience, Term
from localize.exchange.reading import read_file
from localize.exchange.rows import COLUMNS, cell
from localize.exchange.tables import as_csv
from localize.exchange.tbx_writing import as_tbx
from localize.exchange.xlsx import as_xlsx
from localize.intake import arriving
from localize.store.repository import Store

WRITERS = {"csv": as_csv, "xlsx": as_xlsx}


def terms(rows: int) -> Iterator[Term]:
    """Every hundredth has a risk that there is none of."""
    for number in range(rows):
        yield Term(
            f"tea.word-{number}", "tea", f"茶词{number}", Locale("en"), Audience.ANY, f"tea word {number}", source_variants=(f"茗词{number}",),
            accepted=(f"word {number} of tea",), forbidden=(f"tee {number}", f"tay {number}"), needs=("茶", "泡"),
            risk="?" if number % 100 == 99 else "", note="a note of ordinary length, as an editor would leave it for the next",
        )  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--one", type=Path, help="measure this file in this process")
    asked = options.parse_args()
    if asked.one:
        _measure(asked.one)
        return
    print("| file | MiB | read s | compare s | take over s | the same again s | peak RSS MiB |\n|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for form in ("csv", "xlsx", "tbx"):
            path = Path(name) / f"terms.{form}"
            # in a process of its own too: what making the file takes is not what reading it takes
            code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import exchange, pathlib; exchange.write(pathlib.Path({str(path)!r}), {asked.rows})"
            subprocess.run([sys.executable, "-c", code], check=True)
            subprocess.run([sys.executable, __file__, "--one", str(path)], check=True)


def write(path: Path, rows: int) -> None:
    if path.suffix == ".tbx":
        path.write_bytes(as_tbx(terms(rows)))
    else:
        path.write_bytes(WRITERS[path.suffix[1:]]([cell(term, column) for column in COLUMNS] for term in terms(rows)))


def _measure(path: Path) -> None:
    marks = [time.perf_counter()]
    with Store.open(f"sqlite:///{path.with_suffix(f'{path.suffix}.db')}") as store:
        read = read_file(path)
        marks.append(time.perf_counter())
        difference = arriving(store, read.terms, decides=False)
        marks.append(time.perf_counter())
        taken = glossary.take_over(store, difference, "the benchmark", "nobody")
        marks.append(time.perf_counter())
        again = arriving(store, read.terms, decides=False)
        marks.append(time.perf_counter())
    if taken != len(read.terms) or again.same != taken or read.wrong != len(read.faults) or not read.wrong:
        sys.exit(f"{path.name}: {taken} taken over, {again.same} the same, {read.wrong} wrong")
    seconds = " | ".join(f"{after - before:.1f}" for before, after in pairwise(marks))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {path.name}, {taken} good, {read.wrong} bad | {path.stat().st_size / 2**20:.1f} | {seconds} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
