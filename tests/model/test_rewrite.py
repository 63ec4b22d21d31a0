"""Rewriting with the embedded model: whatever it writes, what is taken says what the plain translation says, and the rest is kept with a reason."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from localize.checks.wording import line
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.rewrite import REFUSED
from localize.engines.routing import chosen_model, model_engine
from localize.kit import Kit, load_kit
from localize.plan import plan, read
from localize.prompts import Prompts
from localize.settings import Settings
from localize.store.repository import Store
from localize.translate import translate

pytestmark = pytest.mark.model
TARGET = Target.parse("US/en-US/general")
TITLES = (
    "居家盘香 纯檀木 4小时 40盘",
    "亚麻桌布 日式 防水 茶几适用",
    "送朋友 手工竹编收纳篮 30×20cm",
    "大容量保温杯 750ml 通勤 带茶漏",
    "加绒打底裤 高腰 280g 黑色",
)
OPENINGS = ("降温了，我把去年的羊毛毯翻了出来", "先说尺寸，30cm的架子小厨房刚刚好", "别买玻璃的，姐妹们，两天就碎了")


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    settings = replace(Settings.read(), engine="auto", store=f"sqlite:///{tmp_path_factory.mktemp('rewrite') / 'real.db'}")
    if model_engine(chosen_model(settings), settings, Prompts(settings.prompts)).state == "missing":
        pytest.fail("The embedded model is not on this machine. Run `make models` first, or `make test-fast` to leave these tests out.")
    with Store.open(settings.store) as store:
        found = load_kit(settings, store)
        yield replace(found, regions={"US": replace(found.regions["US"], rewrite=("title", "opening"))})


def test_what_is_taken_says_the_same_and_the_rest_says_why_not(kit: Kit) -> None:
    records = [Record(f"l{i}", Kind.LISTING, (Field("item.name", Role.TITLE, text),)) for i, text in enumerate(TITLES)]
    records += [Record(f"n{i}", Kind.NOTE, (Field("desc", Role.BODY, text),)) for i, text in enumerate(OPENINGS)]
    works = [plan(read(record, kit), TARGET, kit) for record in records]
    texts, _ = translate(works, kit.store, lambda *_: None)
    steps = [step for text in texts.values() for step in text.steps if step.rule.startswith("rewrite.")]
    assert len(steps) >= len(records) - 1, "each text of some length is asked"
    for step in steps:
        taken = step.rule != REFUSED
        assert taken is not bool(step.note)
        assert not taken or sorted(set(line(step.before, "en"))) == sorted(set(line(step.after, "en")))
