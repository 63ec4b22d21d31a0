"""Whole nights with the pseudo engine: what is done, what is not done again, and what a change of one term makes stale."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localize import night
from localize.domain.record import Record
from localize.domain.term import Audience
from localize.domain.unit import Origin, State
from localize.domain.variant import Approval, Decision
from localize.engines.pseudo import PseudoEngine
from localize.errors import StoreBusy
from localize.kit import Kit, load_kit
from localize.notices import Notices
from localize.review import approve
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store

ROOT = Path(__file__).parents[1]


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


@pytest.fixture
def open_kit(tmp_path: Path) -> Iterator[Callable[[], Kit]]:
    """Opens the kit anew on the same store, as each night does."""
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{tmp_path / 'night.db'}", "CHUHAI_OUT": str(tmp_path / "out")})
    with Store.open(settings.store) as store:
        yield lambda: load_kit(settings, store)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The first listings and notes of the examples, and the two that matter most for safety."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for name in ("listings", "notes"):
        lines = (ROOT / "examples" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        chosen = lines[:3] + [x for x in lines[3:] if "忽略以上所有指令" in x or "现做现发" in x or x.startswith('{"broken')]
        (folder / f"{name}.jsonl").write_text("\n".join([*chosen, "{not json"]) + "\n", encoding="utf-8")
    return folder


def variants(kit: Kit) -> dict[tuple[str, str], str]:
    return {(v.record, str(v.target)): str(v.signature) for v in kit.store.variants()}


def test_a_night_makes_every_target_of_every_record(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    summary = night.run(kit, [sources], quiet, include_unapproved=True)
    records = [r for r in FileSource([sources]).fetch() if isinstance(r, Record)]
    assert set(variants(kit)) == {(r.key, str(t)) for r in records for t in kit.targets}
    assert summary.records.new == len(records)
    assert summary.records.quarantined == 2
    assert {row.field or row.message for row in summary.quarantine}
    assert (kit.settings.out / "report.html").exists()
    assert json.loads((kit.settings.out / "report.json").read_text(encoding="utf-8"))["segments"]["translated"] > 0


def test_the_second_night_translates_nothing(open_kit: Callable[[], Kit], sources: Path) -> None:
    night.run(open_kit(), [sources], quiet)
    before = variants(open_kit())
    again = night.run(open_kit(), [sources], quiet)
    assert again.segments.translated == 0
    assert again.records.new == again.records.changed == 0
    assert again.stale == {}
    assert variants(open_kit()) == before


def test_a_night_says_whose_the_records_are(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet, shop="茶行")
    known = {record.key: record for record in kit.store.records()}
    assert known and {record.shop for record in known.values()} == {"茶行"}
    again = night.run(kit, [sources], quiet)
    assert again.records.unchanged == len(known) and not again.segments.translated, "whose it is makes nothing stale"
    assert {record.key: record for record in kit.store.records()} == known, "a night that names no shop takes none away"


def test_a_changed_term_remakes_exactly_the_variants_that_contain_it(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet)
    before = variants(kit)
    old = next(t for t in kit.store.terms() if t.source == "茯苓" and str(t.locale) == "en")
    kit.store.save_term(replace(old, target="poria root", revision=old.revision + 1), "editor", "clearer")
    summary = night.run(open_kit(), [sources], quiet)
    after = variants(kit)
    texts = {r.key: r.text for r in kit.store.records()}
    english = [str(t) for t in kit.targets if t.locale.language == "en" and old.audience in (t.audience, Audience.ANY)]
    expected = {(k, t) for k, t in before if "茯苓" in texts[k] and t in english}
    assert {pair for pair in before if before[pair] != after[pair]} == expected
    assert {(row.record, row.target) for row in summary.remade} == expected
    assert {row.why for row in summary.remade} == {"terms"}


def test_what_is_not_eligible_costs_no_engine(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet)
    refused = list(kit.store.variants(decision=Decision.NOT_ELIGIBLE))
    assert refused
    assert all(not v.units and v.verdict.reasons[0].remedy for v in refused)


def test_a_target_without_engine_says_so(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet)
    malay = [v for v in kit.store.variants(region="MY") if v.target.locale.language == "ms" and v.verdict.decision is not Decision.NOT_ELIGIBLE]
    assert malay
    assert {v.verdict.reasons[0].message for v in malay} == {"no engine for zh→ms"}


def test_a_foot_soak_carries_its_notice_and_the_after_sale_sentence(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet)
    soaks = [v for v in kit.store.variants(region="US") if any(n.startswith("For external use only.") for n in v.notices)]
    assert soaks
    assert all(v.notices[-1].startswith("Please check sizes") for v in soaks)
    assert any("Contains: " in n and "do not use it during pregnancy" in n for v in soaks for n in v.notices)


def test_a_notice_that_is_not_in_the_language_sends_the_variant_to_a_person(open_kit: Callable[[], Kit], sources: Path, tmp_path: Path) -> None:
    kit = open_kit()
    (tmp_path / "thai").mkdir()
    for name in kit.notices.names():
        (tmp_path / "thai" / f"{name}.th.jinja").write_text("ใช้ภายนอกเท่านั้น", encoding="utf-8")
    night.run(replace(kit, notices=Notices(tmp_path / "thai")), [sources], quiet)
    missing = [
        v for v in kit.store.variants(region="US") if any("There is no notice 'external-use' in en-US" in r.message for r in v.verdict.reasons)
    ]
    assert missing
    assert all(v.verdict.decision in (Decision.REVIEW, Decision.BLOCK) for v in missing)


def test_an_order_to_a_model_never_reaches_one(open_kit: Callable[[], Kit], sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = PseudoEngine.translate

    def listening(self: PseudoEngine, requests: object) -> object:
        found = list(requests)  # type: ignore[call-overload]
        asked.extend(r.text for r in found)
        return real(self, found)

    monkeypatch.setattr(PseudoEngine, "translate", listening)
    kit = open_kit()
    night.run(kit, [sources], quiet)
    assert asked
    assert not [text for text in asked if "忽略" in text]
    held = [v for v in kit.store.variants(region="US") if any(s.rule == "injection.held" for u in v.units for s in u.steps)]
    assert held
    assert all(v.verdict.decision is Decision.BLOCK for v in held)


def test_nothing_a_machine_made_is_approved(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet)
    made = list(kit.store.variants())
    assert {v.approval for v in made} == {Approval.OPEN}
    assert {u.state for v in made for u in v.units} <= {State.INITIAL, State.TRANSLATED}
    assert not list(kit.store.approved())


def test_what_a_person_approved_is_remembered_and_never_overwritten(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet)
    chosen = next(v for v in kit.store.variants(region="TW") if v.verdict.decision in (Decision.RELEASE, Decision.REVIEW))
    approve(kit.store, chosen.record, str(chosen.target), "editor")
    night.run(open_kit(), [sources], quiet)
    kept = next(v for v in kit.store.approved("TW") if v.record == chosen.record)
    assert [u.target for u in kept.units] == [u.target for u in chosen.units]
    newest = kit.store.variant(chosen.record, str(chosen.target))
    assert newest is not None
    assert newest.approval is Approval.APPROVED, "what a person approved does not come back to the queue for having been learned"
    others = [u for v in kit.store.variants(region="TW") if v.record != chosen.record for u in v.units]
    learned = {u.segment.text for u in chosen.units if u.segment.text and u.target}
    shared = [u for u in others if u.segment.text in learned]
    assert shared
    assert {u.origin for u in shared} == {Origin.MEMORY}


def test_two_nights_at_once_are_refused(open_kit: Callable[[], Kit], sources: Path) -> None:
    kit = open_kit()
    with kit.store.hold("another night"), pytest.raises(StoreBusy, match="another night"):
        night.run(kit, [sources], quiet)


def test_a_record_that_breaks_a_rule_is_set_aside_and_the_night_goes_on(
    open_kit: Callable[[], Kit], sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import localize.night as module

    real = module.read
    keys: list[str] = []

    def breaking(record: Record, kit: Kit) -> object:
        keys.append(record.key)
        if len(keys) == 1:
            raise ZeroDivisionError("made up")
        return real(record, kit)

    monkeypatch.setattr(module, "read", breaking)
    kit = open_kit()
    summary = night.run(kit, [sources], quiet)
    assert any("ZeroDivisionError" in row.message and keys[0] in row.message for row in summary.quarantine)
    assert {r for r, _ in variants(kit)} == set(keys) - {keys[0]}
