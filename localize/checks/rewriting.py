"""May a rewrite stand in place of its plain translation? Only where it says the same: nothing is proved about its style.

Not a check of the registry: it compares two texts before one of them becomes the text. What it cannot see is which word belongs to which
("red scarf, white fringe"), so a rewrite goes to a person whatever is said here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from localize.checks.quantities import quantities
from localize.checks.registry import CHECKS, Check, run
from localize.checks.wording import added, bonds, clauses, gone, line, neighbours, words, written
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.unit import Origin, State, Unit
from localize.termbase.enforce import forbidden, receipts, required
from localize.termbase.renderings import find
from localize.text.script import has_han

_WITH_HAN = frozenset({"ja", "ko", "zh", "yue"})
_LENGTHS = (0.5, 1.3)  # of the plain translation, in characters
_ROOM = 24  # characters that a short text may grow beyond that

Ground = Callable[[str, str, Context], str]


def refusal(plain: str, attempt: str, context: Context, claims: Sequence[Check] = ()) -> str:
    """Why an attempt is not taken in place of the plain translation, "" where it is.

    `claims` are checks beside those of the registry: the region's. The first ground that applies is told.
    """
    told = next((why for ground in GROUNDS if (why := ground(plain, attempt, context))), "")
    return told or _found(plain, attempt, context, (*CHECKS, *claims))


def _empty(_plain: str, attempt: str, _context: Context) -> str:
    return "" if attempt.strip() else "the answer was empty"


def _same(plain: str, attempt: str, context: Context) -> str:
    language = context.target.locale.language
    return "the answer is the same text" if written(plain, language) == written(attempt, language) else ""


def _han(_plain: str, attempt: str, context: Context) -> str:
    left = context.target.locale.language not in _WITH_HAN and has_han(attempt)
    return "the answer has Chinese characters in it" if left else ""


def _length(plain: str, attempt: str, _context: Context) -> str:
    low, high = _LENGTHS[0] * len(plain), max(_LENGTHS[1] * len(plain), len(plain) + _ROOM)
    return "" if low <= len(attempt) <= high else f"the answer has {len(attempt)} characters for {len(plain)}"


def _form(plain: str, attempt: str, context: Context) -> str:
    """A title calls out nothing and asks nothing; no text gets a line more."""
    signs = "!?" if context.segment.role is Role.TITLE else "\n"
    brought = next((sign for sign in (*signs, "\n") if attempt.count(sign) > plain.count(sign)), "")
    return f"the answer brought {brought!r}" if brought else ""


def _numbers(plain: str, attempt: str, context: Context) -> str:
    language = context.target.locale.language

    def figures(text: str) -> Counter[str]:
        return Counter(re.sub(r"\s", "", q.text.casefold()) for q in quantities(text, language) if not q.spelled)

    before, after = figures(plain), figures(attempt)
    if before != after:
        return f"the answer changed {next(iter([*(before - after), *(after - before)]))!r}"
    there, here = neighbours(plain, language), neighbours(attempt, language)
    apart = [n for n, beside in there.items() if sum(map(len, there.values())) > 1 and not _beside(beside, here.get(n, []))]
    return f"the answer put {apart[0]!r} beside other words" if apart else ""


def _beside(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> bool:
    """Whether each place of a number keeps the word on one of its sides."""
    return all(not any(b) or any((b[0] and b[0] == a[0]) or (b[1] and b[1] == a[1]) for a in after) for b in before)


def _bonds(plain: str, attempt: str, context: Context) -> str:
    """What is denied, and what things are for, with, of or in, stays as it is."""
    before, after = (bonds(text, context.target.locale.language) for text in (plain, attempt))
    changed = [*(before - after), *(after - before)]
    return f"the answer changed {' '.join(changed[0]).strip()!r}" if changed else ""


def _order(plain: str, attempt: str, context: Context) -> str:
    """In a sentence order is meaning, so its clauses stay whole and only change places. A title's words may."""
    if context.segment.role is Role.TITLE:
        return ""
    language = context.target.locale.language
    said = line(attempt, language)
    for clause in clauses(plain, language):
        if not any(said[start : start + len(clause)] == clause for start in range(len(said) - len(clause) + 1)):
            return f"the answer changed the order of {' '.join(clause)[:60]!r}"
    return ""


def _terms(plain: str, attempt: str, context: Context) -> str:
    """A term stands as it stood, not in another accepted form: a name that is taken apart is no name."""
    standing = [r.found for r in receipts(plain, context.matches, "") if r.found]
    if lost := [found for found in standing if not find(attempt, found, context.target.locale)]:
        return f"the answer lost the term {lost[0]!r}"
    wrong = [word for m in required(context.matches) for word in forbidden(attempt, m.term) if word not in forbidden(plain, m.term)]
    return f"the answer brought {wrong[0]!r}, which the glossary forbids" if wrong else ""


def _words(plain: str, attempt: str, context: Context) -> str:
    """Each word that carries meaning stands in both texts. Added may be, once, words of a matched term's rendering."""
    language = context.target.locale.language
    terms = {word for m in context.matches for r in (m.term.target, *m.term.accepted) for word in words(r, language)}
    terms -= set(words(plain, language))
    if brought := [word for word in added(plain, attempt, language) if word not in terms]:
        return f"the answer brought {brought[0]!r}"
    lost = gone(plain, attempt, language)
    return f"the answer lost {lost[0]!r}" if lost else ""


GROUNDS: tuple[Ground, ...] = (_empty, _same, _han, _length, _form, _numbers, _terms, _words, _bonds, _order)


def _found(plain: str, attempt: str, context: Context, checks: Iterable[Check]) -> str:
    """The first finding of a check that the plain translation does not give rise to."""
    checks = tuple(checks)
    known = Counter((issue.check, issue.rule) for issue in run(checks, _unit(plain, context), context))
    for issue in run(checks, _unit(attempt, context), context):
        if not known[issue.check, issue.rule]:
            return f"{issue.rule or issue.check}: {issue.message}"
        known[issue.check, issue.rule] -= 1
    return ""


def _unit(text: str, context: Context) -> Unit:
    found = receipts(text, context.matches, "rewrite")
    return Unit(context.segment, text, State.TRANSLATED, Origin.ENGINE, draft=text, receipts=found)
