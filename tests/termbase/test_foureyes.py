"""Who wrote an entry, read from its history, and who may therefore approve it."""

from dataclasses import replace

import pytest

from localize.domain.locale import Locale
from localize.domain.term import Audience, Status, Term
from localize.errors import IllegalMove
from localize.termbase.foureyes import Writers, must_be_another, writers

ENTRY = Term("tea.cha-ju", "tea", "茶具", Locale("en"), Audience.ANY, "tea set")
REJECTED, PROPOSED, APPROVED = Status.REJECTED, Status.PROPOSED, Status.APPROVED


def history(*steps: tuple[str, Status, str]) -> list[tuple[Term, str]]:
    """(who, status, target) of each revision."""
    return [(replace(ENTRY, status=status, target=target, revision=n), who) for n, (who, status, target) in enumerate(steps, start=1)]


@pytest.mark.parametrize(
    ("label", "steps", "wrote"),
    [
        ("nobody yet", (), ("", "")),
        ("the shipped tables", (("", PROPOSED, "a"),), ("", "")),
        ("who proposed it", (("lin", PROPOSED, "a"),), ("lin", "lin")),
        ("who edited it too", (("lin", PROPOSED, "a"), ("mei", PROPOSED, "b")), ("lin", "mei")),
        ("the last editor only", (("lin", PROPOSED, "a"), ("mei", PROPOSED, "b"), ("bo", PROPOSED, "c")), ("lin", "bo")),
        ("edited after the tables", (("", PROPOSED, "a"), ("mei", PROPOSED, "b")), ("", "mei")),
        ("a decision is no wording", (("lin", PROPOSED, "a"), ("mei", REJECTED, "a")), ("lin", "lin")),
        ("proposed again by another", (("lin", PROPOSED, "a"), ("mei", REJECTED, "a"), ("bo", PROPOSED, "a")), ("bo", "lin")),
        ("a rejection taken back", (("lin", PROPOSED, "a"), ("mei", REJECTED, "a"), ("mei", PROPOSED, "a")), ("lin", "lin")),
        ("of the tables", (("", PROPOSED, "a"), ("mei", REJECTED, "a"), ("mei", PROPOSED, "a")), ("", "")),
        ("of one's own", (("lin", PROPOSED, "a"), ("mei", PROPOSED, "b"), ("lin", REJECTED, "b"), ("lin", PROPOSED, "b")), ("lin", "mei")),
        ("then reworded by a third", (("lin", PROPOSED, "a"), ("mei", REJECTED, "a"), ("mei", PROPOSED, "a"), ("bo", PROPOSED, "b")), ("lin", "bo")),
        ("taken over whole", (("lin", PROPOSED, "a"), ("mei", REJECTED, "a"), ("mei", PROPOSED, "a"), ("mei", PROPOSED, "b")), ("mei", "mei")),
        ("edited while approved", (("lin", PROPOSED, "a"), ("mei", APPROVED, "a"), ("bo", APPROVED, "b")), ("lin", "bo")),
        ("the tables reworded it", (("lin", PROPOSED, "a"), ("", PROPOSED, "b")), ("lin", "")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_writers(label: str, steps: tuple[tuple[str, Status, str], ...], wrote: tuple[str, str]) -> None:
    assert writers(history(*steps)) == Writers(*wrote)


@pytest.mark.parametrize("name", ["Lin", "lin", " LIN ", "Ｌｉｎ", "L\u200bin", "li n"])
def test_a_name_written_differently_is_the_same_person(name: str) -> None:
    with pytest.raises(IllegalMove, match=r"proposed tea\.cha-ju") as caught:
        must_be_another(ENTRY, name, Writers("Lin", "Mei"))
    assert "CHUHAI_SINGLE_EDITOR=1" in caught.value.next_step


def test_another_person_may_and_the_tables_are_nobody() -> None:
    must_be_another(ENTRY, "Bo", Writers("Lin", "Mei"))
    must_be_another(ENTRY, "Bo", Writers("", ""))
    with pytest.raises(IllegalMove, match="Mei worded"):
        must_be_another(ENTRY, "Mei", Writers("Lin", "Mei"))
