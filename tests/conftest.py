"""Example values that tests of several rooms need: a record, a variant of it, an empty store."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from localize.domain.issue import Category, Issue, Severity
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.segment import Segment
from localize.domain.term import Outcome, Receipt
from localize.domain.unit import Estimate, Origin, State, Step, Unit
from localize.domain.variant import Decision, Reason, Signature, Variant, Verdict
from localize.store.repository import Store

# Properties look for new examples on every run of a person, and at the same ones in CI, where a run judges one change.
settings.register_profile("ci", derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_record() -> Callable[..., Record]:
    def make(number: int = 1, title: str = "艾草泡脚包") -> Record:
        fields = (Field("title", Role.TITLE, title), Field("desc", Role.BODY, "每包250克\n#艾草[话题]#"))
        return Record(f"n{number:04}", Kind.NOTE, fields, (("price", 3990), ("buyable", True)), f"notes.jsonl:{number}")

    return make


@pytest.fixture
def make_variant() -> Callable[..., Variant]:
    def make(
        record: str = "note:n0001",
        target: str = "US/en-US/general",
        source: str = "a1",
        decision: Decision = Decision.REVIEW,
        title: str = "Mugwort foot soak",
        reasons: tuple[Reason, ...] = (),
        origin: Origin = Origin.ENGINE,
        lines: int = 1,
    ) -> Variant:
        receipt = Receipt("tcm.aicao", "艾草", "mugwort", "Mugwort", Outcome.INFLECTED, "draft", 2)
        issue = Issue("style.length", Category.STYLE, Severity.MINOR, "The title is long.", target_span="foot soak", advice="Shorten it.")
        units = [
            Unit(
                Segment("title", Role.TITLE, 0, "艾草泡脚包"),
                title,
                State.TRANSLATED,
                origin,
                title,
                engine="pseudo",
                receipts=(receipt,),
                issues=(issue,),
            ),
            *(
                Unit(
                    Segment("desc", Role.BODY, n, f"每包{n}克", "🌿", "\n#艾草[话题]#"),
                    f"{n} g per sachet",
                    State.TRANSLATED,
                    Origin.RULE,
                    before="🌿",
                    after="\n#mugwort",
                    steps=(Step("measures.weight", f"{n}克", f"{n} g"),),
                    estimate=Estimate(0.8, ("short",)),
                )
                for n in range(1, lines + 1)
            ),
        ]
        signature = Signature(source, "pseudo", "t1", "p1", "r1", "m1")
        return Variant(record, Target.parse(target), signature, tuple(units), Verdict(decision, reasons), ("For external use.",))

    return make


@pytest.fixture(scope="session")
def blank_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "store.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store_url(blank_store: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite store."""
    return f"sqlite:///{shutil.copy(blank_store, tmp_path / 'store.db')}"


@pytest.fixture
def filled_store(store_url: str, make_record: Callable[..., Record]) -> Iterator[Store]:
    """An empty store but for one night and three records."""
    with Store.open(store_url) as store:
        store.save_records([make_record(n) for n in (1, 2, 3)], store.start_night(NOW))
        yield store
