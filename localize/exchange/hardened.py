"""Read XML that somebody sent: an entry at a time, in bounded memory, with no entities, no network and no document type of its own.

A document type with declarations inside the file is refused before lxml sees the file, for entities are declared nowhere else; one that only
names an external DTD, as TBX and TMX of older programs do, is let through and never fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat  # reads the first lines only, with every declaration refused

from lxml import etree

from localize.errors import GlossaryError
from localize.exchange.files import bounded

MOST_NODES = 20_000  # elements in one entry; a concept in thirty languages has a few hundred
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")  # what both parsers read alike
_CHUNK = 4096


def root_name(path: Path) -> str:
    """The name of an XML file's root element, without a namespace. Raises GlossaryError for a file that declares entities, or is no XML."""
    with bounded(path).open("rb") as stream:
        return refuse_entities(stream, str(path))


def refuse_entities(stream: IO[bytes], where: str) -> str:
    """The name of the stream's root element; what follows is not looked at. Raises GlossaryError naming `where` for declarations, odd encodings and what is no XML."""
    found: list[str] = []

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise GlossaryError(f"{where} is written in {encoding[:40]!r}.", next_step="Save the file in UTF-8.")

    def document_type(_name: str, _system: str | None, _public: str | None, declares: bool) -> None:
        if declares:
            raise GlossaryError(
                f"{where} declares entities or a document type of its own; such files are not read.",
                next_step="Export it again without a DOCTYPE, or delete the [ ... ] of the DOCTYPE.",
            )

    def element(name: str, _attributes: dict[str, str]) -> None:
        found.append(name.rpartition(":")[2])
        parser.StartElementHandler = None

    parser = expat.ParserCreate()
    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = element
    size = _CHUNK
    try:
        while not found:
            chunk = stream.read(size)
            parser.Parse(chunk, not chunk)
            size *= 2  # expat looks at an unfinished comment again from its beginning: growing pieces keep that linear
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two for encodings that Python or expat does not know
        raise _no_xml(where, str(error)) from error
    return found[0]


def elements(path: Path, names: Collection[str]) -> Iterator[Any]:
    """Each element whose name, without a namespace, is one of `names`: whole, in the order of the file, and forgotten when the next is asked for."""
    root_name(path)
    with path.open("rb") as stream:
        try:
            parsed = etree.iterparse(
                stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False, recover=False,
            )  # fmt: skip
            yield from _elements(path, parsed, names)
        except (etree.XMLSyntaxError, LookupError) as error:
            raise _no_xml(str(path), str(error)) from error


def _elements(path: Path, parsed: Any, names: Collection[str]) -> Iterator[Any]:
    inside: Any = None
    nodes = 0
    for event, node in parsed:
        if event == "start":
            nodes += 1
            if inside is None and name(node) in names:
                inside, nodes = node, 0
            elif inside is not None and nodes > MOST_NODES:
                raise GlossaryError(f"{path}, line {inside.sourceline}: an entry has more than {MOST_NODES} elements.", next_step="Split it up.")
        elif inside is None:
            _forget(node)
        elif node is inside:
            unknown = next(node.iter(etree.Entity), None)
            if unknown is not None:
                raise _no_xml(str(path), f"the entity {unknown.name[:40]} in line {node.sourceline} is declared nowhere")
            yield node
            inside = None
            _forget(node)


def name(node: Any) -> str:
    """An element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def text(node: Any) -> str:
    """All the text in an element."""
    return "".join(node.itertext())


def _forget(node: Any) -> None:
    """Give back the memory of an element and of those before it; their parent goes on."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _no_xml(where: str, because: str) -> GlossaryError:
    return GlossaryError(f"{where} cannot be read as XML: {because[:200]}.", next_step="Export the file again, as well-formed XML in UTF-8.")
