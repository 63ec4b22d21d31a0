"""A market that is added by a file alone: the one that docs/regions.md shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from localize.cli import app

ROOT = Path(__file__).parent.parent
SHOWN = re.search(r"```toml\n(code = \"AE\".*?)```", (ROOT / "docs" / "regions.md").read_text(encoding="utf-8"), re.DOTALL)
LISTING = '{"item": {"id": "c1", "name": "佛香 檀香线香 250克", "description": "香味很淡，现价39.9元。"}, "sku": {"id": "c1s", "price": 3990}}\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("glossaries", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    assert SHOWN
    (tmp_path / "glossaries" / "regions" / "AE.toml").write_text(SHOWN[1], encoding="utf-8")
    (tmp_path / "in.jsonl").write_text(LISTING, encoding="utf-8")
    monkeypatch.setenv("CHUHAI_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    return result.output + (result.stderr if result.stderr not in result.output else "")


def test_its_variants_are_made(home: Path) -> None:
    assert "AE" in run("night", str(home / "in.jsonl"), "--engine", "pseudo")
    text = run("preview", "c1s", "--target", "AE")
    assert "AE/en-AE/general" in text and "¥39.9" in text and "250 g" in text and "US$" not in text


def test_it_is_shown_with_what_it_inherits(home: Path) -> None:
    text = run("regions", "show", "AE")
    assert re.search(r"conventions\.currency\s+AED\s+AE\s+yes\s+ISO 4217", text)
    assert re.search(r"claims\.en\.disease\s+block\s+en\s+yes", text)
    assert re.search(r"gate\.release_estimate\s+0\.75\s+all\s+no", text)


def test_a_mistake_in_it_is_named(home: Path) -> None:
    path = home / "glossaries" / "regions" / "AE.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('spelling = "british"', 'measures = "imperial"'), encoding="utf-8")
    text = run("regions", "check")
    assert "AE.toml: conventions.measures is 'imperial'" in text and "'metric', 'us', 'tw', 'hk'" in text


def test_a_whole_and_sound_folder_says_so_and_an_unknown_channel_does_not(home: Path) -> None:
    assert "all of them can be used" in run("regions", "check")
    path = home / "glossaries" / "regions" / "AE.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"shopify"', '"souq"'), encoding="utf-8")
    assert "AE.toml: sells_on is 'souq'" in run("regions", "check")


def test_a_notice_that_nobody_wrote_is_named(home: Path) -> None:
    path = home / "glossaries" / "regions" / "AE.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[notices]\nincense = "smoking-area"\n', encoding="utf-8")
    assert "AE.toml: notices.incense is 'smoking-area'; allowed: burning-safety" in run("regions", "check")


def test_the_page_side_by_side_is_of_these_records_and_leaves_nothing_unexplained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page in docs/ was made with the language model; here the same records go through without one."""
    monkeypatch.setenv("CHUHAI_STORE", f"sqlite:///{tmp_path / 's.db'}")
    said = run("regions", "compare", str(ROOT / "docs" / "side-by-side.jsonl"), "--engine", "pseudo", "--out", str(tmp_path / "page.md"))
    assert "4 records in 21 targets" in said and "differences without a step: 0" in said
    page, made = ((folder / name).read_text(encoding="utf-8") for folder, name in ((ROOT / "docs", "side-by-side.md"), (tmp_path, "page.md")))
    assert page.count("Differences that no step and no term explains: 0.") == made.count("Differences that no step") == 4
    assert re.findall(r"^## .*$", page, re.MULTILINE) == re.findall(r"^## .*$", made, re.MULTILINE)
