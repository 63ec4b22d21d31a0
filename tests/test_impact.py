"""The preview of a change against the next night's own plan, made anew for everything: on a store with memory, late records and lost variants."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from localize import night
from localize.domain.locale import Locale
from localize.domain.record import Field, Record
from localize.domain.term import Audience, Demand, Status, Term
from localize.domain.variant import Approval, Decision
from localize.errors import EngineUnavailable
from localize.impact import impact, next_change
from localize.kit import Kit, load_kit
from localize.plan import Reading, plan, read, why_stale
from localize.review import approve
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store
from localize.termbase import lifecycle
from localize.termbase.match import TermIndex
from localize.trial import trials

ROOT = Path(__file__).parents[1]
RECORDS = 200
APPROVED = 40
LATE = 6  # records that came after the night, and records that changed since: their variants are due whatever the terms are
CHANGES = 32


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


@dataclass(frozen=True)
class World:
    kit: Kit
    readings: tuple[Reading, ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("impact")
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{folder / 'store.db'}", "CHUHAI_OUT": str(folder)})
    with Store.open(settings.store) as store:
        kit = load_kit(settings, store)
        records = mixed(RECORDS, Random(5))
        number = store.start_night(datetime(2026, 3, 1, tzinfo=UTC))
        store.save_records(records[LATE:], number)
        night.localize(kit, number, [record.key for record in records[LATE:]], quiet)
        learn(store)
        night.localize(kit, number, [record.key for record in records[LATE:]], quiet)  # what was learnt is in the variants now
        changed = [replace(r, fields=(*r.fields, Field("more", r.fields[-1].role, "艾叶茶具都有"))) for r in records[LATE : 2 * LATE]]
        store.save_records([*records[:LATE], *changed], number)
        yield World(kit, tuple(read(record, kit) for record in store.records()))


def mixed(count: int, random: Random) -> list[Record]:
    """Records of the examples, most of them with one body exchanged for another's and some texts written in ways that cleaning undoes."""
    examples = [r for r in FileSource([ROOT / "examples"]).fetch() if isinstance(r, Record)]
    found = []
    for number in range(count):
        own, other = random.choice(examples), random.choice(examples)
        fields = list(own.fields)
        place = random.randrange(len(fields))
        like = [f.text for f in other.fields if f.role is fields[place].role]
        text = random.choice(like or [fields[place].text])
        if number % 5 == 0:
            text = (
                random.choice(("艾&#21494;", "艾\u200b叶", "<b>艾</b>叶", "艾全国包邮叶", "茶具，半斤装", "ＯＯＴＤ", "#茶具艾叶小记[话题]# ")) + text
            )
        fields[place] = replace(fields[place], text=text)
        found.append(replace(own, id=f"r{number:04d}", fields=tuple(fields)))
    return found


def learn(store: Store) -> None:
    """Some variants are approved, so that the memory answers for their texts."""
    free = [v for v in store.variants() if v.verdict.decision in (Decision.RELEASE, Decision.REVIEW) and v.approval is Approval.OPEN]
    for variant in free[:: max(1, len(free) // APPROVED)]:
        approve(store, variant.record, str(variant.target), "editor", "reads well")


def of_the_night(world: World, index: TermIndex) -> set[tuple[str, str]]:
    """What a night with these terms finds stale."""
    kit = replace(world.kit, index=index)
    heads = kit.store.heads(reading.record.key for reading in world.readings)
    pairs = ((r.record.key, str(t), plan(r, t, kit).signature) for r in world.readings for t in kit.targets)
    return {(key, target) for key, target, wanted in pairs if why_stale(heads.get((key, target)), wanted)}


def changes(terms: tuple[Term, ...], random: Random) -> Iterator[tuple[str, list[Term]]]:
    """Changes of every kind. Most are of words that the examples use; words that a rule writes or a rule joins are among them."""
    by_status = {status: [t for t in terms if t.status is status] for status in Status}
    used = [
        t
        for t in by_status[Status.APPROVED]
        if t.source in ("艾叶", "艾草", "茶具", "泡脚包", "红花", "茯苓", "线香", "显瘦", "好看", "礼盒", "百搭")
    ]
    live = [*used, *by_status[Status.APPROVED][::97]]
    en, hant, tw = (Locale.parse(tag) for tag in ("en", "zh-Hant", "zh-Hant-TW"))
    new = [("艾叶包", en, Audience.ANY), ("艾", en, Audience.DIASPORA), ("公克", tw, Audience.ANY), ("OOTD", en, Audience.ANY), ("的", hant, Audience.ANY),
           ("克", hant, Audience.ANY), ("size", en, Audience.ANY), ("包", en, Audience.GENERAL)]  # fmt: skip
    for source, locale, audience in new:
        yield f"new {source}", [Term(f"t.n{ord(source[0])}", "t", source, locale, audience, "новое", Demand.REQUIRED, status=Status.APPROVED)]
    for number in range(CHANGES - len(new)):
        term = random.choice(live)
        done = replace(term, revision=term.revision + 1)
        kind = number % 7
        if kind == 0:
            yield f"approve {number}", [lifecycle.approve(random.choice(by_status[Status.PROPOSED]))]
        elif kind == 1:
            yield f"target {term.key}", [replace(done, target=f"{term.target} x")]
        elif kind == 2:
            yield f"deprecate {term.key}", [lifecycle.deprecate(term)]
        elif kind == 3:
            yield f"needs {term.key}", [replace(done, needs=(random.choice(("包", "茶", "没有的词")),))]
        elif kind == 4:
            yield f"excludes {term.key}", [replace(done, excludes=(random.choice(("茶", f"小{term.source}", "的")),))]
        elif kind == 5:
            yield f"another word for {term.key}", [replace(done, source=term.source[:1] + "茶", source_variants=("半斤", term.source + "包"))]
        else:
            yield f"only the note of {term.key}, and two at once", [replace(term, note="x"), lifecycle.deprecate(random.choice(live))]


@pytest.mark.slow
def test_it_is_what_the_next_night_finds_stale(world: World) -> None:
    terms = world.kit.store.terms()
    present = {term.key: term for term in terms}
    before = of_the_night(world, TermIndex(terms))
    assert before, "some variants are due whatever the terms are"
    touched = []
    for name, changed in changes(terms, Random(11)):
        after = of_the_night(world, TermIndex(tuple({**present, **{term.key: term for term in changed}}.values())))
        found = impact(world.kit, changed, quiet)
        assert set(found.stale) == after - before, name
        assert len(set(found.stale)) == len(found.stale)
        assert set(found.due) <= before & after, name
        touched.append(len(found.stale))
    assert sum(count > 0 for count in touched) >= CHANGES // 2, "most of the changes should touch something"


def test_what_the_next_night_makes_anyway_is_told_apart(world: World) -> None:
    late = {reading.record.key for reading in world.readings[:LATE]}
    english = next(t for t in world.kit.store.terms() if t.source == "艾叶" and str(t.locale) == "en")
    found = impact(world.kit, [replace(english, target="x", revision=english.revision + 1)], quiet)
    assert {record for record, _ in found.due} & {r.record.key for r in world.readings if "艾叶茶具都有" in r.record.text}
    assert not {record for record, _ in found.stale} & late


def test_a_change_that_serves_no_target_touches_nothing(world: World) -> None:
    thai = Term("t.x", "t", "艾叶", Locale.parse("th"), Audience.ANY, "x", status=Status.APPROVED)
    found = impact(world.kit, [thai, replace(thai, locale=Locale.parse("en"), status=Status.PROPOSED)], quiet)
    assert (found.stale, found.due) == ((), ())


def test_samples_show_both_texts_and_leave_no_trace(world: World) -> None:
    store = world.kit.store
    term = next(t for t in store.terms() if t.source == "艾叶" and str(t.locale) == "en")
    changed = [replace(term, target="Artemisia leaf", revision=term.revision + 1)]
    found = impact(world.kit, changed, quiet)
    told: list[str] = []
    before = fingerprint(store)
    samples = trials(world.kit, changed, found, 3, lambda what, _done, _total: told.append(what))
    assert fingerprint(store) == before
    assert len({sample.source for sample in samples}) == 3
    for sample in samples:
        assert (sample.record, sample.target) in (*found.stale, *found.due)
        assert "artemisia leaf" not in sample.before.casefold()
        assert "artemisia leaf" in sample.after.casefold()
    assert "translating to en" in told


def fingerprint(store: Store) -> tuple[object, ...]:
    """Everything that a sample could have left: drafts, variants, terms, events."""
    from sqlalchemy import func, select

    from localize.store import schema

    with store._read() as connection:
        return tuple(connection.scalar(select(func.count()).select_from(table)) for table in schema.metadata.sorted_tables)


def test_an_engine_that_does_not_answer_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from localize.engines.pseudo import PseudoEngine

    def gone(*_: object) -> Iterator[object]:
        raise EngineUnavailable("The server is away.")
        yield

    monkeypatch.setattr(PseudoEngine, "translate", gone)
    term = next_change(next(t for t in world.kit.store.terms() if t.source == "艾叶" and str(t.locale) == "en"))
    changed = [replace(term, target="another wording")]
    with pytest.raises(EngineUnavailable, match="did not answer"):
        trials(world.kit, changed, impact(world.kit, changed, quiet), 1, quiet)
