"""Which headwords move when two concepts become one, and why two senses do not."""

from dataclasses import replace
from typing import Any

import pytest

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Status, Term
from localize.termbase.match import TermIndex
from localize.termbase.merge import Moved, conflicts, headwords, uncovered, widened


def entry(concept: str, source: str, locale: str = "en", **changes: Any) -> Term:
    return replace(Term(concept, "t", source, Locale.parse(locale), Audience.ANY, concept[2:], status=Status.APPROVED), **changes)


POT, KETTLE = entry("t.pot", "茶壶", source_variants=("茶壺儿",)), entry("t.kettle", "泡茶壶", source_variants=("壶",))


def test_headwords_move_where_they_match_nothing_else() -> None:
    other = entry("t.vessel", "壺")  # folds to 壶
    assert headwords([KETTLE], [POT], []) == Moved(("泡茶壶", "壶"), ())
    assert headwords([KETTLE], [POT], [other]) == Moved(("泡茶壶",), (("壶", "t.vessel"),))
    assert headwords([replace(KETTLE, source="茶壺", source_variants=())], [POT], []) == Moved((), ())


def test_an_entry_that_took_a_headword_over_is_found_by_it() -> None:
    gone = replace(KETTLE, excludes=("泡茶壶架", "花洒"))
    wide = widened(POT, ("泡茶壶",), [gone])
    assert wide == replace(POT, source_variants=("茶壺儿", "泡茶壶"), excludes=("泡茶壶架",))
    index, target = TermIndex((wide,)), Target.parse("US/en-US/general")
    assert [m.text for m in index.match("泡茶壶", target)] == ["泡茶壶"]
    assert index.match("泡茶壶架", target) == ()
    assert widened(wide, ("泡茶壶",), [gone]) == wide


@pytest.mark.parametrize(
    ("gone", "kept", "says"),
    [
        ({}, {}, []),
        ({"needs": ("茶",)}, {"needs": ("茶", "水")}, []),
        ({"excludes": ("泡茶壶架",)}, {"excludes": ("小茶壶",)}, []),  # places, not records
        ({"needs": ("茶",)}, {}, ["t.kettle is meant only beside 茶, t.pot everywhere"]),
        ({}, {"needs": ("茶",)}, ["t.pot is meant only beside 茶, t.kettle everywhere"]),
        ({"needs": ("茶", "水")}, {"needs": ("茶",)}, ["t.kettle is also meant beside 水, t.pot beside 茶 only"]),
        ({"needs": ("茶",)}, {"excludes": ("茶",)}, ["t.kettle needs 茶, which t.pot excludes", "t.kettle is meant only beside 茶"]),
        ({"excludes": ("花洒",)}, {}, ["t.kettle is not meant beside 花洒, t.pot may be"]),
        ({}, {"excludes": ("花洒",)}, ["t.pot is not meant beside 花洒, t.kettle may be"]),
    ],
)
def test_conflicting_senses_have_reasons(gone: dict[str, Any], kept: dict[str, Any], says: list[str]) -> None:
    found = conflicts([replace(KETTLE, **gone)] * 2, [replace(POT, **kept)])
    assert len(found) == len(says)
    assert all(reason.startswith(start) for reason, start in zip(found, says, strict=True))


@pytest.mark.parametrize(
    ("gone", "kept", "lost"),
    [
        (("en", "any"), [("en", "any")], False),
        (("en", "any"), [("en", "general"), ("en", "diaspora")], False),
        (("en", "any"), [("en", "general")], True),
        (("en", "diaspora"), [("en", "any")], False),
        (("zh-Hant-MO", "any"), [("zh-Hant-HK", "any")], False),
        (("zh-Hant-HK", "any"), [("zh-Hant-TW", "any")], True),
    ],
)
def test_no_reader_loses_a_rendering(gone: tuple[str, str], kept: list[tuple[str, str]], lost: bool) -> None:
    one = entry("t.kettle", "泡茶壶", gone[0], audience=Audience(gone[1]))
    others = [entry("t.pot", "茶壶", locale, audience=Audience(audience)) for locale, audience in kept]
    assert uncovered([one], others) == ((one.key,) if lost else ())
    assert uncovered([replace(one, status=Status.PROPOSED)], []) == ()
    assert uncovered([one], [replace(other, status=Status.PROPOSED) for other in others]) == (one.key,)
