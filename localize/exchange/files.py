"""What every reader and writer of a file of somebody's does first and last: bound what comes in, put the whole file in place at once."""

from __future__ import annotations

import os
from pathlib import Path

from localize.errors import GlossaryError

LARGEST = 128 * 2**20  # bytes; 50,000 entries are 10 MiB as CSV and 70 MiB as TBX. It also bounds the memory that reading takes
MOST_ENTRIES = 100_000
MOST_WRONG = 10_000  # wrong rows; a file with more is no table of terms, and nobody reads such a list


def bounded(path: Path) -> Path:
    """The path, if it is a file of a size that can be read. Raises GlossaryError otherwise."""
    if not path.is_file():
        raise GlossaryError(f"{path} is not a file.", next_step="Write the path of a file.")
    size = path.stat().st_size
    if size > LARGEST:
        raise GlossaryError(
            f"{path} has {size / 2**20:.0f} MiB; at most {LARGEST // 2**20} MiB are read at once.", next_step="Split the file into several."
        )
    return path


def put(path: Path, content: bytes) -> Path:
    """Write the file whole: until it is complete the old one stays. Raises GlossaryError where it cannot be written."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise GlossaryError(f"{path} cannot be written: {error.strerror}.", next_step="Check the folder's permissions and the disk.") from error
    return path
