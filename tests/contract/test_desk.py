"""The desk and the queue keep their word on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event

from localize.domain.issue import Category, Issue, Severity
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.segment import Segment
from localize.domain.unit import EDITED, Estimate, Origin, Proposal, State, Step, Unit
from localize.domain.variant import Approval, Decision, Reason, Signature, Variant, Verdict, signed
from localize.errors import IllegalMove, PermanentError
from localize.review import approve
from localize.store import schema
from localize.store.codec import pair
from localize.store.desk_schema import edit as edit_table
from localize.store.edits import Act, Change, Rewritten
from localize.store.flags import Flag, FlagState
from localize.store.queue import Filter
from localize.store.repository import Store
from localize.store.variants import StoredVariant

RECORD, US, HK = "note:n0001", "US/en-US/general", "HK/zh-Hant-HK/general"
SIGNATURE = Signature("a", "pseudo", "t", "p", "r", "m")


def rewritten(base: StoredVariant, text: str, position: int = 0, who: str = "Lin") -> Rewritten:
    before = base.units[position]
    after = replace(before, target=text, origin=Origin.HUMAN, state=State.REVIEWED, steps=(Step(EDITED, before.by_machine, text, who),))
    units = tuple(after if n == position else u for n, u in enumerate(base.units))
    fresh = Variant(base.record, base.target, signed(base.signature, units), units, base.verdict, base.notices)
    return Rewritten(base, fresh, (Change(position, before, after),))


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that reach the database inside the block, but for those that begin and end a transaction."""
    said: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split()[0].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            said.append(statement)

    event.listen(store._engine, "before_cursor_execute", heard)
    try:
        yield said
    finally:
        event.remove(store._engine, "before_cursor_execute", heard)


class DeskContract:
    """Inherit it and give the fixture `url`: the address of an empty store."""

    @pytest.fixture
    def store(self, url: str, now: datetime, make_record: Callable[..., Record]) -> Iterator[Store]:
        with Store.open(url) as store:
            night = store.start_night(now)
            store.save_records([make_record(n) for n in range(1, 6)], night)
            yield store

    def get(self, store: Store, target: str = US) -> StoredVariant:
        found = store.variant(RECORD, target)
        assert found is not None
        return found

    # many records at once

    def test_the_standings_are_those_of_the_newest_revisions(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        stays = (Reason("fresh", "It spoils.", "鲜活"),)
        store.save_variants(1, [make_variant(), make_variant(target=HK, decision=Decision.BLOCK, reasons=stays), make_variant("note:n0002")])
        approve(store, RECORD, US, "Mei", now=now)
        store.save_variants(1, [make_variant(source="a2", decision=Decision.RELEASE)])
        with counted(store) as said:
            found = store.desk.standings([RECORD, "note:n0002", "note:n0003"])
        assert len(said) == 1 and set(found) == {RECORD, "note:n0002"}
        assert [(str(s.target), s.decision, s.approval, s.reasons) for s in found[RECORD]] == [
            (HK, Decision.BLOCK, Approval.OPEN, stays),
            (US, Decision.RELEASE, Approval.OPEN, ()),
        ]

    def test_flags_are_found_by_who_raised_them_and_counted_by_record(self, store: Store, now: datetime) -> None:
        numbers = [
            store.desk.add_flag(Flag(record, target, 0, "title", "s", "t", "tone", "", "", who, now), 9)
            for record, target, who in ((RECORD, US, "a"), (RECORD, HK, "a"), ("note:n0002", US, "b"), ("note:n0002", US, "a"))
        ]
        store.desk.close_flag(numbers[2], FlagState.DECLINED, "Mei", "no", now)
        assert [flag.id for flag in store.desk.flags_by("a")] == [numbers[3], numbers[1], numbers[0]]
        assert [flag.id for flag in store.desk.flags_by("a", before=numbers[3], limit=1)] == [numbers[1]]
        assert store.desk.open_flags([RECORD, "note:n0002", "note:n0003"]) == {RECORD: 2, "note:n0002": 1}

    # edits

    def test_an_edit_takes_the_place_of_an_open_revision(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(1, [make_variant()])
        base = self.get(store)
        assert store.desk.revise([rewritten(base, "Mugwort soak")], Act("edit", "Lin", "shorter", now)) == {base.id: 2}
        after = self.get(store)
        assert (after.revision, after.units[0].target, after.night) == (2, "Mugwort soak", base.night)
        (kept,) = store.desk.history(RECORD)
        assert (kept.who, kept.act, kept.why, kept.at, kept.before, kept.after, kept.was) == (
            "Lin",
            "edit",
            "shorter",
            now,
            "Mugwort foot soak",
            "Mugwort soak",
            base.units[0],
        )
        (noted,) = store.events(f"{RECORD}@{US}")
        assert (noted.act, noted.detail["revision"], noted.detail["was"], noted.detail["units"]) == ("edit", 2, 1, [0])

    def test_of_two_who_looked_at_one_revision_the_later_is_left_out(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(1, [make_variant()])
        base = self.get(store)
        store.desk.revise([rewritten(base, "one")], Act("edit", "Lin", "", now))
        assert store.desk.revise([rewritten(base, "two")], Act("edit", "Mei", "", now)) == {}
        assert self.get(store).units[0].target == "one" and len(store.desk.history(RECORD)) == 1

    def test_an_edit_of_an_approved_text_goes_beside_it(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(1, [make_variant()])
        approve(store, RECORD, US, "Mei", now=now)
        store.desk.revise([rewritten(self.get(store), "one")], Act("edit", "Lin", "", now))
        assert (self.get(store).approval, self.get(store).revision) == (Approval.OPEN, 2)
        assert [v.revision for v in store.approved()] == [1]
        edited = self.get(store)
        back = replace(rewritten(edited, "x"), variant=make_variant())
        assert store.desk.revise([back], Act("undo", "Lin", "", now)) == {edited.id: 1}
        assert self.get(store).approval is Approval.APPROVED

    def test_a_night_replaces_no_text_of_a_person(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(1, [make_variant()])
        store.desk.revise([rewritten(self.get(store), "Mugwort soak")], Act("edit", "Lin", "", now))
        edited = self.get(store)
        assert store.save_variants(1, [make_variant(source="b2")]) == {edited.key: "kept"} and self.get(store) == edited
        assert store.save_variants(1, [make_variant(source="b2")], carried={(RECORD, US): edited.id - 1}) == {edited.key: "kept"}
        carried = replace(make_variant(source="b2"), units=edited.units)
        assert store.save_variants(1, [carried], carried={(RECORD, US): edited.id}) == {edited.key: "changed"}
        assert self.get(store).revision == 3

    def test_an_edited_unit_comes_back_whole(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        made = make_variant()
        unit = replace(made.units[0], score=-0.5, proposal=Proposal("艾草", "Old", "New"), origin=Origin.HUMAN)
        store.save_variants(1, [replace(made, units=(unit, *made.units[1:]))])
        assert self.get(store).units[0] == unit
        assert [v.record for v in store.desk.by_people([RECORD, "note:n0002"]).values()] == [RECORD]

    def test_what_was_written_is_never_rewritten(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(1, [make_variant()])
        store.desk.revise([rewritten(self.get(store), "one")], Act("edit", "Lin", "", now))
        with pytest.raises(PermanentError, match="append-only"), store._write() as connection:
            connection.execute(edit_table.update().values(after="forged"))

    def test_the_same_machine_text_is_found(self, store: Store, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(1, [make_variant(record=f"note:n000{n}", target=t) for n in (1, 2) for t in (US, HK)])
        found = store.desk.alike(pair("艾草泡脚包", "Mugwort foot soak"))
        assert sorted(t for _, t in found) == sorted([US, HK] * 2)
        assert len(store.desk.alike(pair("艾草泡脚包", "Mugwort foot soak"), [HK])) == 2
        assert store.desk.alike(pair("艾草泡脚包", "Another")) == [] == store.desk.alike(pair("", ""))

    # flags

    def test_a_flag_is_raised_and_answered_once(self, store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
        store.save_variants(1, [make_variant()])
        new = Flag(RECORD, US, 0, "title", "艾草泡脚包", "Mugwort foot soak", "term", "\x00我们叫艾叶", "Moxa soak", "shop-7", now)
        number = store.desk.add_flag(new, most=1)
        with pytest.raises(IllegalMove, match="has 1 open flags already"):
            store.desk.add_flag(new, most=1)
        assert store.desk.flag(number) == replace(new, id=number, words="\ufffd我们叫艾叶")
        assert store.desk.close_flag(number, FlagState.DECLINED, "Lin", "no", now).answered_by == "Lin"
        with pytest.raises(IllegalMove, match="no open flag"):
            store.desk.close_flag(number, FlagState.ACCEPTED, "Mei", "yes", now)
        assert list(store.desk.flags()) == [] and [f.state for f in store.desk.flags(None)] == [FlagState.DECLINED]

    # the queue

    @pytest.fixture
    def full(self, store: Store, now: datetime, make_record: Callable[..., Record], make_variant: Callable[..., Variant]) -> Store:
        """Five records for two targets: of different decisions, prices, rules and terms."""
        fields = (Field("name", Role.TITLE, "Linen 100%_亚麻 长裙"),)
        store.save_records([Record("s1", Kind.LISTING, fields, (("price_fen", 990_000), ("item_id", "i1")))], 1)
        reasons = (Reason("claims.cure", "promises a cure", "治疗"), Reason("number_lost", "gone"))
        made = [make_variant(record=f"note:n000{n}", target=t) for n in range(1, 6) for t in (US, HK)]
        made[0] = replace(made[0], verdict=replace(made[0].verdict, decision=Decision.BLOCK, reasons=reasons))
        made[1] = make_variant(target=HK, decision=Decision.NOT_ELIGIBLE, reasons=(Reason("perishable", "spoils"),))
        made.append(make_variant(record="listing:s1"))
        store.save_variants(1, made)
        return store

    def test_the_gravest_and_dearest_come_first(self, full: Store) -> None:
        entries = full.queue.page().entries
        assert [e.priority for e in entries] == sorted((e.priority for e in entries), reverse=True)
        assert [(e.record, e.target) for e in entries[:2]] == [("listing:s1", US), (RECORD, US)]
        assert (entries[0].title, entries[0].kind, entries[1].gravest, entries[1].decision) == (
            "Linen 100%_亚麻 长裙",
            "listing",
            "claims.cure",
            Decision.BLOCK,
        )
        assert entries[-1].decision is Decision.NOT_ELIGIBLE and entries[-1].priority == 0

    def test_pages_follow_each_other_while_people_work(self, full: Store, now: datetime) -> None:
        whole = [e.id for e in full.queue.page().entries]
        first = full.queue.page(size=4)
        approve(full, first.entries[0].record, first.entries[0].target, "Lin", now=now)
        second = full.queue.page(after=first.next, size=4)
        third = full.queue.page(after=second.next, size=4)
        assert [e.id for page in (first, second, third) for e in page.entries] == whole and third.next == ""

    @pytest.mark.parametrize("place", ["x", "1-", "-1", "1-2-3", "1-" + "9" * 30, "１-２"])
    def test_a_place_that_no_page_gave_is_refused(self, full: Store, place: str) -> None:
        with pytest.raises(IllegalMove, match="no place in the queue"):
            full.queue.page(after=place)

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (Filter(), 11),
            (Filter(region="HK"), 5),
            (Filter(locale="en-US"), 6),
            (Filter(decision="block"), 1),
            (Filter(kind="listing"), 1),
            (Filter(rule="number_lost"), 1),
            (Filter(concept="tcm.aicao"), 11),
            (Filter(concept="tcm.none"), 0),
            (Filter(engine="pseudo"), 11),
            (Filter(words="100%_亚麻"), 1),
            (Filter(words="1000亚麻"), 0),
            (Filter(words="LINEN"), 1),
            (Filter(words="艾草", region="US"), 5),
            (Filter(flagged=True), 0),
            (Filter(flagged=False), 11),
            (Filter(edited=True), 0),
            (Filter(waiting=False, edited=False), 11),
        ],
        ids=str,
    )
    def test_a_filter_narrows_page_and_counts_alike(self, full: Store, wanted: Filter, expected: int) -> None:
        assert len(full.queue.page(wanted).entries) == full.queue.counts(wanted).total == expected

    def test_what_people_did_can_be_asked_for(self, full: Store, now: datetime) -> None:
        full.desk.revise([rewritten(self.get(full), "Mugwort soak")], Act("edit", "Lin", "", now))
        full.desk.add_flag(Flag(RECORD, HK, 0, "title", "艾草", "艾草", "term", "", "", "shop-7", now), most=9)
        assert [(e.target, e.edits) for e in full.queue.page(Filter(edited=True)).entries] == [(US, 1)]
        assert [(e.target, e.flags) for e in full.queue.page(Filter(flagged=True)).entries] == [(HK, 1)]
        counts = full.queue.counts()
        assert (counts.edited, counts.waiting, counts.regions, counts.kinds) == (1, 0, {"US": 6, "HK": 5}, {"note": 10, "listing": 1})

    def test_what_is_decided_leaves_the_queue(self, full: Store, now: datetime) -> None:
        approve(full, "note:n0002", US, "Lin", now=now)
        assert full.queue.counts().total == 10 and ("note:n0002", US) not in {(e.record, e.target) for e in full.queue.page().entries}

    @pytest.mark.parametrize("wanted", [{"decision": "burn"}, {"kind": "novel"}, {"words": "长" * 201}])
    def test_a_filter_that_asks_for_nothing_there_is_is_refused(self, wanted: dict[str, str]) -> None:
        with pytest.raises(IllegalMove) as caught:
            Filter(**wanted)  # type: ignore[arg-type]
        assert caught.value.next_step

    def test_views_are_a_persons_own(self, full: Store) -> None:
        mine = Filter(region="HK", flagged=True, words="亚麻")
        full.queue.save_view("Lin", "Hong Kong", Filter(region="HK"))
        full.queue.save_view("Lin", "Hong Kong", mine)
        full.queue.save_view("Mei", "Hong Kong", Filter())
        assert full.queue.views("Lin") == {"Hong Kong": mine} and full.queue.views("Mei") == {"Hong Kong": Filter()}
        assert full.queue.remove_view("Lin", "Hong Kong") and not full.queue.remove_view("Lin", "Hong Kong")
        with pytest.raises(IllegalMove, match="needs a name"):
            full.queue.save_view("Lin", " ", mine)

    def test_somebody_with_shops_sees_these_only(self, full: Store) -> None:
        with full._write() as connection:
            connection.execute(schema.record.update().where(schema.record.c.key == "listing:s1").values(shop="seven"))
        assert [e.record for e in full.queue.page(Filter(shops=("seven",))).entries] == ["listing:s1"]
        assert full.queue.page(Filter(shops=())).entries == ()

    # how often the database is asked

    def test_a_page_is_two_statements_and_a_record_five(self, full: Store, now: datetime) -> None:
        full.desk.revise([rewritten(self.get(full), "Mugwort soak")], Act("edit", "Lin", "", now))
        full.desk.add_flag(Flag(RECORD, HK, 0, "title", "艾草", "艾草", "term", "", "", "shop-7", now), most=9)
        with counted(full) as said:
            full.queue.page(Filter(region="US", rule="number_lost", flagged=False, words="艾草"))
        assert len(said) == 2, said
        with counted(full) as said:
            full.queue.counts(Filter(region="US"))
        assert len(said) == 1, said
        with counted(full) as said:
            sheet = full.desk.sheet(RECORD)
        assert len(said) == 5, said
        assert sheet is not None and [str(v.target) for v in sheet.variants] == [HK, US]
        assert (len(sheet.edits), len(sheet.flags), sheet.record.key) == (1, 1, RECORD) and all(v.units for v in sheet.variants)
        assert full.desk.sheet("note:none") is None

    def test_the_queue_knows_what_a_variant_says(self, store: Store) -> None:
        issue = Issue("number_lost", Category.ACCURACY, Severity.MAJOR, "gone")
        unit = Unit(Segment("title", Role.TITLE, 0, "艾草"), "Mugwort", State.TRANSLATED, Origin.ENGINE, issues=(issue,), estimate=Estimate(0.5))
        made = Variant(RECORD, Target.parse(US), SIGNATURE, (unit,), Verdict(Decision.REVIEW, (Reason("number_lost", "gone"),)))
        store.save_variants(1, [made])
        (entry,) = store.queue.page().entries
        assert (entry.severity, entry.estimate, entry.risk, entry.value, entry.priority) == (5, 0.5, 0.58, 1.0, 580)


class TestSqliteDesk(DeskContract):
    @pytest.fixture
    def url(self, store_url: str) -> str:
        return store_url


class TestPostgresDesk(DeskContract):
    @pytest.fixture
    def url(self, postgres: str) -> str:
        return postgres
