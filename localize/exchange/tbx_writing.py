"""Write terms as TBX version 3, dialect TBX-Basic, style DCA (ISO 30042:2019). What TBX-Basic has no category for stands in notes.

A concept is a conceptEntry, a locale a langSec. The Chinese words stand in the langSec zh-Hans. Of each entry the target is the preferred
term, the accepted renderings are admitted, the forbidden ones deprecated; each carries its audience in a note, the first all the rest.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from lxml import etree

from localize.domain.term import Term
from localize.errors import GlossaryError
from localize.exchange.hardened import LANGUAGE
from localize.exchange.rows import order
from localize.exchange.tbx import ADMITTED, DEPRECATED, OURS, PREFERRED, SOURCE

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_XML = "http://www.w3.org/XML/1998/namespace"  # lxml's incremental writer does not know that this prefix is always there
_ABOUT = "Terms of Chuhai. Notes that begin with chuhai: hold what TBX-Basic has no category for; docs/glossary.md lists them."


def as_tbx(terms: Iterable[Term]) -> bytes:
    """The entries as one file, sorted: the same entries give the same bytes. Raises GlossaryError for one that XML cannot hold."""
    out = io.BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        root = {"style": "dca", "type": "TBX-Basic", LANGUAGE: str(SOURCE)}
        with file.element(_tag("tbx"), root, nsmap={None: NAMESPACE, "xml": _XML}):
            file.write(_header(), pretty_print=True)
            with file.element(_tag("text")), file.element(_tag("body")):
                for concept, entries in groupby(sorted(terms, key=order), key=lambda term: term.concept):
                    file.write(_concept(concept, list(entries)), pretty_print=True)
    return out.getvalue() + b"\n"


def _concept(name: str, entries: Sequence[Term]) -> Any:
    concept = etree.Element(_tag("conceptEntry"), {"id": name}, nsmap={None: NAMESPACE})
    first = entries[0]
    try:
        _add(concept, "descrip", first.domain, type="subjectField")
        sections = {str(SOURCE): _language(concept, str(SOURCE))}
        for number, source in enumerate((first.source, *first.source_variants)):
            _word(sections[str(SOURCE)], source, ADMITTED if number else PREFERRED, ())
        for entry in entries:
            tag = str(entry.locale)
            section = sections[tag] if tag in sections else sections.setdefault(tag, _language(concept, tag))
            notes = [*_notes(entry, first)]
            for number, (rendering, standing) in enumerate(_renderings(entry)):
                _word(section, rendering, standing, (f"audience={entry.audience}", *(() if number else notes)))
    except ValueError as error:  # lxml, for control characters
        raise GlossaryError(f"{name} holds a character that XML has no place for.", next_step="Edit the entry and take it out.") from error
    return concept


def has_place(entry: Term) -> bool:
    """Whether a TBX can hold the entry: one that waits for its target and says nothing else has no term to stand there."""
    return bool(entry.target or entry.accepted or entry.forbidden)


def _renderings(entry: Term) -> Sequence[tuple[str, str]]:
    if not has_place(entry):
        raise GlossaryError(
            f"{entry.key} has no rendering at all and no place in a TBX.", next_step="Edit it: give it a target, or something to forbid."
        )
    words = [(entry.target, PREFERRED)] if entry.target else []
    return [*words, *((word, ADMITTED) for word in entry.accepted), *((word, DEPRECATED) for word in entry.forbidden)]


def _notes(entry: Term, first: Term) -> Iterator[str]:
    """What the terms themselves do not say. The Chinese words only where they differ from those of the concept's first entry."""
    yield f"demand={entry.demand}"
    yield f"status={entry.status}"
    yield f"revision={entry.revision}"
    for name, value in (("risk", entry.risk), ("note", entry.note)):
        if value:
            yield f"{name}={value}"
    for name, items in (("needs", entry.needs), ("excludes", entry.excludes)):
        yield from (f"{name}={item}" for item in items)
    if (entry.source, entry.source_variants) != (first.source, first.source_variants):
        yield f"source={entry.source}"
        yield from (f"source_variants={item}" for item in entry.source_variants)


def _language(concept: Any, tag: str) -> Any:
    return etree.SubElement(concept, _tag("langSec"), {LANGUAGE: tag})


def _word(section: Any, word: str, standing: str, notes: Iterable[str]) -> None:
    node = etree.SubElement(section, _tag("termSec"))
    _add(node, "term", word)
    _add(node, "termNote", standing, type="administrativeStatus")
    for note in notes:
        _add(node, "note", OURS + note)


def _header() -> Any:
    header = etree.Element(_tag("tbxHeader"), nsmap={None: NAMESPACE})
    source = etree.SubElement(etree.SubElement(header, _tag("fileDesc")), _tag("sourceDesc"))
    _add(source, "p", _ABOUT)
    return header


def _add(parent: Any, name: str, words: str, **attributes: str) -> None:
    etree.SubElement(parent, _tag(name), attributes).text = words


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
