"""Read records from JSONL files, line by line. What a line means is decided in sources.shapes; this room is about files, lines and bytes.

A bad line does not end the stream: its `BadRecord` is yielded as a value among the records, so the caller quarantines it and goes on.
Only what concerns a whole file (it is not there, it cannot be opened) is raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NoReturn

from localize.domain.record import Record
from localize.errors import BadRecord, SettingsError, SourceUnavailable
from localize.sources import shapes
from localize.sources.nodes import bad

MAX_LINE = 2_000_000  # bytes; real rows have a few kilobytes
MAX_RAW = 4096  # bytes of a bad line that are kept for the person who repairs it
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

# The raw text of a bad line is kept, the people in it are not. Every pattern is possessive or stops at one character: linear in the line.
_PERSONAL = re.compile(
    r'("(?:nick_?[nN]ame|user_?[iI]d|avatar|ip_?[lL]ocation|creator_hash|xsec_?[tT]oken)"\s{0,9}:\s{0,9})(?:"(?:[^"\\]|\\.)*+"?|-?\d+)'
)
_MENTIONED = re.compile(r'("at_?[uU]ser_?[lL]ist"\s{0,9}:\s{0,9})\[[^\]]*\]?')


class FileSource:
    """Records of one JSONL file, of several, or of all `*.jsonl` files of a folder."""

    def __init__(self, paths: str | Path | Iterable[str | Path]) -> None:
        given = [paths] if isinstance(paths, str | Path) else list(paths)
        self.paths = tuple(Path(path) for path in given)

    def fetch(self, since: datetime | None = None) -> Iterator[Record | BadRecord]:
        """All records in the order of the files. With `since`, those last changed before it are left out; undated ones never are.

        The same id twice: the first stays; an equal copy is passed over, a different one is a `BadRecord` that names both lines.
        """
        files = tuple(found for path in self.paths for found in _files(path))
        earliest = None if since is None else int((since if since.tzinfo else since.replace(tzinfo=UTC)).timestamp() * 1000)
        return _stream(files, earliest)


def _files(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        return tuple(sorted(path.glob("*.jsonl")))
    if not path.is_file():
        raise SettingsError(f"There is no file {path}.", next_step="Name a JSONL file or a folder that holds some.")
    return (path,)


def _stream(files: Iterable[Path], earliest: int | None) -> Iterator[Record | BadRecord]:
    seen: dict[str, tuple[str, str]] = {}
    for path in files:
        try:
            with path.open("rb") as handle:
                for number, line in enumerate(_lines(handle), start=1):
                    yield from _results(line, f"{path.as_posix()}:{number}", earliest, seen)
        except OSError as error:
            raise SourceUnavailable(
                f"{path} cannot be read: {error.strerror}.", next_step="Check the file and its rights, then run again."
            ) from error


def _lines(handle: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning, one byte over the limit."""
    while line := handle.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = handle.readline(MAX_LINE + 1)
        yield line.rstrip(b"\r\n") if len(line) <= MAX_LINE else line


def _results(line: bytes, where: str, earliest: int | None, seen: dict[str, tuple[str, str]]) -> Iterator[Record | BadRecord]:
    """What one line gives: nothing, a record or a bad record."""
    line = line.removeprefix(_BOM)
    if not line.strip():
        return
    try:
        value = _parsed(line, where)
        record = shapes.read(value, where)
        if _is_first(record, seen):
            changed = shapes.changed_at(value, where)
            if earliest is None or changed is None or changed >= earliest:
                yield record
    except BadRecord as error:
        error.raw = _kept(line)
        yield error.with_traceback(None)  # a value from here on: it must not keep the frames, and with them the line, alive


def _is_first(record: Record, seen: dict[str, tuple[str, str]]) -> bool:
    """Whether this id has not been read before. Raises `BadRecord` when it has, with another content."""
    if record.key not in seen:
        seen[record.key] = (record.fingerprint, record.where)
        return True
    fingerprint, where = seen[record.key]
    if fingerprint == record.fingerprint:
        return False
    wrong = f"the {record.kind} {record.id} stands at {where} already, with another content; the first one is used"
    raise bad(record.where, "id", wrong, f"Keep one of {where} and {record.where}.")


def _parsed(line: bytes, where: str) -> object:
    if len(line) > MAX_LINE:
        raise bad(where, "", f"the line is longer than {MAX_LINE} bytes", "Write one record a line; leave images and videos out.")
    if b"\0" in line or line.startswith(_UTF16):
        raise bad(where, "", "NUL bytes or a UTF-16 mark: this is not UTF-8 text", "Save the file as UTF-8.")
    try:
        return json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        guess = "it reads as GB18030" if _is_gb18030(line) else f"byte {error.start + 1} is wrong"
        raise bad(where, "", f"the line is not UTF-8 ({guess})", "Save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        wrong = f"this is not JSON (character {error.pos + 1}: {error.msg.lower().removesuffix(' starting at')})"
        raise bad(where, "", wrong, "Repair the line; write null for an undefined value.") from None
    except RecursionError:
        raise bad(where, "", "lists or objects are nested too deeply", "Export the record again without nesting.") from None
    except ValueError:
        raise bad(where, "", "a number is not finite or has too many digits", "Write numbers as plain JSON numbers.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _is_gb18030(line: bytes) -> bool:
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _kept(line: bytes) -> str:
    """The beginning of a bad line, without the people in it."""
    text = line[: 2 * MAX_RAW].decode("utf-8", errors="replace").replace("\0", "\ufffd")
    text = _MENTIONED.sub(r"\1[]", _PERSONAL.sub(r'\1""', text))
    return text.encode()[:MAX_RAW].decode(errors="ignore")
