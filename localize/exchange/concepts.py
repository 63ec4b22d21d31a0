"""Read and write the concept cards as one CSV file a domain: glossaries/concepts/<domain>.csv, one row a card, evidence joined with "|".

Reading and writing the same cards gives the same bytes. What a card may hold is decided in domain.concept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from localize.domain.concept import Concept, faults
from localize.errors import GlossaryError
from localize.exchange import cells
from localize.exchange.csvfile import read_rows, table
from localize.exchange.files import put
from localize.exchange.line import Line, joined

COLUMNS = ("concept", "definition", "picture", "review_by", "evidence")


class _CardRow(Line):
    """A row of the cards."""

    def day(self, column: str) -> date | None:
        value = self.text(column)
        try:
            return read_day(value)
        except ValueError as error:
            self.wrong(column, f"{error}.", "Write it as 2027-06-30, or leave it empty.")
            return None

    def card(self) -> Concept:
        """The card. Raises GlossaryError for the first thing that is wrong."""
        self.refuse()
        card = Concept(self.text("concept"), self.text("definition"), self.text("picture"), self.day("review_by"), self.items("evidence"))
        for fault in faults(card):
            self.wrong(fault.field, f"{fault.problem}.", fault.remedy)
        if card.domain != Path(self.file).stem:
            self.wrong("concept", f"{card.concept!r} stands in the file of {Path(self.file).stem!r}.", f"Move the row to {card.domain}.csv.")
        self.refuse()
        return card


def read_day(text: str) -> date | None:
    """A day as 2027-06-30, None for "". Raises ValueError for any other form.

    >>> read_day("2027-06-30"), read_day("")
    (datetime.date(2027, 6, 30), None)
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # fromisoformat also reads 20270630 and 2027-W26-3
        raise ValueError(f"{text[:40]!r} is not a day")
    return day


def read_concepts(folder: Path) -> tuple[Concept, ...]:
    """All cards of all CSV files of `folder`, none where there is no such folder. Raises GlossaryError for the first thing that is wrong."""
    seen: dict[str, str] = {}
    cards: list[Concept] = []
    for path in sorted(folder.glob("*.csv")):
        for row in read_rows(path, COLUMNS, _CardRow):
            card = row.card()
            if card.concept in seen:
                row.wrong("concept", f"{card.concept} stands already at {seen[card.concept]}.", "Keep one row for a concept.")
                row.refuse()
            seen[card.concept] = f"{path.name}:{row.place.removeprefix('line ')}"
            cards.append(card)
    return tuple(cards)


def write_concepts(cards: Iterable[Concept], folder: Path) -> tuple[Path, ...]:
    """Write one file a domain, sorted by concept. Files of domains that have no card are left alone. Raises GlossaryError for a faulty card."""
    domains: dict[str, list[Concept]] = {}
    for card in cards:
        for fault in faults(card):
            raise GlossaryError(f"{fault.field} of the card {card.concept[:60]}: {fault.problem}.", next_step=fault.remedy)
        domains.setdefault(card.domain, []).append(card)
    written = []
    for domain, held in sorted(domains.items()):
        rows = (_cells(card) for card in sorted(held, key=lambda c: c.concept))
        written.append(put(folder / f"{domain}.csv", table(COLUMNS, rows)))
    return tuple(written)


def _cells(card: Concept) -> tuple[str, ...]:
    day = card.review_by.isoformat() if card.review_by else ""
    texts = (card.concept, card.definition, card.picture, day, joined(card.evidence, "evidence", card.concept))
    return tuple(cells.written(text) for text in texts)
