"""Which measure finds words: known headwords are held out, and counted when mining finds them again.

    python tests/bench/mining.py [--least 3] [--megabytes 10]

Over examples/ and tests/dev/segments.jsonl. "precision" is the share of held-out headwords among the first 50, "recall" the share of the
headwords in enough records that stand among the first 50 and among all. A find that is no headword may still be a good word, so the precision
is a lower bound. Then the same with one half of the concepts held out. `--megabytes` also measures time and memory over that much generated text.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from localize.domain.record import Field, Kind, Record, Role
from localize.domain.variant import digest
from localize.exchange.tables import read_terms
from localize.mining import ranking
from localize.mining.ngrams import Counts
from localize.mining.ranking import Scored
from localize.mining.runs import Known
from localize.sources.files import FileSource

ROOT = Path(__file__).resolve().parents[2]
FIRST = 50
WAYS: dict[str, Callable[[Scored], float]] = {
    "records": lambda s: s.records,
    "C-value": lambda s: s.c_value,
    "C-value × entropy": lambda s: s.c_value * s.entropy,
    "C-value × PMI": lambda s: s.c_value * max(0.0, s.pmi),
    "C-value × named": lambda s: s.c_value * (ranking.PROSE + s.named),
    "C-value × entropy × named": lambda s: s.c_value * s.entropy * (ranking.PROSE + s.named),
    "C-value × √entropy × named": lambda s: s.c_value * s.entropy**0.5 * (ranking.PROSE + s.named),
    "C-value × PMI × named": lambda s: s.c_value * max(0.0, s.pmi) * (ranking.PROSE + s.named),
    "as shipped": lambda s: s.score,
}


def corpus() -> Iterator[Record]:
    """The examples, and the development segments as titles and bodies of their own."""
    yield from (record for record in FileSource(ROOT / "examples").fetch() if isinstance(record, Record))
    for line in (ROOT / "tests" / "dev" / "segments.jsonl").read_text(encoding="utf-8").splitlines():
        segment = json.loads(line)
        yield Record(segment["id"], Kind.NOTE, (Field("desc", Role(segment["role"]), segment["source"]),))


def measure(least: int) -> None:
    """Print the table."""
    headwords = Known.of(read_terms(ROOT / "glossaries" / "terms"))
    counts = Counts(Known(frozenset()))
    for record in corpus():
        counts.add(record)
    there = {word for word, count in counts.table.items() if count >= least and word in headwords}
    found = ranking.ranked(counts, least=least)
    print(f"{counts.records} records, {len(there)} headwords in {least} or more of them, {len(found)} candidates\n")
    print(f"| ordered by | precision@{FIRST} | recall@{FIRST} | recall |\n| --- | --- | --- | --- |")
    for name, way in WAYS.items():
        order = [s.word for s in sorted(found, key=lambda s: (-way(s), s.word))]
        first = [word for word in order[:FIRST] if word in there]
        recall = sum(word in there for word in order) / len(there)
        print(f"| {name} | {len(first) / FIRST:.0%} | {len(first) / len(there):.0%} | {recall:.0%} |")


def halves(least: int) -> None:
    """Print what a shop finds whose glossary has only half of the concepts: the first 30 words over the examples alone."""
    terms = read_terms(ROOT / "glossaries" / "terms")
    headwords = Known.of(terms)
    for half in (0, 1):
        counts = Counts(Known.of(term for term in terms if int(digest(term.concept), 16) % 2 == half))
        for record in FileSource(ROOT / "examples").fetch():
            if isinstance(record, Record):
                counts.add(record)
        found = [s.word for s in ranking.ranked(counts, least=least)][:30]
        again = sum(word in headwords for word in found)
        print(
            f"\nWith a half of the concepts: {again} of the first {len(found)} are held-out headwords; the others: {' '.join(w for w in found if w not in headwords)}"
        )


def speed(megabytes: float) -> None:
    """Print time and memory over shuffled sentences of the corpus, in bytes of UTF-8."""
    ours = random.Random(7)
    lines = [line for record in corpus() for line in record.text.splitlines()]
    letters = "".join(lines)
    counts = Counts(Known.of(read_terms(ROOT / "glossaries" / "terms")))
    size, begun = 0, time.perf_counter()
    while size < megabytes * 1e6:
        # half of it letters in any order: nothing repeats, the worst there is for a table of n-grams
        text = "\n".join([*ours.choices(lines, k=15), "".join(ours.choices(letters, k=300))])
        counts.add(Record(str(counts.records), Kind.NOTE, (Field("desc", Role.BODY, text),)))
        size += len(text.encode())
    found = ranking.ranked(counts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{size / 1e6:.0f} MB in {counts.records} records: {time.perf_counter() - begun:.0f} s, peak {peak:.0f} MB, {len(found)} candidates")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--least", type=int, default=ranking.LEAST_RECORDS)
    parser.add_argument("--megabytes", type=float, default=0)
    given = parser.parse_args()
    measure(given.least)
    halves(given.least)
    if given.megabytes:
        speed(given.megabytes)


if __name__ == "__main__":
    main()
