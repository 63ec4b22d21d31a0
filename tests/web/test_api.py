"""The API: pages, ETags, decisions on what was seen, problems as JSON, and every answer as the description says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.domain.variant import Approval
from tests.web.world import World

pytestmark = pytest.mark.usefixtures("flagged")

TEXT = "/api/v1/variant?key=note:n0001&target=US/en-US/general"
APPROVE, REJECT = TEXT.replace("variant?", "variant/approve?"), TEXT.replace("variant?", "variant/reject?")


def test_lists_come_a_page_at_a_time(world: World) -> None:
    program = world.program("operator", "read.record", "read.audit")
    first = program.get("/api/v1/records?limit=2").json()
    assert [item["key"] for item in first["items"]] == ["note:n0001", "note:n0002"] and first["next"] == "note:n0002"
    rest = program.get("/api/v1/records", params={"limit": 2, "after": first["next"]}).json()
    assert [item["key"] for item in rest["items"]] == ["note:n0003"] and rest["next"] is None
    deeds = program.get("/api/v1/audit?limit=3").json()
    older = program.get("/api/v1/audit", params={"before": deeds["next"], "limit": 200}).json()
    numbers = [item["id"] for item in [*deeds["items"], *older["items"]]]
    assert numbers == sorted(numbers, reverse=True) and numbers[-1] == 1 and older["next"] is None


@pytest.mark.parametrize("path", [TEXT, "/api/v1/record?key=note:n0001"])
def test_what_was_read_is_not_sent_again(world: World, path: str) -> None:
    program = world.program("operator", "read.record")
    tag = program.get(path).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = program.get(path, headers={"If-None-Match": known})
        assert again.status_code == 304 and not again.content and again.headers["etag"] == tag
    assert program.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_decision_is_made_on_what_was_seen(world: World) -> None:
    program = world.program("editor right", "read.record", "approve")
    seen = program.get(TEXT)
    assert seen.json()["fields"]["title"] == "Mugwort foot soak" and seen.json()["approval"] == "open"
    assert program.post(APPROVE, json={}).status_code == 412
    assert program.post(APPROVE, json={}, headers={"If-Match": '"other"'}).status_code == 412
    made = program.post(APPROVE, json={"why": "good"}, headers={"If-Match": seen.headers["etag"]})
    assert made.status_code == 200 and "is approved" in made.json()["said"]
    stored = world.store.variant("note:n0001", "US/en-US/general")
    assert stored is not None and stored.approval is Approval.APPROVED
    assert program.post(APPROVE, json={}, headers={"If-Match": seen.headers["etag"]}).status_code == 412, "the tag changed with the decision"
    assert [(e.who, e.act) for e in world.store.events(stored.key)][1:] == [("mei, token 1", "approve")]
    assert world.store.deeds.page(limit=1)[0].act == "variant.approve"
    tag = program.get(TEXT).headers["etag"]
    refused = program.post(REJECT, json={}, headers={"If-Match": tag})
    assert refused.status_code == 409 and "needs a reason" in refused.json()["detail"] and refused.json()["next_step"]
    assert program.post(REJECT, json={"why": "wrong plant"}, headers={"If-Match": tag}).status_code == 200


def test_what_is_wrong_is_a_problem_with_a_number(world: World) -> None:
    program = world.program("operator", "read.record")
    for path, status in (("/api/v1/records?limit=0", 422), ("/api/v1/record?key=note:none", 404), ("/api/v1/nothing", 404), ("/api/v1/record", 404)):
        problem = program.get(path)
        assert problem.status_code == status and problem.headers["content-type"] == "application/problem+json"
        assert problem.json()["status"] == status and problem.json()["request"] == problem.headers["x-request-id"]
    anonymous = world.visitor().get("/api/v1/me")
    assert anonymous.status_code == 401 and anonymous.headers["www-authenticate"] == "Bearer"
    assert program.post(APPROVE, content=b"{", headers={"Content-Type": "application/json"}).status_code == 422


def test_who_am_i(world: World) -> None:
    said = world.program("editor right", "approve").get("/api/v1/me").json()
    assert said == {"name": "mei, token 1", "roles": ["editor"], "shops": [], "locales": ["en"], "scopes": ["approve"]}
    assert world.browser("link").get("/api/v1/me").json()["roles"] == ["link"]


def test_a_token_is_made_shown_once_and_revoked_in_the_pages(world: World) -> None:
    import re

    from starlette.testclient import TestClient

    from tests.web.world import URL

    editor = world.browser("editor right")
    assert editor.post("/account/tokens", data={"label": "", "days": "7"}).status_code == 422
    page = editor.post("/account/tokens", data={"label": "ERP", "days": "7", "scopes": ["read.record", "run.nights", "manage.people"]})
    secret = re.search(r'value="(chuhai_[\w-]+)"', page.text)[1]  # type: ignore[index]
    assert secret not in editor.get("/account").text
    program = TestClient(world.app, base_url=URL, headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/me").json()["scopes"] == ["read.record"], "no more than the account may"
    assert program.post("/account/tokens/1/revoke").status_code == 403, "a token does not manage tokens"
    world.browser("editor wrong").post("/account/tokens/1/revoke")
    assert program.get("/api/v1/records").status_code == 200, "another account's is left alone"
    editor.post("/account/tokens/1/revoke")
    assert program.get("/api/v1/records").status_code == 401


@pytest.fixture(scope="module")
def described() -> list[str]:
    return ["/api/v1/me", "/api/v1/records", "/api/v1/record", "/api/v1/variant", "/api/v1/audit"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_question_is_a_failure(world: World, described: list[str], data: st.DataObject) -> None:
    """Whatever is put into the parameters: an answer or a problem, never a 500, as the application's own description promises."""
    description = world.visitor().get("/api/v1/openapi.json").json()
    assert set(described) <= set(description["paths"])
    path = data.draw(st.sampled_from(described))
    names = [p["name"] for p in description["paths"][path]["get"].get("parameters", []) if p["in"] == "query"]
    values = st.text(max_size=300) | st.integers().map(str) | st.sampled_from(["note:n0001", "US/en-US/general", "-1", "0", "1e9", "\x00", "👨‍👩‍👧"])
    asked = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, values)))
    answered = world.browser("operator").get(path, params=asked)
    assert answered.status_code in (200, 404, 422), answered.text
