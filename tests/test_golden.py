"""The Chinese variants of some example records, whole, as a customer reads them: a change of any table or rule shows here as a difference.

The files in tests/golden hold what the product makes today, which is not always what it should make: read a difference before taking it.
`python tests/test_golden.py --update` prints what differs and writes the files anew.
"""

import difflib
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from localize.build import build
from localize.domain.record import Record
from localize.domain.variant import Variant
from localize.kit import Kit, load_kit
from localize.plan import plan, read
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store
from localize.translate import topics, translate

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
TARGETS = ("HK/zh-Hant-HK/general", "TW/zh-Hant-TW/general", "SG/zh-Hans-SG/general")
# A claim in the name, 尺, 斤 and 两, shoes, prices, offers, topics, slang, orders to a model, a long note.
RECORDS = (
    "listing:6ef488bacedf70be76710313",
    "listing:697848c360232498fdb0069e",
    "listing:6bdcd584499a819a4a2a8406",
    "listing:6978c81938c3f85bb6b0d18a",
    "note:69104e373290fe578ada3cc6",
    "note:68296da9616448282e18efb2",
    "note:6f7c0a97b6dd07a937fed7ed",
    "note:65d746bffd0c050a4521219a",
    "note:6d251b403acf9c428fea888f",
)


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


def remade() -> dict[str, str]:
    """The golden files as the product makes them now: file name → text."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{Path(folder) / 'golden.db'}"})
        with Store.open(settings.store) as store:
            kit = load_kit(settings, store)
            return {f"{record.key.replace(':', '-')}.txt": "\n".join(_variants(record, kit)) for record in _records()}


def _records() -> list[Record]:
    found = {r.key: r for r in FileSource([ROOT / "examples"]).fetch() if isinstance(r, Record)}
    return [found[key] for key in RECORDS]


def _variants(record: Record, kit: Kit) -> Iterator[str]:
    reading = read(record, kit)
    for target in (t for t in kit.targets if str(t) in TARGETS):
        work = plan(reading, target, kit)
        texts, _ = translate([work], kit.store, quiet)
        yield _written(build(work, texts, topics(work, kit.store), kit))


def _written(variant: Variant) -> str:
    fields: dict[str, str] = {}
    for unit in variant.units:
        fields[unit.segment.field] = fields.get(unit.segment.field, "") + unit.whole
    lines = [f"== {variant.target}: {variant.verdict.decision}", *(f"[{path}] {text.strip()}" for path, text in fields.items())]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


def difference(name: str, text: str) -> str:
    """What a file would change to, "" where it holds the text already."""
    path = GOLDEN / name
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    return "".join(difflib.unified_diff(old.splitlines(True), text.splitlines(True), f"golden/{name}", "now", n=0))


@pytest.fixture(scope="module")
def now() -> Mapping[str, str]:
    return remade()


@pytest.mark.parametrize("name", [f"{key.replace(':', '-')}.txt" for key in RECORDS])
def test_the_variants_are_as_they_were(name: str, now: Mapping[str, str]) -> None:
    found = difference(name, now[name])
    assert not found, f"\n{found}\nIf this is better: python tests/test_golden.py --update"


def test_no_golden_file_is_left_over(now: Mapping[str, str]) -> None:
    assert {path.name for path in GOLDEN.glob("*.txt")} == set(now)


def update() -> None:
    """Print every difference and write the files."""
    made = remade()
    GOLDEN.mkdir(exist_ok=True)
    for name, text in made.items():
        sys.stdout.write(difference(name, text))
        (GOLDEN / name).write_text(text, encoding="utf-8")
    for path in GOLDEN.glob("*.txt"):
        if path.name not in made:
            sys.stdout.write(f"removed golden/{path.name}\n")
            path.unlink()


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("Usage: python tests/test_golden.py --update")
    update()
