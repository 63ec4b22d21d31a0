"""What matching costs with 100,000 entries: building the index, its memory, long and short texts, longer and longer input, and two other ways.

    python tests/bench/terms.py [--entries 100000] [--seed 7]

One process on one core; times are processor time, so that a neighbour on the machine changes nothing. The headwords are made of the shipped
glossary's words and of the characters most frequent in it and in examples/; the texts are lines of examples/ in another order, with some of the
headwords between them. The table goes to stdout and to <out>/bench/terms.md.
The two other ways only find words: neither folds a text, nor chooses an entry by locale, audience or sense.
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

from localize.domain.locale import Locale
from localize.domain.record import Record
from localize.domain.region import Target
from localize.domain.term import Audience, Demand, Status, Term
from localize.exchange.tables import read_terms
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.termbase.fold import fold
from localize.termbase.match import LONGEST_TEXT, TermIndex

ROOT = Path(__file__).parents[2]
LOCALES = tuple(Locale.parse(tag) for tag in ("en", "en", "en", "en-US", "zh-Hant", "zh-Hant-HK", "zh-Hant-TW"))
TARGETS = tuple(Target.parse(tag) for tag in ("US/en-US/general", "US/en-US/diaspora", "SG/en-SG/general", "HK/zh-Hant-HK/general",
                                              "MO/zh-Hant-MO/general", "TW/zh-Hant-TW/general"))  # fmt: skip
MOST_SECONDS, LEAST_RATE, MOST_MEMORY = 5.0, 3.0, 400.0
MOST_SPREAD = 0.5  # over a thousandfold of text; the smallest sizes stay in the processor's caches
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
FOR_RE = 3_000  # bytes: a regular expression tries its words one by one at every place
Made = TypeVar("Made")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    random = Random(given.seed)
    corpus = [line for r in FileSource([ROOT / "examples"]).fetch() if isinstance(r, Record) for line in r.text.splitlines() if line.strip()]
    base = resident()
    terms = entries(given.entries, corpus, random)
    words = sorted({term.source for term in terms})
    texts = notes(corpus, words, SIZES[-1], random)
    with_terms = resident()
    index, build = timed(lambda: TermIndex(terms))
    built = resident()
    rows = [("build the index", f"{build:.2f} s", verdict(build <= MOST_SECONDS, f"at most {MOST_SECONDS:g} s"))]
    report, growth = matching(index, texts, corpus, random)
    for target in TARGETS:
        match_all(index, texts, target)
    memory = resident() - with_terms
    rows += [
        *report,
        (
            "memory of the index when built",
            f"{built - with_terms:.0f} MB",
            f"the {len(terms)} entries themselves: {with_terms - base:.0f} MB with the texts",
        ),
    ]
    rows += [(f"… after {len(TARGETS)} targets over 10 MB", f"{memory:.0f} MB", verdict(memory <= MOST_MEMORY, f"at most {MOST_MEMORY:g} MB"))]
    rows += others(words, texts)
    text = table(("what", "measured", "bound"), rows) + "\n\n" + growth
    print(text)
    folder = Settings.read().out / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "terms.md").write_text(text + "\n", encoding="utf-8")
    sys.exit("MISSED" in text)


def entries(count: int, corpus: Sequence[str], random: Random) -> tuple[Term, ...]:
    """Entries with the words, locales, audiences and senses that a large glossary could have. One headword in four has two."""
    shipped = sorted({fold(t.source)[0] for t in read_terms(ROOT / "glossaries" / "terms")})
    frequent = [c for c, _ in Counter(c for text in (*shipped, *corpus) for c in text if c >= "\u4e00").most_common(800)]
    chinese = [word for word in shipped if len(word) <= 4 and word >= "\u4e00"]
    made: dict[str, Term] = {}
    while len(made) < count:
        word = headword(chinese, frequent, random)
        for locale in random.sample(sorted(set(LOCALES)), 2) if random.random() < 0.25 else [random.choice(LOCALES)]:
            term = Term(f"bench.{word}", "bench", word, locale, random.choice(tuple(Audience)), f"rendering {len(made)}", status=Status.APPROVED)
            if random.random() < 0.1:
                term = replace(term, needs=tuple(random.sample(chinese, 2)), excludes=(f"小{word}", random.choice(chinese)))
            made[term.key] = replace(term, demand=random.choice((Demand.REQUIRED, Demand.PREFERRED)))
    return tuple(made.values())[:count]


def headword(chinese: Sequence[str], frequent: Sequence[str], random: Random) -> str:
    kind = random.random()
    if kind < 0.03:
        return "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(3, 8)))
    if kind < 0.6:
        return (random.choice(chinese) + random.choice(chinese))[:8]
    if kind < 0.8:
        return random.choice(chinese) + "".join(random.choices(frequent, k=random.randint(1, 3)))
    return "".join(random.choices(frequent, k=random.randint(2, 4)))


def notes(corpus: Sequence[str], words: Sequence[str], size: int, random: Random) -> list[str]:
    """Texts as long as one may be, `size` bytes of UTF-8 together."""
    found, total = [], 0
    while total < size:
        lines, length = [], 0
        while length < LONGEST_TEXT:
            lines.append(f"{random.choice(corpus)}{random.choice(words)}")
            length += len(lines[-1]) + 1
        found.append("\n".join(lines)[:LONGEST_TEXT])
        total += len(found[-1].encode())
    return found


def matching(index: TermIndex, texts: Sequence[str], corpus: Sequence[str], random: Random) -> tuple[list[tuple[str, str, str]], str]:
    """Long texts, short ones, and how the time grows with the size."""
    target = TARGETS[0]
    match_all(index, texts, target)  # what words stand for is worked out when they are first met
    grown = []
    for size in SIZES:
        some = list(cut(texts, size))
        times = max(3, SIZES[2] // size)  # so often that the clock is fine enough
        seconds = timed(lambda some=some, times=times: [match_all(index, some, target) for _ in range(times)])[1] / times  # type: ignore[misc]
        grown.append((size_of(some), seconds, match_all(index, some, target)))
    short = [line[:40] for line in random.choices(corpus, k=1_000)]
    record_text = texts[0][:500]
    alone = min(timed(lambda: match_all(index, short, target))[1] for _ in range(5))
    within = min(timed(lambda: sum(len(index.match(text, target, record_text)) for text in short))[1] for _ in range(5))
    rate = grown[-1][0] / grown[-1][1] / 1e6
    found = grown[-1][2] / sum(map(len, texts)) * 1000
    rows = [
        (
            "long notes, 10 MB",
            f"{rate:.2f} MB/s",
            verdict(rate >= LEAST_RATE, f"at least {LEAST_RATE:g} MB/s") + f"; {found:.0f} matches in 1,000 characters",
        ),
        *(
            (
                name,
                f"{size_of(short) / seconds / 1e6:.2f} MB/s",
                verdict(size_of(short) / seconds / 1e6 >= LEAST_RATE, f"at least {LEAST_RATE:g} MB/s"),
            )
            for name, seconds in (("1,000 short segments", alone), ("… each with its record's text", within))
        ),
    ]
    each = [seconds / size for size, seconds, _ in grown]
    spread = max(each) / min(each) - 1
    lines = [(f"{size / 1000:,.0f} KB", f"{seconds * 1000:.1f} ms", f"{seconds / size * 1e9:.0f} ns") for size, seconds, _ in grown]
    linear = f"\n\nThe time of a byte differs by {spread:.0%}: {verdict(spread <= MOST_SPREAD, f'at most {MOST_SPREAD:.0%}')}."
    return rows, table(("text", "time", "a byte"), lines) + linear


def others(words: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The same words and text in a regular expression, and in flashtext where it is installed."""
    folded = [fold(text)[0] for text in texts]
    pattern, build = timed(lambda: re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))))
    some = list(cut(folded, FOR_RE))
    _, seconds = timed(lambda: [pattern.findall(text) for text in some])
    yield "`re`, a union of the words", f"{size_of(some) / seconds / 1e6:.4f} MB/s", f"on {size_of(some) / 1000:.0f} KB; built in {build:.1f} s"
    try:
        from flashtext import KeywordProcessor
    except ImportError:
        yield "flashtext", "not installed", "`pip install flashtext`"
        return
    processor = KeywordProcessor()
    _, build = timed(lambda: processor.add_keywords_from_list(list(words)))
    some = list(cut(folded, SIZES[2]))
    _, seconds = timed(lambda: [processor.extract_keywords(text, span_info=True) for text in some])
    yield "flashtext", f"{size_of(some) / seconds / 1e6:.2f} MB/s", f"on {size_of(some) / 1e6:.0f} MB; built in {build:.1f} s"


def match_all(index: TermIndex, texts: Sequence[str], target: Target) -> int:
    return sum(len(index.match(text, target)) for text in texts)


def cut(texts: Sequence[str], size: int) -> Iterator[str]:
    """The first `size` bytes of the texts, to a character."""
    left = size
    for text in texts:
        some = text.encode()[:left].decode(errors="ignore")
        left -= len(some.encode())
        if some:
            yield some
        if left < 4:
            return


def size_of(texts: Sequence[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    gc.collect()
    begun = time.process_time()
    done = work()
    return done, time.process_time() - begun


def resident() -> float:
    """The resident size of this process in MB; nan where the system does not tell."""
    gc.collect()
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(next(line.split()[1] for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))) / 1000


def verdict(holds: bool, bound: str) -> str:
    return f"{bound}: {'holds' if holds else 'MISSED'}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


if __name__ == "__main__":
    main()
