"""A file is put in place whole or not at all: what a full disk leaves of a table that was there is the table that was there."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from localize.domain.concept import Concept
from localize.domain.locale import Locale
from localize.domain.term import Audience, Term
from localize.errors import GlossaryError
from localize.exchange.concepts import write_concepts
from localize.exchange.tables import write_terms

TERM = Term("tea.cha-ju", "tea", "茶具", Locale("en"), Audience.ANY, "tea set")
WRITERS = [
    lambda folder: write_terms([TERM], folder),
    lambda folder: write_concepts([Concept("tea.cha-ju", "What tea is made with.")], folder),
]


@pytest.mark.parametrize("write", WRITERS, ids=["terms", "cards"])
def test_a_full_disk_leaves_the_old_table(write: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    (table,) = tmp_path.iterdir()
    before = table.read_bytes()

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(GlossaryError, match="cannot be written: No space left on device"):
        write(tmp_path)
    assert [(path, path.read_bytes()) for path in tmp_path.iterdir()] == [(table, before)]
