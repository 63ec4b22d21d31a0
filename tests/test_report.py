"""The report says what the summary says, on a terminal, as JSON and as a page, and shows hostile text as text."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from rich.console import Console

from localize.domain.issue import Category, Issue, Severity
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.segment import Segment
from localize.domain.term import Outcome, Receipt
from localize.domain.unit import Estimate, Origin, State, Step, Unit
from localize.domain.variant import Decision, Reason, Signature, Variant, Verdict
from localize.report import duration, to_html, to_json, to_terminal
from localize.summary import (
    BlockedRow,
    NoEngineRow,
    NotEligibleRow,
    QuarantineRow,
    RecordCounts,
    Sample,
    SegmentCounts,
    Summary,
    TermCounts,
)

START = datetime(2025, 2, 10, 2, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}[bold]x[/bold]\x1b[31m\u202e"
VOID = {"meta"}


def sample_of(source="祛湿泡脚包,一袋250g", target="Herbal foot soak, 8.8 oz (250 g) a bag"):
    unit = Unit(
        Segment("desc", Role.BODY, 0, source, after="\n"),
        target,
        State.TRANSLATED,
        Origin.ENGINE,
        draft="Herbal foot soak, 250 g a bag",
        after="\n",
        engine="some-model",
        steps=(Step("measures.weight", "250 g", "8.8 oz (250 g)"),),
        receipts=(
            Receipt("tcm.paojiaobao", "泡脚包", "foot soak", "", Outcome.MISSED, "draft", 1),
            Receipt("tcm.qushi", "祛湿", "herbal", "herbal", Outcome.MET, "draft", 1),
        ),
        issues=(Issue("missed_term", Category.TERMINOLOGY, Severity.MAJOR, "a term is missing", advice="Write it"),),
        estimate=Estimate(0.56, ("made by a model: 0.80",)),
    )
    us = Target.parse("US/en-US/general")
    verdict = Verdict(Decision.REVIEW, (Reason("missed_term", "a term is missing", "泡脚包", "Write it"),))
    variant = Variant("note:n1", us, Signature("a", "b", "c", "d", "e", "f"), (unit,), verdict, ("For external use only.",))
    return Sample.of(Record("n1", Kind.NOTE, (Field("title", Role.TITLE, source),)), variant)


EMPTY = Summary("2025-02-10", START, START)
FULL = Summary(
    "2025-02-10",
    START,
    START + timedelta(minutes=4, seconds=12),
    RecordCounts(40, 3, 17, 5, 2),
    {
        "US": {Decision.RELEASE: 50, Decision.REVIEW: 20, Decision.BLOCK: 8},
        "HK": {Decision.RELEASE: 30, Decision.REVIEW: 5},
        "MY": {Decision.NO_ENGINE: 35},
    },
    {"terms": 12, "source": 3},
    SegmentCounts(412, 96, 7),
    TermCounts(300, 270, 12, 8, 10),
    (("pull", 0.2), ("translate", 231.0), ("adapt", 3.4)),
    (("en", "some-model@1234"), ("zh-Hant", "chinese@5678")),
    (QuarantineRow("examples/notes.jsonl:12", "note_card.title", "not a text"),),
    (BlockedRow("note:n1", "排毒足贴", "US/en-US/general", "us.detox", "a drug claim", "排毒", "Say what is in it"),),
    (NotEligibleRow("listing:9", "手工牛轧糖", "perishable.fresh", "too short a shelf life", "现做现发", "Sell a packaged kind"),),
    (NoEngineRow("MY/ms-MY/general", "no engine for zh→ms", 35),),
    (sample_of(),),
    ("out/report.html",),
)
NASTY = replace(
    FULL,
    night=HOSTILE,
    verdicts={HOSTILE: {Decision.BLOCK: 1}},
    stale={HOSTILE: 1},
    stages=((HOSTILE, 1.0),),
    engines=((HOSTILE, HOSTILE),),
    quarantine=(QuarantineRow(HOSTILE, HOSTILE, HOSTILE * 50),),
    blocked=(BlockedRow(*[HOSTILE] * 7),) * 30,
    not_eligible=(NotEligibleRow(*[HOSTILE] * 6),),
    no_engine=(NoEngineRow(HOSTILE, HOSTILE, 1),),
    samples=(sample_of(HOSTILE, HOSTILE),),
    files=(HOSTILE,),
)
ALL = pytest.mark.parametrize("summary", [EMPTY, FULL, NASTY], ids=["empty", "full", "hostile"])


class Balance(HTMLParser):
    """Follows the tags of a page."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def terminal(summary):
    out = io.StringIO()
    to_terminal(summary, Console(file=out, width=100))
    return out.getvalue()


@ALL
def test_the_page_is_whole_and_needs_nothing_else(summary):
    page = Balance()
    html = to_html(summary)
    page.feed(html)
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.seen}
    assert not [a for _, attrs in page.seen for a in attrs if a.startswith("on") or a in ("src", "href")]
    assert "url(" not in html
    assert "@import" not in html


def test_the_page_shows_hostile_text_as_text():
    page = Balance()
    page.feed(to_html(NASTY))
    shown = "".join(page.text)
    assert "<script>alert(1)</script>" in shown
    assert "{{ 7*7 }}" in shown
    assert "49" not in re.findall(r"\b49\b", shown)


def test_the_page_says_what_the_summary_says():
    html = to_html(FULL)
    for words in (
        "97.3 %",
        "排毒",
        "us.detox",
        "手工牛轧糖",
        "现做现发",
        "no engine for zh→ms",
        "examples/notes.jsonl:12",
        "some-model@1234",
        "4 min 12 s",
    ):
        assert words in html
    for words in (
        "祛湿泡脚包,一袋250g",
        "Herbal foot soak, 8.8 oz (250 g) a bag",
        "measures.weight",
        "term missed",
        "missed_term",
        "For external use only.",
    ):
        assert words in html
    assert html.count("<rect") == 3 + 2 + 1 + 2 + 3  # verdicts of three regions, reasons, stages


def test_the_page_of_an_empty_night_says_so():
    html = to_html(EMPTY)
    for words in (
        "No variant was made",
        "Nothing is blocked.",
        "Every record is eligible.",
        "Every target has an engine.",
        "Every record could be read.",
    ):
        assert words in html


@ALL
def test_the_terminal_fits_a_hundred_columns(summary):
    for line in terminal(summary).splitlines():
        assert sum(2 if ord(c) > 0x2E80 else 1 for c in line) <= 100 or line.startswith("Written")


def test_the_terminal_says_what_the_summary_says():
    text = terminal(FULL)
    for words in (
        "40 new, 3 changed, 17 unchanged, 5 not eligible, 2 quarantined",
        "300 required: 270 met, 10 inflected, 12 repaired, 8 missed (97.3%)",
        "排毒",
        "no engine for zh→ms",
        "out/report.html",
    ):
        assert words in text


def test_no_control_character_reaches_the_terminal():
    text = terminal(NASTY)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "more in the page" in text


@ALL
def test_the_json_holds_everything(summary):
    content = json.loads(to_json(summary))
    assert content["night"] == summary.night
    assert content["records"]["new"] == summary.records.new
    assert content["seconds"] == summary.seconds
    assert len(content["samples"]) == len(summary.samples)
    assert len(content["blocked"]) == len(summary.blocked)


def test_the_json_of_a_sample_reads_like_the_rest_of_the_product():
    variant = json.loads(to_json(FULL))["samples"][0]["variant"]
    assert variant["target"] == "US/en-US/general"
    assert variant["verdict"]["decision"] == "review"
    assert variant["units"][0]["segment"]["text"] == "祛湿泡脚包,一袋250g"


@pytest.mark.parametrize(("seconds", "said"), [(0, "0.0 s"), (59.94, "59.9 s"), (60, "1 min 0 s"), (3600, "1 h 0 min")])
def test_duration(seconds, said):
    assert duration(seconds) == said
