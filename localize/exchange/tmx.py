"""Read and write a memory as TMX 1.4b. Our target (US/en-US/general) stands in a prop, for a language alone does not say whom a text was for.

What is read is text that somebody once wrote, and no more: that a file calls it approved does not make it so here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.errors import GlossaryError
from localize.exchange.files import MOST_ENTRIES, MOST_WRONG
from localize.exchange.hardened import LANGUAGE, elements, name, root_name, text
from localize.exchange.line import Fault
from localize.exchange.tbx import SOURCE, is_source, usual
from localize.memory import Entry

TARGET, STATUS = "x-chuhai-target", "x-chuhai-status"
LONGEST = 20_000  # characters; a segment is a sentence or a line
_CODES = ("bpt", "ept", "it", "ph", "ut")  # hold codes of the program the text came from, which are no text


@dataclass(frozen=True)
class Pair:
    """A Chinese text and what it became. `target` is None where the file does not say whom it was for, only in which language it is."""

    entry: Entry
    locale: Locale
    target: Target | None
    place: str


def as_tmx(memory: Iterable[tuple[Target, Iterable[Entry]]]) -> bytes:
    """The approved texts of each target, sorted: the same memory gives the same bytes."""
    out = io.BytesIO()
    header = {
        "creationtool": "chuhai", "creationtoolversion": "1", "segtype": "sentence", "o-tmf": "chuhai", "adminlang": "en", "srclang": str(SOURCE),
        "datatype": "plaintext",
    }  # fmt: skip
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("tmx", {"version": "1.4"}):
            file.write(etree.Element("header", header), pretty_print=True)
            with file.element("body"):
                for target, entries in sorted(memory, key=lambda each: str(each[0])):
                    for entry in sorted(entries, key=lambda each: (each.source, each.text)):
                        file.write(_unit(target, entry), pretty_print=True)
    return out.getvalue() + b"\n"


def _unit(target: Target, entry: Entry) -> Any:
    unit = etree.Element("tu")
    try:
        for kind, words in ((TARGET, str(target)), (STATUS, "approved")):
            etree.SubElement(unit, "prop", {"type": kind}).text = words
        for locale, words in ((SOURCE, entry.source), (target.locale, entry.text)):
            etree.SubElement(etree.SubElement(unit, "tuv", {LANGUAGE: str(locale)}), "seg").text = words
    except ValueError as error:  # lxml, for control characters
        problem = f"{target}: {entry.source[:40]!r} or its text holds a character that XML has no place for."
        raise GlossaryError(problem, next_step="Reject the variant it came from and approve it without that character.") from error
    return unit


def read_tmx(path: Path) -> tuple[tuple[Pair, ...], tuple[Fault, ...]]:
    """The pairs of a file and what could not be read. Raises GlossaryError for what is no TMX, or is too much of one."""
    root = root_name(path)
    if root != "tmx":
        raise GlossaryError(f"{path} is no TMX: it begins with <{root[:40]}>.", next_step="A TMX begins with <tmx>.")
    pairs: list[Pair] = []
    faults: list[Fault] = []
    for unit in elements(path, ("tu",)):
        for found in _pairs(str(path), unit):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                pairs.append(found)
        if len(pairs) > MOST_ENTRIES or len(faults) > MOST_WRONG:
            raise GlossaryError(f"{path} has more than {MOST_ENTRIES} texts or {MOST_WRONG} faults.", next_step="Split the file into several.")
    return tuple(pairs), tuple(faults)


def _pairs(file: str, unit: Any) -> Iterator[Pair | Fault]:
    """A pair for each text of a unit that is not the Chinese one."""
    place = f"line {unit.sourceline}"
    texts = [(usual(each.get(LANGUAGE) or each.get("lang") or ""), _segment(each).strip()) for each in unit if name(each) == "tuv"]
    source = next((words for tag, words in texts if words and is_source(tag)), "")
    if not source:
        yield Fault(file, place, "", "the unit has no text in Simplified Chinese.", "Give it a tuv with xml:lang zh-Hans or zh-CN.")
        return
    target = _target(unit)
    if isinstance(target, str):
        yield Fault(file, place, TARGET, f"{target[:60]!r} is not a target.", "Write it like US/en-US/general.")
        return
    for tag, words in texts:
        if is_source(tag) or not words:
            continue
        if max(len(words), len(source)) > LONGEST:
            yield Fault(file, place, "", f"a text has more than {LONGEST} characters.", "Split it into sentences.")
            continue
        try:
            yield Pair(Entry(source, words), Locale.parse(tag), target, place)
        except ValueError:
            yield Fault(file, place, "", f"{tag[:40]!r} is not a language tag.", "Write it like en-US or zh-Hant-HK.")


def _target(unit: Any) -> Target | str | None:
    """The unit's own target; the text as it stands where that is none; None where the unit does not say."""
    said = next((text(node).strip() for node in unit if name(node) == "prop" and node.get("type") == TARGET), "")
    try:
        return Target.parse(said) if said else None
    except ValueError:
        return said


def _segment(variant: Any) -> str:
    return next((_words(node) for node in variant if name(node) == "seg"), "")


def _words(node: Any) -> str:
    """The text of a segment without the codes in it."""
    inner = (("" if name(child) in _CODES else _words(child)) + (child.tail or "") for child in node)
    return (node.text or "") + "".join(inner)
