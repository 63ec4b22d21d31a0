"""What holds of every entry that is shipped. Whether a wording is good is for readers; these are the things a machine can see."""

import re
from collections import defaultdict

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Demand, Outcome, Status, Term, TermMatch
from localize.termbase.enforce import receipts
from localize.termbase.match import TermIndex, fold

DEFAULT = [
    Target.parse(t)
    for t in ("US/en-US/general", "US/en-US/diaspora", "SG/en-SG/general", "HK/zh-Hant-HK/general", "MO/zh-Hant-MO/general", "TW/zh-Hant-TW/general")
]
LATIN = Locale("en")
NUMBER = re.compile(r"\d+")


def test_every_concept_has_a_wording_for_each_locale(shipped: tuple[Term, ...]) -> None:
    locales = defaultdict(set)
    for term in shipped:
        locales[term.concept].add(str(term.locale))
    assert {c: x for c, x in locales.items() if not {"en", "zh-Hant-HK", "zh-Hant-TW"} <= x} == {}


def test_what_nobody_has_read_is_only_proposed_and_says_so(shipped: tuple[Term, ...]) -> None:
    others = [t for t in shipped if str(t.locale) not in ("en", "zh-Hant-HK", "zh-Hant-TW", "zh-Hans")]
    assert {t.key for t in others if t.status is not Status.PROPOSED or not t.note.startswith("unreviewed")} == set()
    for language in ("ms", "th", "vi", "id", "ja"):
        assert len({t.concept for t in others if t.locale.language == language}) >= 79


def test_a_concept_has_one_headword(shipped: tuple[Term, ...]) -> None:
    """Spellings and excluded words may differ: a word that a market writes itself needs no entry there."""
    found = defaultdict(set)
    for term in shipped:
        found[term.concept].add((term.domain, term.source, term.needs))
    assert {c: x for c, x in found.items() if len(x) > 1} == {}


def test_english_is_one_row_for_any_or_two_that_differ(shipped: tuple[Term, ...]) -> None:
    english = defaultdict(dict)
    for term in shipped:
        if term.locale == LATIN:
            english[term.concept][term.audience] = term
    for concept, entries in english.items():
        if Audience.ANY in entries:
            assert len(entries) == 1, concept
        else:
            assert set(entries) == {Audience.GENERAL, Audience.DIASPORA}, concept
            assert entries[Audience.GENERAL].target != entries[Audience.DIASPORA].target, concept


def test_a_target_can_stand_in_a_sentence(shipped: tuple[Term, ...]) -> None:
    for term in shipped:
        for text in (term.target, *term.accepted):
            assert not any(mark in text for mark in ("(omit)", "CHECK", " - ", "convert:", "…", " / ")), term.key


def test_a_target_and_what_is_accepted_meet_the_term(shipped: tuple[Term, ...]) -> None:
    for term in shipped:
        match = TermMatch(term, 0, len(term.source), term.source)
        for text in (term.target, *term.accepted):
            outcomes = [r.outcome for r in receipts(f"Our {text}, now.", [match], "draft")]
            assert Outcome.MISSED not in outcomes, (term.key, text)


def test_a_headword_finds_its_own_concept(shipped: tuple[Term, ...], index: TermIndex) -> None:
    for term in shipped:
        if term.status is Status.APPROVED:
            audience = Audience.GENERAL if term.audience is Audience.ANY else term.audience
            target = Target("XX", term.locale, audience)
            for word in (term.source, *term.source_variants):
                found = {m.term.concept for m in index.match(word, target, " ".join(term.needs[:2]))}
                assert term.concept in found, (term.key, word, found)


def test_one_character_is_never_approved_without_context(shipped: tuple[Term, ...]) -> None:
    for term in shipped:
        if len(fold(term.source)[0]) == 1 and term.status is Status.APPROVED:
            assert term.needs, term.key


def test_units_are_left_to_the_measures(shipped: tuple[Term, ...]) -> None:
    units = [term for term in shipped if term.domain == "unit"]
    assert units
    assert {(term.demand, term.status) for term in units} == {(Demand.PREFERRED, Status.PROPOSED)}


def test_claims_are_never_required_of_an_english_text(shipped: tuple[Term, ...]) -> None:
    claims = {"祛湿", "排毒", "活血", "活血化瘀", "宫寒", "暖宫", "养血", "补气", "清热", "助眠", "体寒"}
    seen = {term.source for term in shipped if term.source in claims}
    assert seen == claims
    assert not [term.key for term in shipped if term.source in claims and term.locale == LATIN and term.is_owed]


def test_every_default_target_finds_the_product_of_the_day(index: TermIndex) -> None:
    for target in DEFAULT:
        assert "祛湿泡脚包" in [m.text for m in index.match("祛湿泡脚包，红花艾叶", target)], target


def test_a_target_adds_no_number_of_its_own(shipped: tuple[Term, ...]) -> None:
    """925 silver is a promise: the number stands in the target only where the seller wrote it. 初一十五 is a date in words."""
    for term in shipped:
        if term.status is Status.APPROVED and term.source != "初一十五":
            assert NUMBER.findall(term.target) == NUMBER.findall(term.source), term.key
