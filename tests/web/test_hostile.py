"""Hostile text on every page and in every answer: it is shown as text. Pages over it have no tag and no attribute that pages over harmless text have not."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI

from localize.domain.account import Account, Deed, Role, Session
from localize.kit import Kit
from localize.settings import Settings
from localize.store.repository import Store
from localize.web.app import create_app
from localize.web.configuration import WebSettings
from localize.web.keys import digest
from localize.web.limits import Limit
from tests import hostile
from tests.web.walk import address, addresses
from tests.web.world import SECRET, URL, Browser

pytestmark = pytest.mark.slow
ROLES = {"operator": Role.OPERATOR, "editor": Role.EDITOR, "seller": Role.SELLER}


class Shape(HTMLParser):
    """What a page is made of: its tags with the names of their attributes, what leads where, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[tuple[str, tuple[str, ...]]] = set()
        self.leads: set[str] = set()
        self.other: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, tuple(sorted(name for name, _ in attrs))))
        self.leads |= {value or "" for name, value in attrs if name in ("href", "src", "action", "formaction", "hx-get", "hx-post")}
        self.words += [value or "" for name, value in attrs if name == "value"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


@dataclass(frozen=True)
class Taken:
    """A site over one set of texts."""

    app: FastAPI
    kit: Kit

    def browser(self, who: str) -> Browser:
        return Browser(self.app, f"cookie of {who}".encode().hex())


def taken(kit: Kit, texts: dict[str, str], folder: Path) -> Taken:
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_OUT": str(folder / "out")})
    made = replace(kit, settings=settings)
    hostile.fill(made, texts, folder)
    app = create_app(settings, made.store, WebSettings(URL, SECRET), made)
    object.__setattr__(app.state.site.limits, "pace", Limit(1_000_000, 60.0))
    now = datetime.now(UTC)
    for who, role in ROLES.items():
        account = Account(0, who, (role,), now, locales=("en", "zh-Hant"), shops=(hostile.SHOP,))
        added = made.store.accounts.add(account, Deed(now, who, "test", ""))
        session = Session(digest(f"cookie of {who}".encode().hex()), added.id, None, now, now, now + timedelta(days=1))
        made.store.sessions.begin(session, Deed(now, who, "test", ""))
    return Taken(app, made)


@pytest.fixture(scope="module")
def sites(rules: Kit, blank_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Taken, Taken]]:
    """One site over hostile texts, and one over as many harmless ones."""
    folders = [tmp_path_factory.mktemp(name) for name in ("hostile", "harmless")]
    for folder in folders:
        (folder / "store.db").write_bytes(blank_store.read_bytes())
    with Store.open(f"sqlite:///{folders[0] / 'store.db'}") as bad, Store.open(f"sqlite:///{folders[1] / 'store.db'}") as good:
        yield (
            taken(replace(rules, store=bad), dict(hostile.TEXTS), folders[0]),
            taken(replace(rules, store=good), hostile.harmless(), folders[1]),
        )


def pages(site: Taken, who: str, only: str = "") -> Iterator[tuple[str, str, str]]:
    """Route, address and page of all routes, or of one: of lists the first two pages, of records, links, accounts and webhooks every one."""
    browser = site.browser(who)
    for route, first in addresses():
        if route.path.startswith(("/api/", "/static", "/logout")) or (only and route.path != only):
            continue
        varied = [first]
        if "{number}" in route.path:
            varied = [address(route, {"number": str(n)}) for n in range(1, len(hostile.TEXTS) + 1)]
        elif "key=" in first or "{key}" in route.path:
            varied = [address(route, {"key": record.key}) for record in hostile.kept(site.kit)]
        elif any(each.alias == "before" for each in route.dependant.query_params):
            varied = [first, f"{first}?before=50"]
        for each in varied:
            answered = browser.get(each)
            assert answered.status_code < 500, f"{each}: {answered.status_code}"
            if answered.headers.get("content-type", "").startswith("text/html"):
                yield route.path, each, answered.text


# Frames that our own templates put around what good texts never are: in quarantine, blocked, explained. None of them can run or lead anywhere.
PLAIN = frozenset(
    [
        "pre",
        "details",
        "summary",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "span",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "section",
        "h2",
        "h3",
        "strong",
        "mark",
        "small",
    ]
)
HARMLESS = frozenset(("class", "id", "open", "tabindex", "lang", "scope", "data-label", "aria-labelledby", "aria-label"))


@pytest.mark.parametrize("who", ROLES)
def test_no_page_has_a_tag_that_a_text_brought(sites: tuple[Taken, Taken], who: str) -> None:
    bad, good = sites
    # of all pages together: a list that is empty with good texts has rows with bad ones, as every list of ours has
    known = {tag for _, _, text in pages(good, who) for tag in Shape(text).tags}
    looked = 0
    for _, where, text in pages(bad, who):
        found = Shape(text)
        strange = {(tag, names) for tag, names in found.tags - known if tag not in PLAIN or not set(names) <= HARMLESS}
        assert not strange, f"{where}: {strange}"
        assert found.other == [], f"{where} has comments or declarations"
        assert not [each for each in found.leads if not each.startswith(("/", "#")) or each.startswith("//")], where
        looked += 1
    assert looked > (100 if who == "operator" else 5)


def test_the_pages_show_what_came(sites: tuple[Taken, Taken]) -> None:
    """The links of an operator name each text as its shop: it is there to be read, with what is invisible in it kept or replaced, never cut away as a tag."""
    bad, _ = sites
    shown = {where: "\n".join(Shape(text).words) for _, where, text in pages(bad, "operator", "/links/{number}")}
    for number, (label, text) in enumerate(hostile.TEXTS.items(), 1):
        wanted = [c for c in text[:100] if c.isprintable() and not c.isspace() and unicodedata.category(c) not in ("Cf", "Mn", "Co", "Cn")]
        there = [c for c in shown[f"/links/{number}"] if c in set(wanted)]
        assert "".join(wanted) in "".join(there), label


def answers(site: Taken, who: str) -> Iterator[tuple[str, int, object]]:
    browser = site.browser(who)
    for route, first in addresses():
        if not route.path.startswith("/api/v1/"):
            continue
        varied = [first]
        if "key=" in first:
            term = route.path.startswith("/api/v1/term")
            keys = [f"hostile.h{n:03}|zh-Hant|any" for n in range(len(hostile.TEXTS))] if term else [r.key for r in hostile.kept(site.kit)]
            varied = [address(route, {"key": key}) for key in keys]
        for each in varied:
            answered = browser.get(each)
            assert (
                answered.headers["content-type"] in ("application/json", "application/problem+json")
                and answered.headers["x-content-type-options"] == "nosniff"
            )
            yield each, answered.status_code, json.loads(answered.content)


@pytest.mark.parametrize("who", ["operator", "editor"])
def test_the_api_gives_it_back_as_it_came(sites: tuple[Taken, Taken], who: str) -> None:
    bad, _ = sites
    titles = {record.key: record.title for record in hostile.kept(bad.kit)}
    seen = 0
    for where, status, body in answers(bad, who):
        assert status in (200, 403, 404), f"{where}: {status}"
        if status == 200 and where.startswith("/api/v1/record?"):
            assert isinstance(body, dict)
            assert body["title"] == titles[body["key"]] and body["fields"][0]["text"] == titles[body["key"]]
            seen += 1
    assert seen == len(titles) > 80


@pytest.mark.parametrize("label", hostile.TEXTS)
def test_no_parameter_and_no_body_is_a_failure(sites: tuple[Taken, Taken], label: str) -> None:
    """Each text in the place of each parameter and field that takes text."""
    bad, _ = sites
    text = hostile.TEXTS[label][:1500]
    asked_for = text.encode("utf-8", "replace").decode()
    editor, operator = bad.browser("editor"), bad.browser("operator")
    of = {"key": "note:h000", "target": hostile.TARGET, "position": "0"}
    tag = editor.get("/api/v1/unit", params=of).headers["etag"]
    asked = [
        editor.get("/api/v1/record", params={"key": asked_for}),
        editor.get("/api/v1/variant", params={"key": asked_for, "target": asked_for}),
        editor.get("/api/v1/records", params={"after": asked_for}),
        editor.get("/api/v1/queue", params={"words": asked_for[:200], "rule": asked_for[:200], "after": asked_for[:24], "region": asked_for[:16]}),
        editor.get("/api/v1/terms", params={"words": asked_for[:100], "locale": asked_for[:32]}),
        operator.get("/api/v1/region", params={"code": asked_for[:32]}),
        editor.get("/api/v1/unit", params=of, headers={"If-None-Match": asked_for[:900].encode("utf-8", "replace")})
        if text.isascii() and text.isprintable()
        else None,
        editor.post("/api/v1/unit/check", params=of, content=json.dumps({"text": text})),
        editor.post("/api/v1/unit/flag", params=of, content=json.dumps({"reason": "other", "words": text[:2000]}), headers={"If-Match": tag}),
        editor.put("/api/v1/unit", params=of, content=json.dumps({"text": text, "why": text[:400]}), headers={"If-Match": tag}),
        editor.post(
            "/api/v1/terms",
            content=json.dumps(
                {"concept": text[:90], "domain": "hostile", "source": text[:400], "locale": "en", "target": text[:400], "why": text[:400]}
            ),
        ),
        operator.get("/audit", params={"name": asked_for, "act": asked_for}),
        operator.post("/links", data={"shop": asked_for, "days": "3", "records": asked_for}),
        operator.post("/webhooks", data={"url": asked_for, "label": asked_for, "events": "flag.raised"}),
        operator.post("/people", data={"name": asked_for, "roles": "editor", "locales": asked_for}),
        operator.get("/login", params={"next": asked_for}),
    ]
    for answered in asked:
        if answered is None:
            continue
        assert answered.status_code < 500, f"{answered.request.url}: {answered.text[:300]}"
        if answered.headers.get("content-type", "").startswith("text/html"):
            found = Shape(answered.text)
            assert not [tag for tag, _ in found.tags if tag in ("iframe", "object", "embed", "svg", "base", "style", "math")]
            assert not [names for _, names in found.tags if any(name.startswith("on") for name in names)]
        assert "\n" not in answered.headers.get("location", "")


def test_logs_keep_one_line_a_request(sites: tuple[Taken, Taken], caplog: pytest.LogCaptureFixture) -> None:
    bad, _ = sites
    with caplog.at_level("INFO", logger="chuhai.web"):
        bad.browser("operator").get("/api/v1/record", params={"key": hostile.TEXTS["a log line"]})
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 1 and "\n" not in said[0] and "approved" not in said[0]
