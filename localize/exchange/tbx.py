"""Read terms from TBX: version 2 (martif, ISO 30042:2008) and version 3 (ISO 30042:2019, in the styles DCA and DCT).

A file that tbx_writing wrote gives the entries that it was written from. Any other file gives proposals with what can be known: the words,
which of them are preferred or deprecated, definitions and notes as a note. Every entry is a Row and meets the same checks as a table's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localize.domain.locale import Locale
from localize.errors import GlossaryError
from localize.exchange.cells import written
from localize.exchange.hardened import LANGUAGE, elements, name, root_name, text
from localize.exchange.line import LONGEST_CELL
from localize.exchange.rows import COLUMNS, LISTS, Row

OURS = "chuhai:"  # begins the notes that hold what TBX-Basic has no category for: <note>chuhai:demand=required</note>
SOURCE = Locale("zh", "Hans")
PREFERRED, ADMITTED, DEPRECATED = "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"

_WRONG = ("deprecated", "superseded", "forbidden", "obsolete")
_TRADITIONAL = ("TW", "HK", "MO")
_REMARKS = ("definition", "note")


@dataclass(frozen=True)
class Word:
    """One term of a concept: its language as written, its standing, our own notes by name, and other people's remarks."""

    language: str
    text: str
    standing: str  # PREFERRED, ADMITTED, DEPRECATED, or "" where the file does not say
    ours: Mapping[str, Sequence[str]]
    remarks: Sequence[str]


def rows(path: Path, domain: str = "") -> Iterator[Row]:
    """The entries of a file, one row for a concept, locale and audience. `domain` is where foreign concepts belong that name no subject.

    Raises GlossaryError for what is no TBX.
    """
    root = root_name(path)
    if root not in ("tbx", "martif"):
        raise GlossaryError(f"{path} is no TBX: it begins with <{root[:40]}>.", next_step="A TBX begins with <tbx> or <martif>.")
    for concept in elements(path, ("conceptEntry", "termEntry")):
        words = list(_words(concept))
        place = f"line {concept.sourceline}"
        if any("audience" in word.ours for word in words):
            yield from _own(str(path), place, concept.get("id", ""), words)
        else:
            yield from _foreign(str(path), place, _foreign_name(concept, domain, words), words, _remarks(concept, deep=False))


def _words(concept: Any) -> Iterator[Word]:
    for language in concept.iter():
        if name(language) not in ("langSec", "langSet"):
            continue
        tag = language.get(LANGUAGE) or language.get("lang") or ""
        for section in language.iter():
            if name(section) in ("termSec", "tig", "ntig"):
                term = next((node for node in section.iter() if name(node) == "term"), None)
                if term is not None and text(term).strip():
                    yield Word(tag, text(term).strip(), _standing(section), _ours(section), _remarks(section))


def _category(node: Any) -> str:
    """The data category of an element: its type in the style DCA, its own name in DCT."""
    return str(node.get("type") or name(node))


def _standing(section: Any) -> str:
    said = next((text(node).strip().lower() for node in section.iter() if _category(node) == "administrativeStatus"), "")
    if said.startswith(_WRONG):
        return DEPRECATED
    return PREFERRED if said.startswith("preferred") else ADMITTED if said else ""


def _notes(section: Any) -> Iterator[str]:
    return (text(node) for node in section.iter() if name(node) == "note")


def _ours(section: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in _notes(section):
        if note.startswith(OURS):
            key, _, value = note.removeprefix(OURS).partition("=")
            found.setdefault(key, []).append(value)
    return found


def _remarks(section: Any, *, deep: bool = True) -> list[str]:
    """Definitions and notes that are not ours; with `deep` false only those of the concept as a whole."""
    nodes = section.iter() if deep else (node for child in section if name(child) not in ("langSec", "langSet") for node in child.iter())
    found = (text(node).strip() for node in nodes if _category(node) in _REMARKS or name(node) in _REMARKS)
    return [remark for remark in dict.fromkeys(found) if remark and not remark.startswith(OURS)]


def _own(file: str, place: str, concept: str, words: Sequence[Word]) -> Iterator[Row]:
    """The entries of a concept as they were written."""
    sources = [word.text for word in words if "audience" not in word.ours]
    groups: dict[tuple[str, str], list[Word]] = {}
    for word in words:
        for audience in word.ours.get("audience", ())[:1]:
            groups.setdefault((word.language, audience), []).append(word)
    for (locale, audience), entry in groups.items():
        notes = {key: values for word in entry for key, values in word.ours.items()}
        headword, *variants = [*notes.get("source", ()), *notes.get("source_variants", ())] if "source" in notes else sources or [""]
        values: dict[str, str | Iterable[str]] = {"demand": "preferred", "status": "proposed", "revision": "1"}
        values |= {key: found if key in LISTS else found[0] for key, found in notes.items() if key in COLUMNS}
        values |= {"concept": concept, "domain": concept.partition(".")[0], "locale": locale, "audience": audience}
        yield _row(file, place, values | {"source": headword, "source_variants": variants} | _exact(entry))


def _foreign(file: str, place: str, concept: str, words: Sequence[Word], remarks: Sequence[str]) -> Iterator[Row]:
    """What can be known of a concept of somebody else's: one proposal a language."""
    sources = [word for word in words if is_source(word.language) and word.standing != DEPRECATED]
    first = next((word for word in sources if word.standing == PREFERRED), sources[0] if sources else None)
    if first is None:
        row = Row(file, place, {})
        row.wrong("source", "the concept has no term in Simplified Chinese.", "Give it one in a section with xml:lang zh-Hans.")
        yield row
        return
    others: dict[str, list[Word]] = {}
    for word in words:
        if not is_source(word.language):
            others.setdefault(usual(word.language), []).append(word)
    if not others:
        row = Row(file, place, {})
        row.wrong("target", "the concept has no term in another language.", "Give it one in a section with xml:lang en.")
        yield row
    for locale, entry in others.items():
        renderings = _known(entry)
        note = "; ".join(dict.fromkeys([*remarks, *(remark for word in entry for remark in word.remarks)]))[:LONGEST_CELL]
        values: dict[str, str | Iterable[str]] = {"concept": concept, "domain": concept.partition(".")[0], "locale": locale, "audience": "any"}
        values |= {"demand": "preferred" if renderings["target"] else "forbid", "status": "proposed", "revision": "1", "note": note}
        variants = dict.fromkeys(word.text for word in sources if word.text != first.text)
        yield _row(file, place, values | {"source": first.text, "source_variants": variants} | renderings)


def _exact(entry: Sequence[Word]) -> dict[str, str | Iterable[str]]:
    """The renderings of an entry of ours, whose terms all have a standing."""
    by_standing = {each: [word.text for word in entry if word.standing == each] for each in (PREFERRED, ADMITTED, DEPRECATED)}
    return {"target": "".join(by_standing[PREFERRED][:1]), "accepted": by_standing[ADMITTED], "forbidden": by_standing[DEPRECATED]}


def _known(entry: Sequence[Word]) -> dict[str, str | Iterable[str]]:
    """The renderings of somebody else's concept. A word whose standing is not said is as good as an admitted one; a repeated one counts once."""
    wanted = [word for word in entry if word.standing != DEPRECATED]
    target = next((word.text for word in wanted if word.standing == PREFERRED), wanted[0].text if wanted else "")
    accepted = dict.fromkeys(word.text for word in wanted if word.text != target)
    return {"target": target, "accepted": accepted, "forbidden": dict.fromkeys(word.text for word in entry if word.standing == DEPRECATED)}


def _row(file: str, place: str, values: Mapping[str, str | Iterable[str]]) -> Row:
    cells: dict[str, str] = dict.fromkeys(COLUMNS, "")
    row = Row(file, place, cells)
    for column, value in values.items():
        items = [value] if isinstance(value, str) else list(value)
        if column in LISTS and any("|" in item for item in items):
            row.wrong(column, 'an item holds a "|", which joins items in tables.', "Write the term without it.")
        cells[column] = written("|".join(items))
    return row


def _foreign_name(concept: Any, domain: str, words: Sequence[Word]) -> str:
    """A name in our form: the subject, or `domain`, and the concept's id or else its first word in Latin letters."""
    subject = next((text(node) for node in concept.iter() if _category(node) == "subjectField"), "")
    names = (concept.get("id", ""), *(word.text for word in words if word.text.isascii()), f"line-{concept.sourceline}")
    return f"{domain or _slug(subject) or 'imported'}.{next(slug for each in names if (slug := _slug(each)))}"


def _slug(words: str) -> str:
    return re.sub("[^a-z0-9]+", "-", words[:60].lower()).strip("-")


def is_source(tag: str) -> bool:
    """Whether the tag is one of Simplified Chinese: zh, zh-CN, zh-Hans-SG."""
    subtags = usual(tag).split("-")
    return subtags[0] == "zh" and "Hant" not in subtags


def usual(tag: str) -> str:
    """A language tag in the form of our tables, where it can be read: zh_TW is zh-Hant-TW."""
    try:
        locale = Locale.parse(tag)
    except ValueError:
        return tag
    if locale.is_chinese and not locale.script and locale.region in _TRADITIONAL:
        locale = Locale("zh", "Hant", locale.region)
    return str(locale)
