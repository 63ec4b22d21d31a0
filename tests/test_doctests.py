"""The examples in docstrings are tests: they show what a function gives, so they have to be right."""

import doctest
import importlib
import pkgutil

import pytest

import localize

MODULES = sorted(m.name for m in pkgutil.walk_packages(localize.__path__, "localize.") if ".migrations" not in m.name)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [t for name in MODULES for t in finder.find(importlib.import_module(name)) if t.examples]
    assert len(found) >= 30
