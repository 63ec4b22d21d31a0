"""What surrounds every request: origins, hosts, sizes, headers, failures, the log."""

import json
import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from localize.errors import StoreBusy
from localize.web.app import MOST_BYTES, create_app
from localize.web.configuration import WebSettings
from localize.web.failures import own_path
from tests.web.world import SECRET, URL, Browser, World

ORIGINS = json.loads((Path(__file__).parent.parent / "cases" / "origins.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ORIGINS, ids=lambda case: case["label"])
def test_only_our_own_pages_change_anything(world: World, case: dict[str, object]) -> None:
    client = TestClient(world.app, base_url=URL, headers=case["headers"], follow_redirects=False)  # type: ignore[arg-type]
    client.cookies = world.browser("operator").cookies
    answered = client.post("/preferences", data={"theme": "dark"})
    assert (answered.status_code == 303) == (not case.get("negative", False)), answered.text
    assert client.get("/people").status_code in (200, 303), "reading is not asked"


@pytest.mark.parametrize(
    "path", ["/people", "/people/1", "/people/1/reset", "/links", "/links/1/revoke", "/logout", "/account/factor/off", "/api/v1/variant/approve"]
)
def test_no_other_site_changes_anything(world: World, path: str) -> None:
    client = TestClient(world.app, base_url=URL, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, follow_redirects=False)
    client.cookies = world.browser("operator").cookies
    before = len(world.store.deeds.page(limit=200))
    assert client.post(path).status_code == 403 and len(world.store.deeds.page(limit=200)) == before


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8765", 200), ("localhost", 200), ("[::1]:8765", 200), ("evil.example", 421), ("", 421), ("[", 421)]
)
def test_only_known_names_are_answered(world: World, host: str, status: int) -> None:
    assert world.visitor().get("/healthz", headers={"Host": host}).status_code == status


def test_more_than_is_read_is_refused(world: World) -> None:
    browser = world.visitor()
    assert browser.post("/login", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    said = {"Content-Type": "application/x-www-form-urlencoded"}
    hidden = browser.post("/login", content=(b"name=" + b"x" * 100_000 for _ in range(30)), headers=said)
    assert hidden.status_code in (400, 413), "also without a length"
    assert browser.post("/login", headers={"Content-Length": "-1"}).status_code == 413


def test_every_answer_has_the_headers(world: World) -> None:
    browser = world.browser("operator")
    for path in ("/", "/people", "/static/app.css", "/nothing", "/api/v1/records", "/people/notanumber"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "'unsafe" not in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy, path
        assert headers["x-content-type-options"] == "nosniff" and len(headers["x-request-id"]) == 16
        assert "strict-transport-security" not in headers and "server" not in headers


def test_with_https_cookies_and_headers_say_so(world: World) -> None:
    url = "https://chuhai.example.com"
    app = create_app(world.site.settings, world.store, WebSettings(url, SECRET))
    client = TestClient(app, base_url=url, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    opened = client.get(f"/link/{app.state.site.keys.link(world.links['link'])}")
    cookie = opened.headers["set-cookie"]
    assert cookie.startswith("__Host-chuhai=") and "Secure" in cookie and "HttpOnly" in cookie
    assert opened.headers["strict-transport-security"] and client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/people/999", 404),
        ("/people/99999999999999999999", 404),
        ("/people/x", 422),
        ("/audit?before=x", 422),
        ("/links?before=-5", 200),
    ],
)
def test_a_wrong_address_gets_a_page(world: World, path: str, status: int) -> None:
    page = world.browser("operator").get(path)
    assert page.status_code == status and "<h1>" in page.text and "Traceback" not in page.text


def test_of_two_people_the_slower_one_gets_a_page_that_says_so(world: World) -> None:
    operator, account = world.browser("operator"), world.accounts["seller own"]
    typed = {"revision": 1, "roles": "seller", "shops": "茶行", "active": "yes"}
    assert operator.post(f"/people/{account.id}", data=typed).status_code == 303
    page = operator.post(f"/people/{account.id}", data=typed, headers={"Accept-Language": "zh-CN"})
    assert page.status_code == 409 and "这个账号刚刚被别人修改过。" in page.text


@pytest.mark.parametrize(
    ("error", "status", "says"), [(RuntimeError("password=hunter2"), 500, "Something went wrong"), (StoreBusy("held", next_step=""), 503, "busy")]
)
def test_a_failure_shows_a_number_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, status: int, says: str
) -> None:
    browser = world.browser("operator")

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("localize.store.deeds.Deeds.page", fails)
    page = browser.get("/audit")
    assert page.status_code == status and says in page.text and page.headers["x-request-id"] in page.text
    assert "hunter2" not in page.text and "Traceback" not in page.text and page.headers["content-security-policy"]
    problem = browser.get("/api/v1/audit")
    assert problem.status_code == status and problem.headers["content-type"] == "application/problem+json" and "hunter2" not in problem.text


def test_the_log_has_no_names_and_no_keys(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "chuhai.web")
    token = world.site.keys.link(world.links["link"])
    browser = world.visitor()
    browser.get(f"/link/{token}")
    browser.get("/api/v1/record?key=note:n0001")
    browser.post("/login", data={"name": "mei", "password": "secret words here"})
    lines = [record.getMessage() for record in caplog.records if record.name == "chuhai.web"]
    assert [line.split()[:3] for line in lines] == [["GET", "/link/{token}", "303"], ["GET", "/api/v1/record", "200"], ["POST", "/login", "422"]]
    assert not [line for line in lines if token in line or "n0001" in line or "mei" in line or "testclient" in line]


@pytest.mark.parametrize("path", ["//x", "/\\x", "\\x", "http:x", "", "/a\nb", "/" + "x" * 600])
def test_a_path_that_could_lead_elsewhere_leads_to_the_start(path: str) -> None:
    assert own_path(path) == "/"


def test_static_files_are_kept_for_a_year_and_only_they_are_served(world: World) -> None:
    browser = world.visitor()
    found = browser.get("/static/app.css")
    assert found.headers["content-type"].startswith("text/css") and "immutable" in found.headers["cache-control"]
    for path in ("/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/missing.js", "/static/"):
        assert browser.get(path).status_code == 404
    assert isinstance(browser, Browser)
