"""requirements.lock: every package by hash, no address, no CUDA, and everything that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)[^\n]*\\\n(?P<hashes>(?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)", re.MULTILINE)


def _locked() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in ENTRY.finditer(LOCK):
        found.setdefault(match["name"], set()).add(match["version"])
    return found


def test_every_line_belongs_to_a_package_with_hashes() -> None:
    rest = ENTRY.sub("", LOCK)
    assert [line for line in rest.splitlines() if line and not line.startswith("#")] == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = _locked()
    for text in (*project["dependencies"], *project["optional-dependencies"]["test"], *project["optional-dependencies"]["postgres"]):
        wanted = Requirement(text)
        versions = locked[canonicalize_name(wanted.name)]
        assert all(version in wanted.specifier for version in versions), text


def test_the_lock_names_neither_cuda_packages_nor_addresses() -> None:
    assert not [name for name in _locked() if name.startswith(("nvidia", "cuda", "triton"))]
    assert "://" not in LOCK
    assert not re.search(r"^\s*--(index|extra-index|find-links|trusted)", LOCK, re.MULTILINE)
