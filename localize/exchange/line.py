"""One row of any table while it is read: the cells as they stand in the file, and everything that is found wrong in them, with its place.

Nothing is repaired except spaces around a value. What the columns mean is in exchange.rows for terms and in exchange.concepts for cards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from localize.errors import GlossaryError
from localize.exchange import cells

LONGEST_CELL = 1_000  # the longest list of the shipped tables is under 400; a cell beyond this is a slipped quote

# What XML and PostgreSQL cannot hold would come back from them as something else.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of a file: "line 3" or "row 3", the column ("" for the whole row), and what would be right."""

    file: str
    place: str
    column: str
    problem: str
    next_step: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, {self.place}{column}: {self.problem}"

    def error(self) -> GlossaryError:
        return GlossaryError(str(self), next_step=self.next_step)


@dataclass
class Line:
    """The cells of one row by column. It is read with `text` and `items`; what is wrong collects in `faults`."""

    file: str
    place: str
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, problem: str, next_step: str) -> None:
        self.faults.append(Fault(self.file, self.place, column, problem, next_step))

    def refuse(self) -> None:
        """Raise GlossaryError for the first thing that is wrong, if anything is."""
        for fault in self.faults:
            raise fault.error()

    def text(self, column: str) -> str:
        value = cells.read(self.cells[column])
        if value is None:
            self.wrong(column, f"{self.cells[column][:40]!r} begins like a formula.", "Write an apostrophe before it if it is meant as text.")
            return ""
        value = value.strip()
        if len(value) > LONGEST_CELL:
            self.wrong(
                column, f"{len(value)} characters are too many.", f"Keep it under {LONGEST_CELL}; look for a quotation mark that is not closed."
            )
        if _UNSTORABLE.search(value):
            self.wrong(column, f"{value[:40]!r} holds a control character.", "Write the cell anew by hand.")
        return value

    def items(self, column: str) -> tuple[str, ...]:
        value = self.text(column)
        if not value:
            return ()
        items = tuple(item.strip() for item in value.split("|"))
        if "" in items or len(set(items)) != len(items):
            self.wrong(column, f"{value[:80]!r} has an empty or a repeated item.", 'Join different items with one "|" each.')
        return items


def joined(items: Sequence[str], column: str, whose: str) -> str:
    """A list as the text of one cell. Raises GlossaryError for an item that could not be read back."""
    if any("|" in item for item in items):
        raise GlossaryError(f'{column} of {whose} holds a "|", which joins items.', next_step="Write the item without it.")
    return "|".join(items)
