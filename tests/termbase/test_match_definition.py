"""Matching against its definition, written plainly: every place of every headword, the longest first, each entry asked anew."""

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Status, Term, TermMatch
from localize.termbase.fold import fold
from localize.termbase.match import TermIndex, readers

LETTERS = "红紅花小叶aｂ㎝ "
WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=3)
LISTS = st.lists(WORDS, max_size=2).map(tuple)
TARGETS = [Target.parse(t) for t in ("US/en-US/general", "US/en-US/diaspora", "MO/zh-Hant-MO/general", "TW/zh-Hant-TW/general")]
ENTRIES = st.lists(
    st.builds(
        Term,
        concept=st.sampled_from(("t.a", "t.b", "t.c")),
        domain=st.just("t"),
        source=WORDS,
        locale=st.sampled_from([Locale.parse(x) for x in ("en", "en-US", "zh-Hant", "zh-Hant-HK")]),
        audience=st.sampled_from(Audience),
        target=st.sampled_from(("x", "y")),
        source_variants=LISTS,
        needs=LISTS,
        excludes=LISTS,
        status=st.sampled_from((Status.APPROVED, Status.APPROVED, Status.PROPOSED)),
    ),
    max_size=8,
    unique_by=lambda term: term.key,
)


def defined(terms: list[Term], text: str, target: Target, record_text: str) -> list[TermMatch]:
    folded, offsets = fold(text)
    entries: dict[str, list[Term]] = {}
    for term in terms:
        for word in {fold(w)[0] for w in (term.source, *term.source_variants)} if term.status is Status.APPROVED else ():
            entries.setdefault(word, []).append(term)
    spans = [(a, b) for a in range(len(folded)) for b in range(a + 1, len(folded) + 1) if folded[a:b] in entries]
    found, free = [], 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= free and alone(folded, start, end):
            term = resolved(entries[folded[start:end]], target, folded + "\n" + fold(record_text)[0], folded, start, end)
            if term is not None:
                first, last = offsets[start], offsets[end - 1] + 1
                found.append(TermMatch(term, first, last, text[first:last]))
                free = end
    return found


def alone(folded: str, start: int, end: int) -> bool:
    edges = [(folded[start - 1 : start], folded[start]), (folded[end - 1], folded[end : end + 1])]
    return not any(a and b and all(c.isalnum() and ord(c) < 0x0E00 for c in (a, b)) for a, b in edges)


def resolved(entries: list[Term], target: Target, context: str, folded: str, start: int, end: int) -> Term | None:
    best: dict[str, Term] = {}
    for locale, audience in product(reversed(readers(target.locale)), (Audience.ANY, target.audience)):  # the last one is the best
        best |= {t.concept: t for t in entries if (t.locale, t.audience) == (locale, audience)}
    fitting = [t for t in best.values() if fits(t, context, folded, start, end)]
    return min(fitting, key=lambda t: (-sum(fold(w)[0] in context for w in t.needs), t.key), default=None)


def fits(term: Term, context: str, folded: str, start: int, end: int) -> bool:
    if term.needs and not any(fold(w)[0] in context for w in term.needs):
        return False
    heads = [fold(w)[0] for w in (term.source, *term.source_variants)]
    for excluded in (fold(w)[0] for w in term.excludes):
        margin = len(excluded) - (end - start)
        inside = folded[start:end] in excluded and excluded in folded[max(0, start - margin) : end + margin]
        if inside if any(head in excluded for head in heads) else excluded in context:
            return False
    return True


def cross(terms: list[Term], text: str) -> bool:
    """Whether two words of the text lie across each other, as 小紅 and 紅花 in 小紅花: which of them counts is the rule of overlaps, tested beside."""
    folded = fold(text)[0]
    words = {fold(w)[0] for term in terms if term.status is Status.APPROVED for w in (term.source, *term.source_variants)}
    spans = [(a, a + len(w)) for w in words for a in range(len(folded)) if w and folded.startswith(w, a)]
    return any(a < c < b < d for a, b in spans for c, d in spans)


@settings(deadline=None, max_examples=400)
@given(terms=ENTRIES, text=st.text(alphabet=LETTERS, max_size=16), record=st.text(alphabet=LETTERS, max_size=6))
def test_it_is_what_the_definition_gives(terms: list[Term], text: str, record: str) -> None:
    assume(not cross(terms, text))
    forward, backward = TermIndex(tuple(terms)), TermIndex(tuple(reversed(terms)))
    for target in TARGETS:
        expected = defined(terms, text, target, record)
        assert list(forward.match(text, target, record)) == expected
        assert list(backward.match(text, target, record)) == expected, "the order in which entries come decides nothing"
