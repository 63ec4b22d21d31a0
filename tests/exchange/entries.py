"""Entries that the tests of the exchange formats share: any that the tables may hold, and a store's worth of plain ones."""

from dataclasses import replace

from hypothesis import strategies as st

from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.exchange.rows import COLUMNS, RISKS, UNDECIDED, Row, cell

WORDS = st.text(alphabet="abé-'=+@ &<>\"]", min_size=1, max_size=8).map(str.strip).filter(bool)
HAN = st.text(alphabet="茶艾草红花", min_size=1, max_size=4)


def _distinct(words: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(words, unique_by=str.casefold, max_size=3).map(tuple)


@st.composite
def entry(draw: st.DrawFn) -> Term:
    """An entry that passes all checks. One that is kept has its renderings among its spellings, one that waits for its target forbids something."""
    demand, status = draw(st.sampled_from(Demand)), draw(st.sampled_from(Status))
    waits = status in UNDECIDED and demand is not Demand.KEEP and draw(st.booleans())
    renderings = draw(st.lists(WORDS, unique_by=str.casefold, min_size=1, max_size=7))
    target = "" if demand is Demand.FORBID or waits else renderings[0]
    cut = draw(st.integers(0, len(renderings) - 1))
    accepted, forbidden = (renderings[1 : cut + 1], renderings[cut + 1 :]) if target else (renderings[:cut], renderings[cut:])
    source, variants = (target, tuple(accepted)) if demand is Demand.KEEP else (draw(HAN), draw(_distinct(HAN)))
    return Term(
        concept=f"tea.{draw(st.sampled_from(('a', 'b-2', 'c')))}", domain="tea", source=source, locale=Locale.parse(draw(st.sampled_from(LOCALES))),
        audience=draw(st.sampled_from(Audience)), target=target, demand=demand, source_variants=variants, accepted=tuple(accepted),
        forbidden=tuple(forbidden), needs=draw(_distinct(HAN)), excludes=draw(_distinct(HAN)), status=status,
        risk=draw(st.sampled_from(RISKS)), note=draw(WORDS | st.just("") | st.just("two\nlines; chuhai:note=x")), revision=draw(st.integers(1, 99)),
    )  # fmt: skip


LOCALES = ("en", "en-SG", "zh-Hant-HK", "zh-Hant-TW", "zh-Hans", "ms")
entries = st.lists(entry(), unique_by=lambda term: term.key, max_size=6)


def valid(term: Term) -> bool:
    return Row("", "", {column: cell(term, column) for column in COLUMNS}).read() == term


def plain(number: int, **changes: object) -> Term:
    """The entry tea.w<number>."""
    term = Term(f"tea.w{number}", "tea", f"茶{number}", Locale("en"), Audience.ANY, f"tea {number}", accepted=(f"tea no. {number}",))
    return replace(term, **changes)  # type: ignore[arg-type]


def cells_of(term: Term) -> list[str]:
    return [cell(term, column) for column in COLUMNS]
