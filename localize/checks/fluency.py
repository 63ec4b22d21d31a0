"""What a model says beside the translation: labels, apologies, notes, quotation marks, lists. Found here, and taken off a draft by `strip_chatter`.

Only mechanical clean-up with a named step; what cannot be taken off safely stays and is an issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.fidelity import draft_of, source_of
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.request import THROUGH
from localize.domain.unit import Adapted, Step, Unit

_THING = r"(?:translations?|translated (?:text|version)|english (?:translation|version|text)|english|revised (?:text|version|translation)|final (?:text|answer))"
_LEAD = re.compile(
    rf"^\s*(?:(?:sure|certainly|of course|okay|ok|absolutely)\b[,.!]*\s*)?(?:(?:here(?:'s|’s| is| are)|this is|below is) (?:the|your|my|an?|a possible)[^:\n]{{0,60}}(?:{_THING}|text|version)[^:\n]{{0,60}}:"
    rf"|(?:the )?{_THING}(?: \([^)\n]{{0,30}}\))?\s?:|(?:output|answer|target|result|en|translate)\s?:|(?:翻译|译文|英文|译)\s?[:：])\s*",
    re.IGNORECASE,
)
_AFFIRMATION = re.compile(r"^\s*(?:sure|certainly|of course|absolutely)(?: thing)?[!,.:]\s*\n+", re.IGNORECASE)
_NOTE = re.compile(
    r"^\s*[(\[*_]{0,3}(?:note|notes|translator'?s note|explanation|please note|n\.b\.|remark|注|说明|解释)\s?[*_]{0,2}\s?[:：]", re.IGNORECASE
)
_SOURCE_NOTE = re.compile("注意|备注|備註|注[:：]|说明|說明|提示|须知|須知|提醒|解释|note", re.IGNORECASE)
_CHATTER = re.compile(
    r"\b(?:as an? (?:ai|language model|assistant)\b|i'?m sorry,? (?:but )?i (?:can'?t|cannot|am unable)|i (?:cannot|can'?t|am unable to) (?:translate|assist|help|provide|fulfil)"
    r"|(?:i )?hope this helps|let me know if you|(?:please )?provide (?:the|more) (?:text|context)|here(?:'s| is) (?:the|your) translat\w+|the (?:original|source|chinese) (?:text|phrase)\b"
    r"|(?:literally|directly) translat\w+ (?:as|to)|translat\w+ (?:into|to) english)",
    re.IGNORECASE,
)
_QUOTES = (('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’"), ("「", "」"), ("`", "`"), ("**", "**"))
_QUOTING = re.compile("^[\"“‘'「『《]")
_MARKDOWN = re.compile(r"```|\*\*[^*\n]+\*\*|(?m:^\s{0,3}(?:#{1,4}\s|[-*+]\s|\d{1,2}[.)]\s))|\[[^\]\n]{1,80}\]\(https?:")
_LISTING = re.compile(r"(?m)^\s{0,3}(?:#|[-*+•·]\s?|\d{1,2}\s?[.)、）:]|[一二三四五六七八九十]、)|\*\*|```")
_BRACKETED = re.compile(r"\(([^()\n]{1,200})\)")
_SOURCE_BRACKETS = re.compile(r"[（(\[【「『《“\"]")


def model_chatter(unit: Unit, context: Context) -> Iterator[Issue]:
    """The model speaks to its user instead of translating."""
    text, source = unit.target, source_of(context)
    found = _LEAD.match(text) or _AFFIRMATION.match(text) or _CHATTER.search(text)
    if not found and not _SOURCE_NOTE.search(source):
        found = next((m for line in text.splitlines() if (m := _NOTE.match(line))), None)
    if found and not re.search("翻译|译文|译成|translat", source):
        yield Issue("model_chatter", Category.FLUENCY, Severity.MAJOR, f"The model speaks: {found[0].strip()[:80]!r}", target_span=found[0].strip())


def through_another_language(unit: Unit, _context: Context) -> Iterator[Issue]:
    """The text reached its language through another one."""
    if unit.engine.startswith(THROUGH):
        middle = unit.engine.removeprefix(THROUGH).partition(":")[0]
        message = f"Translated to {middle} first, and from there: what the first step lost is gone"
        yield Issue("through_another_language", Category.ACCURACY, Severity.MINOR, message, advice="Compare it with the Chinese text")


def wrapping_quotes(unit: Unit, context: Context) -> Iterator[Issue]:
    """The whole target stands in quotation marks and the source does not."""
    if _wrapped(unit.target.strip()) and not _QUOTING.match(source_of(context).strip()):
        yield Issue("wrapping_quotes", Category.FLUENCY, Severity.MAJOR, "The whole target stands in quotation marks", target_span=unit.target[:1])


def markdown(unit: Unit, context: Context) -> Iterator[Issue]:
    """Markdown stands in the target and not in the source."""
    found = _MARKDOWN.search(unit.target)
    if found and not _LISTING.search(source_of(context)):
        yield Issue("markdown", Category.MARKUP, Severity.MAJOR, f"Markdown: {found[0].strip()!r}", target_span=found[0].strip())


def extra_lines(unit: Unit, context: Context) -> Iterator[Issue]:
    """The target has several lines where the source has one."""
    if "\n" in unit.target.strip() and "\n" not in source_of(context).strip():
        yield Issue("extra_lines", Category.FLUENCY, Severity.MAJOR, "Several lines stand where the source has one")


def explained(unit: Unit, context: Context) -> Iterator[Issue]:
    """The draft explains something in brackets that the source does not bracket."""
    draft = draft_of(unit)
    if _SOURCE_BRACKETS.search(source_of(context)) or context.target.locale.is_chinese:
        return
    for term in (m.term for m in context.matches):  # a glossary may gloss: "hanfu (traditional dress)"; a title writes it in capitals
        for rendering in (term.target, *term.accepted):
            draft = re.sub(re.escape(rendering), " ", draft, flags=re.IGNORECASE) if "(" in rendering else draft
            for gloss in _BRACKETED.findall(rendering):
                draft = re.sub(rf"\(\s?{re.escape(gloss)}s?\s?\)", " ", draft, flags=re.IGNORECASE)
    for found in _BRACKETED.finditer(draft):
        words = len(found[1].split())
        if words >= 2:
            severity = Severity.MAJOR if words >= 4 else Severity.MINOR
            yield Issue("explained", Category.ACCURACY, severity, f"An explanation was added: {found[0][:80]!r}", target_span=found[0])


def _wrapped(text: str) -> str:
    """The text inside quotation marks that stand around all of it, "" where there are none."""
    for opening, closing in _QUOTES:
        inner = text[len(opening) : -len(closing)]
        if (
            len(text) > len(opening) + len(closing)
            and text.startswith(opening)
            and text.endswith(closing)
            and opening not in inner
            and closing not in inner
        ):
            return inner.strip()
    return ""


def strip_chatter(text: str, source: str = "") -> Adapted:
    """Take off a draft what a model put around the translation. `source` tells what may stay: its lines, quotation marks and notes.

    >>> strip_chatter('Sure! Here is the translation:\\n\\n"Herbal foot soak"').text
    'Herbal foot soak'
    >>> strip_chatter("Note: wash by hand", source="注意：手洗").text
    'Note: wash by hand'
    """
    steps: list[Step] = []
    for _ in range(4):  # a label may stand inside quotation marks and the other way round
        before = text
        for rule, change in (("label", _no_label), ("fence", _no_fence), ("lines", _one_paragraph), ("note", _no_note), ("quotes", _no_quotes)):
            after = change(text, source)
            if after != text and after:
                steps.append(Step(f"chatter.{rule}", text[:500], after[:500]))
                text = after
        if text == before:
            break
    return Adapted(text, tuple(steps))


def _no_label(text: str, source: str) -> str:
    if re.search("翻译|译文|translat", source, re.IGNORECASE):
        return text
    return _LEAD.sub("", _AFFIRMATION.sub("", text, count=1), count=1)


def _no_fence(text: str, source: str) -> str:
    return text if "```" in source else re.sub(r"^\s*```\w{0,12}\n?|\n?```\s*$", "", text)


def _one_paragraph(text: str, source: str) -> str:
    if "\n" in source.strip():
        return text.strip()
    first = re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0]
    kept: list[str] = []
    for line in first.splitlines():
        if kept and _NOTE.match(line) and not _SOURCE_NOTE.search(source):
            break
        kept.append(line.strip())
    return " ".join(line for line in kept if line)


def _no_note(text: str, source: str) -> str:
    if _SOURCE_NOTE.search(source):
        return text
    return re.sub(r"(?<=[.!?\"”])\s*[(\[](?:note|translator'?s note|explanation)\s?:[^()\[\]]{0,400}[)\]]\s*$", "", text, flags=re.IGNORECASE)


def _no_quotes(text: str, source: str) -> str:
    if _QUOTING.match(source.strip()):
        return text
    return _wrapped(text.strip()) or text
