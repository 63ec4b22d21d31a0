"""What every store keeps its word on: the same tests on a SQLite file and on a real PostgreSQL."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from localize.domain.concept import Concept
from localize.domain.locale import Locale
from localize.domain.record import Kind, Record, Role
from localize.domain.request import Draft, Request
from localize.domain.term import Audience, Status, Term
from localize.domain.unit import State, Step
from localize.domain.variant import Approval, Decision, Variant
from localize.errors import BadRecord, IllegalMove, PermanentError, SettingsError, StoreBusy
from localize.memory import Entry
from localize.review import approve, reject
from localize.store import migrations, schema
from localize.store.connection import connect, parse_url
from localize.store.repository import Store

RECORD, US, HK = "note:n0001", "US/en-US/general", "HK/zh-Hant-HK/general"

HOLDER = "import sys, time; from localize.store.repository import Store\nwith Store.open(sys.argv[1]).hold('the other night'): print('held', flush=True); time.sleep(60)"

COMPETITOR = """
import pathlib, sys, time
from localize.errors import StoreBusy
from localize.store.repository import Store
store, counter, done = Store.open(sys.argv[1]), pathlib.Path(sys.argv[2]), 0
while done < 10:
    try:
        with store.hold():
            before = int(counter.read_text())
            time.sleep(0.002)
            counter.write_text(str(before + 1))
            done += 1
    except StoreBusy:
        time.sleep(0.001)
"""


CARD = Concept("tcm.aicao", "A herb.", "https://example.com/a.png", date(2027, 6, 30), ("艾草香",))


def plain(stored: Variant | None) -> Variant:
    """A stored variant without where it stands, to compare with what was saved."""
    assert stored is not None
    return Variant(**{f.name: getattr(stored, f.name) for f in fields(Variant)})


def term(revision: int = 1, target: str = "mugwort", status: Status = Status.APPROVED) -> Term:
    return Term(
        "tcm.aicao", "tcm", "艾草", Locale.parse("en"), Audience.ANY, target, forbidden=("moxa",), needs=("泡脚",), status=status, revision=revision
    )


class StoreContract:
    """Inherit it and give the fixtures `url`, the address of an empty store, and `blank`, the address of a store that has no tables yet."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        with Store.open(url) as store:
            yield store

    @pytest.fixture
    def night(self, store: Store, now: datetime, make_record: Callable[..., Record]) -> int:
        night = store.start_night(now)
        store.save_records([make_record(1), make_record(2)], night)
        return night

    def test_records_are_counted(self, store: Store, now: datetime, make_record: Callable[..., Record]) -> None:
        assert store.record_count() == 0
        number = store.start_night(now)
        store.save_records([make_record(1), make_record(2)], number)
        store.save_records([make_record(2, "别的"), make_record(3)], number)
        assert store.record_count() == 3

    def test_a_night_that_never_finished_was_interrupted(self, store: Store, now: datetime) -> None:
        killed = store.start_night(now)
        second = store.start_night(now + timedelta(days=1))
        store.finish_night(second, "done", {"segments": 3}, now + timedelta(days=1, hours=1))
        assert [(n.id, n.status, n.finished is None) for n in store.nights()] == [(second, "done", False), (killed, "interrupted", True)]
        assert store.nights(1)[0].stats == {"segments": 3} and store.nights(1)[0].started == now + timedelta(days=1)

    def test_finishing_an_unknown_night_is_refused(self, store: Store) -> None:
        with pytest.raises(IllegalMove, match="no night 99"):
            store.finish_night(99, "done", {})

    def test_a_time_without_a_zone_is_refused(self, store: Store) -> None:
        with pytest.raises(Exception, match="has no zone"):
            store.start_night(datetime(2026, 3, 1))

    def test_records_are_new_then_unchanged_then_changed(self, store: Store, now: datetime, make_record: Callable[..., Record]) -> None:
        night = store.start_night(now)
        one, two = make_record(1), make_record(2)
        assert store.save_records([one, two], night) == {one.key: "new", two.key: "new"}
        assert store.save_records([one, make_record(2, "佛香")], night) == {one.key: "unchanged", two.key: "changed"}
        assert store.record(one.key) == one
        assert [r.title for r in store.records([two.key, "note:none", one.key])] == ["佛香", "艾草泡脚包"]
        assert store.record("note:none") is None

    def test_of_two_records_with_one_key_the_later_counts(self, store: Store, night: int, make_record: Callable[..., Record]) -> None:
        assert store.save_records([make_record(9, "first"), make_record(9, "second")], night) == {"note:n0009": "new"}
        assert [r.title for r in store.records(["note:n0009"])] == ["second"]

    def test_many_records_are_read_in_pages(self, store: Store, now: datetime, make_record: Callable[..., Record]) -> None:
        night = store.start_night(now)
        store.save_records((make_record(n) for n in range(450)), night)
        assert [r.key for r in store.records()] == [f"note:n{n:04}" for n in range(450)]
        assert len(list(store.records(f"note:n{n:04}" for n in range(450)))) == 450

    def test_hostile_text_comes_back_as_it_went(self, store: Store, night: int, make_record: Callable[..., Record]) -> None:
        hostile = make_record(7, "NUL \x00 quote ' \" \\ ; DROP TABLE record; 🧧\u2028")
        store.save_records([hostile], night)
        assert store.record(hostile.key) == hostile

    def test_half_a_surrogate_pair_in_a_record_is_a_bad_record(self, store: Store, night: int, make_record: Callable[..., Record]) -> None:
        with pytest.raises(BadRecord, match="surrogate"):
            store.save_records([make_record(7), make_record(8, "\ud83d")], night)
        assert store.record("note:n0007") is None  # all or none

    def test_a_record_of_an_unknown_night_is_refused(self, store: Store, make_record: Callable[..., Record]) -> None:
        with pytest.raises(PermanentError):
            store.save_records([make_record(1)], 99)
        assert list(store.records()) == []

    def test_a_fault_is_set_aside_once_a_night(self, store: Store, night: int) -> None:
        fault = BadRecord("not JSON", where="notes.jsonl:3", field="", raw="{\x00\ud83d" + "x" * 9000, next_step="Mend the line.")
        store.save_quarantine(night, fault)
        store.save_quarantine(night, fault)
        kept = store.quarantine(night)
        assert [(k.message, k.where, k.next_step, len(k.raw)) for k in kept] == [("not JSON", "notes.jsonl:3", "Mend the line.", 2000)]
        assert store.quarantine(night + 1) == []

    def test_drafts_are_kept_by_engine_and_request(self, store: Store) -> None:
        request, other = Request("艾草", "en", Role.TITLE), Request("佛香", "en")
        store.save_drafts("pseudo", [Draft(request, "old", "pseudo", -0.5, 3), Draft(other, "incense", "pseudo")])
        store.save_drafts("pseudo", [Draft(request, "new", "pseudo", -0.25, 4)])
        kept = store.drafts("pseudo", [request.key, other.key, "0" * 16])
        assert {k: (d.text, d.score, d.tokens) for k, d in kept.items()} == {request.key: ("new", -0.25, 4), other.key: ("incense", None, 0)}
        assert store.drafts("another engine", [request.key]) == {}

    def test_the_wordings_of_listings_are_found_by_item(
        self, store: Store, night: int, make_record: Callable[..., Record], make_variant: Callable[..., Variant]
    ) -> None:
        """Two SKUs of one item, of each the latest text that nobody rejected; other items and notes are not asked for."""
        listings = [
            replace(make_record(n), id=f"s{n}", kind=Kind.LISTING, facts=(("item_id", item),)) for n, item in ((1, "i1"), (2, "i1"), (3, "i2"))
        ]
        store.save_records(listings, night)
        store.save_variants(
            night, [make_variant("listing:s1"), make_variant("listing:s2"), make_variant("listing:s2", target=HK), make_variant("listing:s3")]
        )
        assert {pair: [w.record for w in those] for pair, those in store.wordings(["i1", "i9", ""]).items()} == {
            ("i1", US): ["listing:s1", "listing:s2"],
            ("i1", HK): ["listing:s2"],
        }
        assert dict(store.wordings(["i2"])["i2", US][0].found) == {"tcm.aicao": ("Mugwort",)}
        assert store.wordings([]) == {}

    def test_the_wording_that_stands_is_the_latest_that_nobody_rejected(
        self, store: Store, night: int, make_record: Callable[..., Record], make_variant: Callable[..., Variant]
    ) -> None:
        def saying(words: str, source: str) -> Variant:
            made = make_variant("listing:s1", source=source)
            return replace(made, units=tuple(replace(u, receipts=tuple(replace(r, found=words) for r in u.receipts)) for u in made.units))

        def told() -> tuple[str, ...]:
            return store.wordings(["i1"])["i1", US][0].found["tcm.aicao"]

        store.save_records([replace(make_record(1), id="s1", kind=Kind.LISTING, facts=(("item_id", "i1"),))], night)
        store.save_variants(night, [saying("first", "a1")])
        approve(store, "listing:s1", US, "lin")
        store.save_variants(night, [saying("second", "a2")])
        assert told() == ("second",)
        reject(store, "listing:s1", US, "lin", "worse")
        assert told() == ("first",)

    def test_a_variant_comes_back_whole(self, store: Store, night: int, make_variant: Callable[..., Variant]) -> None:
        variant = make_variant(lines=3)
        assert store.save_variants(night, [variant]) == {variant.key: "new"}
        stored = store.variant(RECORD, US)
        assert plain(stored) == variant
        assert stored is not None and (stored.revision, stored.approval, stored.night) == (1, Approval.OPEN, night)
        assert store.variant(RECORD, HK) is None

    def test_what_no_database_can_hold_as_text_is_marked(self, store: Store, night: int, make_variant: Callable[..., Variant]) -> None:
        hostile = "a\x00b\ud83dc'; --"
        unit = replace(make_variant().units[0], target=hostile, steps=(Step("clean.control", hostile, "abc"),))
        store.save_variants(night, [replace(make_variant(), units=(unit,), notices=(hostile,))])
        stored = store.variant(RECORD, US)
        assert stored is not None and stored.units[0].target == "a\ufffdb\ufffdc'; --"
        assert stored.units[0].steps == unit.steps and stored.notices == (hostile,)

    def test_the_same_signature_again_doubles_nothing(self, store: Store, night: int, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(night, [make_variant()])
        assert store.save_variants(night, [make_variant(title="Another wording")]) == {f"{RECORD}@{US}": "unchanged"}
        assert [v.field_text("title") for v in store.variants()] == ["Mugwort foot soak"]

    def test_an_open_revision_gives_way(self, store: Store, night: int, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(night, [make_variant()])
        assert store.save_variants(night, [make_variant(source="b2", title="New")]) == {f"{RECORD}@{US}": "changed"}
        stored = store.variant(RECORD, US)
        assert stored is not None and (stored.revision, stored.field_text("title")) == (2, "New")
        assert sum(store.counts().values()) == 1

    @pytest.mark.parametrize("approval", [Approval.APPROVED, Approval.REJECTED])
    def test_what_a_person_decided_on_stays(
        self, store: Store, night: int, now: datetime, make_variant: Callable[..., Variant], approval: Approval
    ) -> None:
        store.save_variants(night, [make_variant()])
        (approve if approval is Approval.APPROVED else reject)(store, RECORD, US, "lin", "read it", now=now)
        store.save_variants(night, [make_variant(source="b2", title="Second")])
        store.save_variants(night, [make_variant(source="c3", title="Third")])
        latest = store.variant(RECORD, US)
        assert latest is not None and (latest.revision, latest.approval, latest.field_text("title")) == (3, Approval.OPEN, "Third")
        kept = [v.field_text("title") for v in store.approved()]
        assert kept == (["Mugwort foot soak"] if approval is Approval.APPROVED else [])
        assert {pair: head.signature for pair, head in store.heads([RECORD]).items()} == {(RECORD, US): str(make_variant(source="c3").signature)}

    def test_a_change_that_is_taken_back_brings_the_decision_back(
        self, store: Store, night: int, now: datetime, make_variant: Callable[..., Variant]
    ) -> None:
        store.save_variants(night, [make_variant()])
        approve(store, RECORD, US, "lin", now=now)
        store.save_variants(night, [make_variant(source="b2")])
        opened = store.variant(RECORD, US)
        assert store.save_variants(night, [make_variant()]) == {f"{RECORD}@{US}": "unchanged"}
        back = store.variant(RECORD, US)
        assert back is not None and (back.revision, back.approval) == (1, Approval.APPROVED)
        store.save_variants(night, [make_variant(source="d4")])
        again = store.variant(RECORD, US)
        assert opened is not None and again is not None and again.id != opened.id

    def test_variants_are_saved_all_or_none(self, store: Store, night: int, make_variant: Callable[..., Variant]) -> None:
        with pytest.raises(PermanentError):
            store.save_variants(night, [make_variant(), make_variant(record="note:never-saved")])
        assert list(store.variants()) == []

    def test_variants_are_streamed_and_filtered(
        self, store: Store, now: datetime, make_record: Callable[..., Record], make_variant: Callable[..., Variant]
    ) -> None:
        first, second = store.start_night(now), store.start_night(now)
        store.save_records((make_record(n) for n in range(120)), first)
        keys = [f"note:n{n:04}" for n in range(120)]
        store.save_variants(first, [make_variant(record=k, target=t) for k in keys for t in (US, HK)])
        store.save_variants(second, [make_variant(record=keys[5], source="b2", decision=Decision.RELEASE)])
        everything = [(v.record, str(v.target)) for v in store.variants()]
        assert everything == sorted((k, t) for k in keys for t in (US, HK))
        assert all(len(v.units) == 2 for v in store.variants(region="HK"))
        assert [v.record for v in store.variants(night=second)] == [keys[5]]
        assert [v.record for v in store.variants(decision=Decision.RELEASE)] == [keys[5]]
        assert list(store.variants(region="TW")) == [] and store.regions() == ("HK", "US")
        assert store.counts() == {
            ("HK", Decision.REVIEW, Approval.OPEN): 120,
            ("US", Decision.REVIEW, Approval.OPEN): 119,
            ("US", Decision.RELEASE, Approval.OPEN): 1,
        }

    def test_approval_makes_units_final_and_feeds_the_memory(
        self, store: Store, night: int, now: datetime, make_variant: Callable[..., Variant]
    ) -> None:
        store.save_variants(night, [make_variant()])
        approve(store, RECORD, US, "lin", "good", now=now)
        stored = store.variant(RECORD, US)
        assert stored is not None and {u.state for u in stored.units} == {State.FINAL}
        assert store.memory(US, ["艾草泡脚包", "佛香"]) == {"艾草泡脚包": "Mugwort foot soak"}
        assert store.memory(HK, ["艾草泡脚包"]) == {}
        assert list(store.memory_entries(US)) == [Entry("艾草泡脚包", "Mugwort foot soak"), Entry("每包1克", "1 g per sachet")]
        assert store.memory_targets() == [US]
        assert [(e.who, e.act, e.subject, e.at, e.detail["why"]) for e in store.events()] == [("lin", "approve", f"{RECORD}@{US}", now, "good")]

    def test_of_two_approvals_the_newer_one_is_remembered_until_taken_back(
        self, store: Store, night: int, now: datetime, make_variant: Callable[..., Variant]
    ) -> None:
        store.save_variants(night, [make_variant(), make_variant(record="note:n0002", title="Wormwood soak")])
        approve(store, RECORD, US, "lin", now=now)
        approve(store, "note:n0002", US, "mei", now=now)
        assert store.memory(US, ["艾草泡脚包"]) == {"艾草泡脚包": "Wormwood soak"}
        assert len(list(store.memory_entries(US))) == 2
        reject(store, "note:n0002", US, "mei", "wrong plant", now=now)
        assert store.memory(US, ["艾草泡脚包"]) == {"艾草泡脚包": "Mugwort foot soak"}
        assert [e.act for e in store.events(f"note:n0002@{US}")] == ["approve", "reject"]
        stored = store.variant("note:n0002", US)
        assert stored is not None and {u.state for u in stored.units} == {State.TRANSLATED}

    @pytest.mark.parametrize("table", ["event", "term", "concept"])
    def test_the_database_itself_refuses_to_rewrite_history(
        self, store: Store, url: str, night: int, now: datetime, make_variant: Callable[..., Variant], table: str
    ) -> None:
        store.seed_terms([term()], now)
        store.seed_concepts([CARD], now)
        engine = create_engine(parse_url(url))
        for statement in (f"UPDATE \"{table}\" SET who = 'x'", f'DELETE FROM "{table}"'):
            with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
                connection.execute(text(statement))
        engine.dispose()
        assert [e.who for e in store.events()] == ["glossaries"] * 2 and len(store.terms()) == len(store.concepts()) == 1

    def test_terms_are_seeded_once(self, store: Store, now: datetime) -> None:
        other = replace(term(), concept="tcm.honghua", source="红花", target="safflower", status=Status.PROPOSED)
        assert store.seed_terms([other, term()], now) == 2
        assert store.seed_terms([term(target="never")], now) == 0
        assert store.terms() == (term(), other) and store.terms(Status.APPROVED) == (term(),)

    def test_a_term_grows_by_revisions(self, store: Store, now: datetime) -> None:
        store.seed_terms([term()], now)
        before = store.terms_revision()
        store.save_term(term(2, "Chinese mugwort"), "lin", "plain mugwort is another plant", now)
        store.save_term(term(3, "Chinese mugwort", Status.DEPRECATED), "mei", "not sold", now)
        assert store.terms() == (term(3, "Chinese mugwort", Status.DEPRECATED),) and store.terms(Status.APPROVED) == ()
        assert [(h.term.revision, h.who, h.why) for h in store.term_history(term().key)][1:] == [
            (2, "lin", "plain mugwort is another plant"),
            (3, "mei", "not sold"),
        ]
        assert store.terms_revision() == before + 2
        assert [e.act for e in store.events(term().key)] == ["term", "term"]

    def test_a_suggestion_is_an_event_and_changes_no_entry(self, store: Store, now: datetime) -> None:
        store.seed_terms([term()], now)
        before = store.terms_revision()
        store.suggest_term(term().key, "mining", {"kind": "accepted", "wording": "moxa \x00 艾"}, now)
        assert store.terms() == (term(),) and store.terms_revision() == before
        (event,) = store.events(term().key)
        assert (event.who, event.act, event.at, event.detail["kind"]) == ("mining", "suggest", now, "accepted")

    @pytest.mark.parametrize("revision", [1, 3])
    def test_a_revision_out_of_order_is_refused(self, store: Store, now: datetime, revision: int) -> None:
        store.seed_terms([term()], now)
        with pytest.raises(IllegalMove, match="does not follow"):
            store.save_term(term(revision, "other"), "lin", "late", now)
        assert store.terms() == (term(),) and len(list(store.events(term().key))) == 0

    def test_many_terms_are_saved_in_one_transaction_or_none(self, store: Store, now: datetime) -> None:
        def many(revision: int) -> list[Term]:
            return [replace(term(revision), concept=f"tcm.w{n:03}") for n in range(450)]

        assert store.save_terms(many(1), "mei", "a file", now) == 450
        assert len(store.terms()) == 450 and len(list(store.events())) == 450
        with pytest.raises(IllegalMove, match=r"tcm\.w007\|en\|any does not follow"):
            store.save_terms([*many(2)[100:], many(1)[7]], "mei", "again", now)
        assert store.terms_revision() == 450
        store.save_terms(many(2)[:1], "lin", "better", now)
        histories = store.term_histories(["tcm.w000|en|any", "tcm.w001|en|any", "tcm.none|en|any"])
        assert {key: [(h.term.revision, h.who) for h in past] for key, past in histories.items()} == {
            "tcm.w000|en|any": [(1, "mei"), (2, "lin")],
            "tcm.w001|en|any": [(1, "mei")],
        }

    def test_evidence_is_kept_once_with_one_event_and_is_no_memory(self, store: Store, now: datetime) -> None:
        texts = [(US, Entry(f"茶{n}", f"tea {n}")) for n in range(450)] + [(HK, Entry("茶0", "茶"))]
        assert store.save_evidence([*texts, texts[0]], "mei", {"file": "a.tmx"}, now) == 451
        assert store.save_evidence(texts, "mei", {"file": "a.tmx"}, now) == 0
        assert store.save_evidence([(US, Entry("茶0", "a tea"))], "lin", {"file": "b.tmx"}, now) == 1
        assert [(e.who, e.act, e.subject, e.detail) for e in store.events()] == [
            ("mei", "import", "memory", {"file": "a.tmx", "entries": 451}),
            ("lin", "import", "memory", {"file": "b.tmx", "entries": 1}),
        ]
        assert [e.text for e in store.evidence(US)] == [*(f"tea {n}" for n in range(450)), "a tea"]
        assert list(store.evidence(HK)) == [Entry("茶0", "茶")]
        assert store.memory(US, ["茶0"]) == {} and list(store.memory_entries(US)) == [] and store.memory_targets() == []

    def test_what_belongs_together_is_saved_together(self, store: Store, now: datetime) -> None:
        other = replace(term(), concept="tcm.honghua")
        store.seed_terms([term(), other], now)
        with pytest.raises(IllegalMove, match="lin made revision 2, approved at 2026-03-01 02:00:00 UTC"):
            store.save_term(term(2, "one"), "lin", "first", now)
            store.save_terms([term(2, "two"), replace(other, revision=2)], "mei", "late", now)
        assert store.terms() == (term(2, "one"), other)
        store.save_terms([term(4, "four"), replace(other, revision=2), term(3, "three")], "mei", "now", now)
        assert store.terms() == (term(4, "four"), replace(other, revision=2))
        assert [e.detail["revision"] for e in store.events(term().key)] == [2, 3, 4]

    def test_cards_are_seeded_once_and_grow_by_revisions(self, store: Store, now: datetime) -> None:
        other = Concept("tea.cha-ju", "What tea is made with.")
        assert store.seed_concepts([other, CARD], now) == 2 and store.seed_concepts([other], now) == 0
        assert store.concepts() == (CARD, other)
        renewed = replace(CARD, review_by=None, evidence=(), revision=2)
        store.save_concepts([renewed], "lin", "it does not age", now)
        assert store.concepts() == (renewed, other) and store.concepts_revision() == 3
        assert [(h.card, h.who, h.at) for h in store.concept_history(CARD.concept)] == [(CARD, "glossaries", now), (renewed, "lin", now)]
        assert [(e.act, e.detail["revision"]) for e in store.events(CARD.concept)] == [("concept", 2)]
        for revision in (2, 4):
            with pytest.raises(IllegalMove, match="lin made revision 2 at 2026-03-01 02:00:00 UTC"):
                store.save_concepts([replace(other, definition="Things.", revision=2), replace(CARD, revision=revision)], "mei", "late", now)
        assert store.concepts() == (renewed, other)
        with pytest.raises(IllegalMove, match="there is none"):
            store.save_concepts([replace(CARD, concept="tea.none", revision=2)], "mei", "late", now)

    def test_a_remark_is_an_event(self, store: Store, now: datetime) -> None:
        hostile = "a\x00b \ud83d <script> \x1b[2J'; --"
        first = store.remark("tcm.aicao", "lin", hostile, now)
        assert [(e.id, e.who, e.act, e.at, e.detail) for e in store.events("tcm.aicao")] == [(first, "lin", "remark", now, {"text": hostile})]

    def test_who_holds_the_store_is_said(self, store: Store) -> None:
        with store.hold("the first night"), pytest.raises(StoreBusy, match="held by the first night"), store.hold("the second"):
            pass
        with store.hold("again"):
            pass

    def test_people_work_while_a_night_holds_the_store(self, store: Store, night: int, now: datetime, make_variant: Callable[..., Variant]) -> None:
        with store.hold():
            store.save_variants(night, [make_variant()])
            approve(store, RECORD, US, "lin", now=now)

    def test_a_killed_holder_blocks_nobody(self, store: Store, url: str) -> None:
        with subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None and other.stdout.readline() == "held\n"
            with pytest.raises(StoreBusy, match=f"the other night, process {other.pid}"), store.hold():
                pass
            other.kill()
        for _ in range(100):  # PostgreSQL notices a moment later that its client is gone
            try:
                with store.hold():
                    return
            except StoreBusy:
                subprocess.run(["sleep", "0.05"], check=True)
        pytest.fail("the lock outlived its holder")

    def test_two_processes_never_hold_at_once(self, store: Store, url: str) -> None:
        with tempfile.NamedTemporaryFile("w+") as counter:
            counter.write("0")
            counter.flush()
            running = [subprocess.Popen([sys.executable, "-c", COMPETITOR, url, counter.name]) for _ in range(2)]
            assert [process.wait(30) for process in running] == [0, 0]
            counter.seek(0)
            assert counter.read() == "20"

    def test_a_newer_store_is_refused_and_left_alone(self, store: Store, url: str) -> None:
        known = store.revision()
        engine = create_engine(parse_url(url))
        try:
            with engine.begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            with pytest.raises(SettingsError, match="newer version of this program: it is at revision 9999"):
                Store.open(url)
        finally:
            with engine.begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known})
            engine.dispose()

    def test_the_migrations_make_the_tables_of_the_schema(self, store: Store, url: str) -> None:
        engine = create_engine(parse_url(url))
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), schema.metadata) == []
        engine.dispose()

    def test_a_store_of_the_first_revision_is_brought_up_to_date(self, blank: str, now: datetime) -> None:
        older = Store(connect(parse_url(blank)))
        with older._write() as connection:
            config = migrations._config()
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
        older.seed_terms([term()], now)
        assert older.revision() == "0001"
        older.close()
        with Store.open(blank) as store:
            assert store.revision() == migrations.revisions()[-1] != "0001"
            assert store.terms() == (term(),) and store.concepts() == ()
            assert store.seed_concepts([CARD], now) == 1 and store.concepts() == (CARD,)
            assert store.faults() == ()
        engine = create_engine(parse_url(blank))
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), schema.metadata) == []
        engine.dispose()

    def test_opening_again_migrates_nothing(self, store: Store, url: str) -> None:
        assert store.migrate() == () and store.faults() == ()
        with Store.open(url) as again:
            assert again.revision() == store.revision()


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def url(self, store_url: str) -> str:
        return store_url

    @pytest.fixture
    def blank(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'older.db'}"


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def url(self, postgres: str) -> str:
        return postgres

    @pytest.fixture
    def blank(self, server: str) -> str:
        url = parse_url(server)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE older"))
        engine.dispose()
        return url.set(database="older").render_as_string(hide_password=False)  # it goes with the server
