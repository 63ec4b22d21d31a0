"""The repository's own glossary: what is tested is what is shipped."""

from pathlib import Path

import pytest

from localize.domain.term import Term
from localize.exchange.tables import read_terms
from localize.termbase.match import TermIndex

GLOSSARY = Path(__file__).parents[2] / "glossaries" / "terms"


@pytest.fixture(scope="session")
def shipped() -> tuple[Term, ...]:
    return read_terms(GLOSSARY)


@pytest.fixture(scope="session")
def index(shipped: tuple[Term, ...]) -> TermIndex:
    return TermIndex(shipped)
