"""`localize channels`, and preview and emit with --channel. Output is asked for meaning, not for layout."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize.cli import app
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.variant import Variant
from localize.review import approve
from localize.store.repository import Store

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Result]
LISTING, US = "listing:n0001", "US/en-US/general"
SOAK = "Safflower, Poria and Mugwort Herbal Foot Soak, 30 Individually Wrapped Sachets, Gift for [red]Mom\x1b[2J"


@pytest.fixture
def run(filled_store: Store, tmp_path: Path, make_variant: Callable[..., Variant]) -> Run:
    """The commands over a store with one approved listing."""
    filled_store.save_records([Record("n0001", Kind.LISTING, (Field("title", Role.TITLE, "艾草泡脚包"),))], 1)
    filled_store.save_variants(1, [make_variant(record=LISTING, title=SOAK)])
    approve(filled_store, LISTING, US, "lin")
    environment = {"CHUHAI_HOME": str(ROOT), "CHUHAI_STORE": filled_store.address, "CHUHAI_OUT": str(tmp_path / "out"), "COLUMNS": "160"}
    return lambda *words: CliRunner().invoke(app, list(words), env=environment)


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_the_list_has_every_channel_its_title_and_where_it_is_sold_on(run: Run) -> None:
    text = said(run("channels", "list"))
    for words in ("amazon web at most 75 characters", "rednote", "at most 20 weighted characters", "US", "tiktok_shop"):
        assert words in text


def test_a_limit_is_shown_with_its_source_and_grade(run: Run) -> None:
    text = said(run("channels", "show", "TikTok_Shop"))
    assert "title in US, GB.min 1 interface no product interface 202309: title" in text
    assert "takes de en es" in said(run("channels", "show", "etsy"))
    assert "no limits" in said(run("channels", "show", "web"))


def test_an_unknown_channel_is_one_sentence_with_the_next_step(run: Run) -> None:
    for words in (("channels", "show", "ebay"), ("emit", "--channel", "ebay"), ("preview", LISTING, "--channel", "ebay")):
        text = said(run(*words), 2)
        assert "There is no channel 'ebay'. Next step: Choose from: amazon, etsy" in text and "Traceback" not in text


def test_preview_shows_length_limit_and_what_was_dropped(run: Run) -> None:
    result = run("preview", LISTING, "--target", "US", "--channel", "amazon")
    text = said(result)
    assert "on Amazon" in text and "45 at most 75 characters Safflower, Poria and Mugwort Herbal Foot Soak" in text
    assert "dropped title: fit.keywords dropped “, 30 Individually Wrapped Sachets”" in text
    assert "does not fit bullets has 1 of at least 3 texts" in text
    assert "\x1b" not in result.output


def test_emit_writes_the_fitted_texts_and_says_what_a_person_must_reword(run: Run, tmp_path: Path) -> None:
    text = said(run("emit", "--channel", "amazon", "--region", "US"), 4)
    assert "1 variants written" in text and "1 of them do not fit amazon" in text
    (line,) = (tmp_path / "out" / "emit" / "US.amazon.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["parts"]["title"] == "Safflower, Poria and Mugwort Herbal Foot Soak"
    assert said(run("emit", "--channel", "shopify")).startswith("1 variants written")
    assert "Those that do: " in said(run("emit", "--channel", "lazada"), 2)


def test_emit_without_a_channel_writes_the_whole_text(run: Run, tmp_path: Path) -> None:
    said(run("emit"))
    assert "Gift for" in (tmp_path / "out" / "emit" / "US.jsonl").read_text(encoding="utf-8")
