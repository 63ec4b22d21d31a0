"""Hold a translation against the terms that its source matched: what to ask for, what came of it, and the one repair a machine may make.

A required term is met exactly, met in an accepted or inflected form, or missed. Nothing is made to look met: where a forbidden rendering
stands in place of a required term it is replaced as a named step, anything else is asked again or goes to a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from localize.domain.request import Ask
from localize.domain.term import Demand, Outcome, Receipt, Term, TermMatch
from localize.domain.unit import Adapted, Step
from localize.termbase.renderings import Place, find, find_all, plural, singular

MOST_ASKS = 8  # more terms in a prompt make a small model copy the list instead of translating
LEAST_LIKENESS = 0.6
LENGTHS = (0.6, 1.6)
FORBIDDEN_STEP = "terms.forbidden"

_LISTED = frozenset({"herb"})  # domains whose neighbouring terms are things beside each other, not one describing the next

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_ARTICLE = re.compile(r"\b(an?)(\s+)$", re.IGNORECASE)


def asks(matches: Sequence[TermMatch]) -> tuple[Ask, ...]:
    """What an engine is asked for, the longest first, each source word once. Where there are too many, required terms go before preferred ones.

    A Chinese target is written by rules, not from a prompt, so all its terms are asked for.
    """
    wanted = {m.text: m for m in reversed(matches) if m.term.target}
    most = None if all(m.term.locale.is_chinese for m in matches) else MOST_ASKS
    chosen = sorted(wanted.values(), key=lambda m: (not m.term.is_owed, -len(m.text), m.start))[:most]
    return tuple(Ask(m.text, m.term.target) for m in sorted(chosen, key=lambda m: (-len(m.text), m.start)))


def receipts(target_text: str, matches: Sequence[TermMatch], stage: str) -> tuple[Receipt, ...]:
    """One receipt a required term. A term that stands twice in the source is owed once."""
    return tuple(_receipt(target_text, match, stage) for match in required(matches))


def required(matches: Sequence[TermMatch]) -> tuple[TermMatch, ...]:
    """The first match of each term that is owed: required, or kept as it is."""
    firsts = {m.term.key: m for m in reversed(matches) if m.term.is_owed}
    return tuple(sorted(firsts.values(), key=lambda m: m.start))


def by_rule(found: Sequence[Receipt], steps: Sequence[Step]) -> tuple[Receipt, ...]:
    """The receipts of a text in which `replace_forbidden` made these steps: what it brought is repaired, by a rule and not by an engine."""
    brought = {step.note for step in steps if step.rule == FORBIDDEN_STEP}
    return tuple(replace(r, outcome=Outcome.REPAIRED, stage="rule") if r.concept in brought and r.outcome is not Outcome.MISSED else r for r in found)


def after_repair(before: Sequence[Receipt], after: Sequence[Receipt]) -> tuple[Receipt, ...]:
    """The receipts of a repaired text, where a term that was missed before and is met now says so. Compared by concept."""
    missed = {r.concept for r in before if r.outcome is Outcome.MISSED}
    return tuple(replace(r, outcome=Outcome.REPAIRED) if r.concept in missed and r.outcome is not Outcome.MISSED else r for r in after)


def forbidden(text: str, term: Term) -> tuple[str, ...]:
    """The forbidden renderings of `term` that stand in `text`, as they stand. Inside a wanted rendering they do not count."""
    return tuple(place.text for place in _forbidden_places(text, term, _wanted_places(text, [term])))


def replace_forbidden(text: str, matches: Sequence[TermMatch]) -> Adapted:
    """Put the target of a missed required term where one of its forbidden renderings stands. The only mechanical repair there is.

    A term that is met is left alone, for then the forbidden words may be somebody else's: 薏米大麦茶 is Job's tears and, rightly, barley.
    So are preferred terms: they are words of style, and one of them dropped into a sentence rarely fits its grammar.
    """
    steps: list[Step] = []
    terms = [m.term for m in required(matches)]
    for term in terms:
        if _stands(text, term):
            continue
        # from the end, so that earlier offsets stay true
        for place in reversed(_forbidden_places(text, term, _wanted_places(text, terms))):
            start, after = _in_place(text, place, term)
            steps.append(Step(FORBIDDEN_STEP, text[start : place.end], after, term.concept))
            text = text[:start] + after + text[place.end :]
    return Adapted(text, tuple(steps))


def objection(source: str, draft: str, repair: str, wanted: Sequence[TermMatch]) -> str:
    """Why a repaired draft is not otherwise the same text, "" where it is: each number, each term that was met, no new forbidden rendering."""
    if not draft or not repair:
        return "the answer was empty"
    before, after = Counter(_DIGITS.findall(draft)), Counter(_DIGITS.findall(repair))
    asked = Counter(_DIGITS.findall(source)) + Counter(n for m in required(wanted) for n in _DIGITS.findall(m.term.target))
    if changed := [*((before - after) & asked), *(after - before - asked)]:  # a number that the draft had lost or invented may be put right
        return f"the answer changed the number {changed[0]}"
    if lost := [m.term.target for m in required(wanted) if _stands(draft, m.term) and not _stands(repair, m.term)]:
        return f"the answer lost {lost[0]!r}"
    if wrong := [words for m in required(wanted) for words in forbidden(repair, m.term) if words not in forbidden(draft, m.term)]:
        return f"the answer brought {wrong[0]!r}"
    same = LENGTHS[0] <= len(repair) / len(draft) <= LENGTHS[1] and chrf(repair, draft) >= LEAST_LIKENESS
    return "" if same else "the answer changed the rest of the text"


def inline(text: str, matches: Sequence[TermMatch]) -> str:
    """The source with each required term replaced by its rendering: "泡脚包真好用" → "herbal foot-soak sachets 真好用"."""
    out = ""
    at = 0
    before: TermMatch | None = None
    for match in sorted(matches, key=lambda m: m.start):
        if match.term.is_owed and match.start >= at:
            # 红花茯苓艾叶 is a list without commas, and other languages want them
            listed = before is not None and before.end == match.start and {before.term.domain, match.term.domain} <= _LISTED
            out = _joined(out + ", " if listed else _joined(out, text[at : match.start]), match.term.target)
            at, before = match.end, match
    return _joined(out, text[at:]) if at else text


def chrf(hypothesis: str, reference: str) -> float:
    """chrF2 of sacreBLEU (character n-grams up to 6, no spaces, beta 2) in [0, 1].

    Written out because importing sacreBLEU costs more than all of a night's comparisons; a test holds it against sacreBLEU.
    """
    left, right = "".join(hypothesis.split()), "".join(reference.split())
    scores = []
    for order in range(1, 7):
        ours = Counter(left[i : i + order] for i in range(len(left) - order + 1))
        theirs = Counter(right[i : i + order] for i in range(len(right) - order + 1))
        if ours and theirs:
            common = (ours & theirs).total()
            scores.append((common / ours.total(), common / theirs.total()))
    if not scores:
        return float(left == right)
    precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0


def _receipt(text: str, match: TermMatch, stage: str) -> Receipt:
    term = match.term
    exact = find(text, term.target, term.locale)
    place = exact or next(_inflected_places(text, term), None)
    outcome = Outcome.MET if exact else Outcome.INFLECTED if place else Outcome.MISSED
    return Receipt(term.concept, match.text, term.target, place.text if place else "", outcome, stage, term.revision)


def _inflected_places(text: str, term: Term) -> Iterator[Place]:
    for rendering in (term.target, *term.accepted):
        yield from find_all(text, rendering, term.locale, inflected=True)


def _stands(text: str, term: Term) -> bool:
    return next(_inflected_places(text, term), None) is not None


def _wanted_places(text: str, terms: Iterable[Term]) -> list[Place]:
    return [place for term in terms for place in _inflected_places(text, term)]


def _forbidden_places(text: str, term: Term, wanted: Sequence[Place]) -> list[Place]:
    """Where forbidden renderings stand, in order, the longest where two overlap, none inside a wanted rendering."""
    places = [p for rendering in term.forbidden for p in _with_plural(text, rendering, term)]
    places = [p for p in places if not any(w.start <= p.start and p.end <= w.end for w in wanted)]
    kept: list[Place] = []
    for place in sorted(places, key=lambda p: (p.start - p.end, p.start)):
        if all(place.end <= k.start or k.end <= place.start for k in kept):
            kept.append(place)
    return sorted(kept, key=lambda p: p.start)


def _with_plural(text: str, rendering: str, term: Term) -> Iterator[Place]:
    """Exact but for case, or with hyphens and spaces exchanged, or in plural. No other forms: forbidding must not reach too far."""
    spellings = dict.fromkeys((rendering, rendering.replace("-", " "), rendering.replace(" ", "-")))
    for spelling in spellings:
        for form in dict.fromkeys((spelling, plural(spelling))):
            yield from find_all(text, form, term.locale)


def _in_place(text: str, place: Place, term: Term) -> tuple[int, str]:
    """Where the replacement begins (an article before it may change) and what it is."""
    target = term.target
    kept = term.demand is Demand.KEEP  # a brand or a code has one spelling: no plural, no other case
    listed = {x.casefold() for x in term.forbidden}
    if not kept and place.text.casefold() not in listed and place.text.casefold().endswith("s"):
        target = plural(target)
    start, article = place.start, ""
    found = _ARTICLE.search(text, max(0, place.start - 4), place.start)
    if found and term.locale.language == "en":
        target = target if kept else singular(target)
        start, article = found.start(), _article(found[1], target) + found[2]
    return start, article + (target if kept else _cased(place.text, target, _is_title(text)))


def _article(article: str, word: str) -> str:
    right = "an" if word[:1].lower() in "aeiou" else "a"
    return right.capitalize() if article[0].isupper() else right


def _is_title(text: str) -> bool:
    """Whether most words of some length begin with a capital."""
    words: list[str] = _LONG_WORD.findall(text)
    return sum(word[0].isupper() for word in words) > 0.6 * len(words)


def _cased(like: str, target: str, title: bool) -> str:
    """`target` in the case of the words it replaces. Red Flower → Safflower, RED FLOWER → SAFFLOWER."""
    words = like.replace("-", " ").split()
    if like.isupper() and len(like) > 3:
        return target.upper()
    if all(w[:1].isupper() for w in words) and (len(words) > 1 or title):
        return re.sub(r"(?<![\w'’])[a-z]", lambda m: m.group().upper(), target)
    return target[:1].upper() + target[1:] if like[:1].isupper() else target


def _joined(left: str, right: str) -> str:
    """The two, with a space between where a Latin letter or digit would touch a word."""
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return left + right
    touching = (left[-1].isalnum() or left[-1] == ")") and (right[0].isalnum() or right[0] == "(")
    chinese = ord(left[-1]) >= 0x2E80 and ord(right[0]) >= 0x2E80
    return f"{left} {right}" if touching and not chinese else left + right
