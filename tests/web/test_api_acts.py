"""The acts of the API: lines are edited on what was seen, flags raised and answered, terms moved by two people, lists held to what one may read."""

from dataclasses import replace

import pytest

from localize.domain.account import Role
from localize.web.limits import Limit
from tests.web.world import World

pytestmark = pytest.mark.usefixtures("flagged")

OF = "key=note:n0001&target=US/en-US/general"
LINE = f"/api/v1/unit?{OF}&position=0"
TERM = "key=herb.ai-cao|en|any"


def text_of(world: World) -> str:
    variant = world.store.variant("note:n0001", "US/en-US/general")
    assert variant is not None
    return variant.units[0].target


def test_a_variant_comes_with_everything_that_says_why_it_reads_so(world: World) -> None:
    program = world.program("editor right", "read.record")
    line = program.get(f"/api/v1/variant?{OF}").json()["units"][0]
    assert line["source"] == "艾草泡脚包" and line["receipts"][0]["outcome"] == "inflected"
    assert line["issues"][0]["severity"] == "minor" and line["estimate"] == {"value": 1.0, "reasons": []} and line["proposal"] is None
    body = program.get(f"/api/v1/unit?{OF}&position=1").json()
    assert body["steps"] == [{"rule": "measures.weight", "before": "1克", "after": "1 g", "note": ""}]
    assert program.get(f"/api/v1/unit?{OF}&position=9").status_code == 404
    heads = program.get("/api/v1/variants?key=note:n0001").json()["items"]
    assert [(h["target"], h["lines"], h["open_flags"]) for h in heads] == [("US/en-US/general", 2, 1)]


def test_a_line_is_edited_by_who_saw_it_and_the_later_one_sees_both_texts(world: World) -> None:
    mine, other = world.program("editor right", "read.record", "approve"), world.program("editor right", "read.record", "approve")
    tag = mine.get(LINE).headers["etag"]
    assert mine.put(LINE, json={"text": "Mugwort soak"}).status_code == 412, "not without saying what was seen"
    first = mine.put(LINE, json={"text": "Mugwort foot bath, 30 bags", "why": "shorter"}, headers={"If-Match": tag})
    assert first.status_code == 200 and first.json()["unit"]["origin"] == "human" and text_of(world) == "Mugwort foot bath, 30 bags"
    late = other.put(LINE, json={"text": "Wormwood foot bath"}, headers={"If-Match": tag})
    said = late.json()
    assert late.status_code == 412 and (said["theirs"], said["mine"]) == ("Mugwort foot bath, 30 bags", "Wormwood foot bath")
    assert said["who"].startswith("mei") and "changed it" in said["detail"] and text_of(world) == "Mugwort foot bath, 30 bags"
    again = other.put(LINE, json={"text": "Wormwood foot bath"}, headers={"If-Match": f'"{said["etag"]}"'})
    assert again.status_code == 200 and text_of(world) == "Wormwood foot bath"
    deeds = [(d.act, d.detail) for d in world.store.deeds.page(limit=2)]
    assert deeds == [("variant.edit", {"line": 1, "revision": 3}), ("variant.edit", {"line": 1, "revision": 2})]


def test_two_people_on_two_lines_are_merged(world: World) -> None:
    program = world.program("editor right", "read.record", "approve")
    tags = [unit["etag"] for unit in program.get(f"/api/v1/variant?{OF}").json()["units"]]
    for position, text in ((0, "Mugwort"), (1, "1 g in each sachet")):
        done = program.put(f"/api/v1/unit?{OF}&position={position}", json={"text": text}, headers={"If-Match": tags[position]})
        assert done.status_code == 200, done.text
    assert [u["target"] for u in program.get(f"/api/v1/variant?{OF}").json()["units"]] == ["Mugwort", "1 g in each sachet"]


def test_a_text_is_checked_without_being_saved_and_an_edit_is_taken_back(world: World) -> None:
    program = world.program("editor right", "read.record", "approve")
    before = text_of(world)
    said = program.post(f"/api/v1/unit/check?{OF}&position=0", json={"text": "艾草 foot soak"}).json()
    assert "han_left" in {issue["check"] for issue in said["issues"]} and text_of(world) == before
    program.put(LINE, json={"text": "Another"}, headers={"If-Match": program.get(LINE).headers["etag"]})
    tag = program.get(f"/api/v1/variant?{OF}").headers["etag"]
    undone = program.post(f"/api/v1/variant/undo?{OF}", json={}, headers={"If-Match": tag})
    assert undone.status_code == 200 and text_of(world) == before
    tag = program.get(f"/api/v1/variant?{OF}").headers["etag"]
    nothing = program.post(f"/api/v1/variant/undo?{OF}", json={}, headers={"If-Match": tag})
    assert nothing.status_code == 409 and nothing.json()["next_step"]
    assert program.post(f"/api/v1/unit/settle?{OF}&position=0", json={"choice": "mine"}, headers={"If-Match": "x"}).status_code == 412


def test_a_seller_flags_and_suggests_and_an_editor_answers(world: World) -> None:
    seller, editor = world.program("seller own", "read.record", "flag", "suggest"), world.program("editor right", "read.record", "approve")
    tag = seller.get(LINE).headers["etag"]
    raised = seller.post(f"/api/v1/unit/flag?{OF}&position=0", json={"reason": "number", "words": "30包"}, headers={"If-Match": tag})
    wish = seller.post(f"/api/v1/unit/suggest?{OF}&position=0", json={"text": "Mugwort bath"}, headers={"If-Match": tag})
    assert (raised.status_code, wish.status_code) == (200, 200) and text_of(world) == "Mugwort foot soak"
    assert seller.post(f"/api/v1/unit/flag?{OF}&position=0", json={"reason": "other"}, headers={"If-Match": tag}).status_code == 409
    assert [f["number"] for f in editor.get("/api/v1/flags?state=open").json()["items"]] == [1, 2, 3]
    assert editor.post("/api/v1/flag/decline?number=2", json={"why": "It says so on the packaging."}).status_code == 200
    assert editor.post("/api/v1/flag/accept?number=3", json={}).status_code == 200 and text_of(world) == "Mugwort bath"
    late = editor.post("/api/v1/flag/accept?number=1", json={"text": "Something"})
    assert late.status_code == 412 and late.json()["theirs"] == "Mugwort bath", "the line was changed since it was flagged"
    states = [(f["number"], f["state"]) for f in seller.get("/api/v1/flags").json()["items"]]
    assert states == [(1, "open"), (2, "declined"), (3, "accepted")]
    assert world.program("seller other", "read.record").get("/api/v1/flags").json()["items"] == []
    assert world.browser("operator").post("/api/v1/flag/withdraw?number=1").status_code == 409, "it is the seller's"
    assert world.program("seller own", "flag", "read.record").post("/api/v1/flag/withdraw?number=1").status_code == 200, "another token, one person"
    one = editor.get("/api/v1/flags?limit=1").json()
    assert one["next"] == 1 and editor.get("/api/v1/flags", params={"after": 1, "limit": 2}).json()["next"] is None


def test_the_queue_holds_what_one_may_read(world: World) -> None:
    def records(who: str, query: str = "") -> list[str]:
        return [each["record"] for each in world.program(who, "read.record").get(f"/api/v1/queue{query}").json()["items"]]

    assert sorted(records("editor right")) == ["note:n0001", "note:n0003"]
    assert records("seller own") == ["note:n0001"] and records("seller other") == ["note:n0003"]
    assert records("operator", "?flagged=true") == ["note:n0001"] and records("operator", "?region=HK") == []
    assert world.program("seller own", "read.record").get("/api/v1/queue/counts").json()["total"] == 1
    program = world.program("operator", "read.record")
    first = program.get("/api/v1/queue?limit=1").json()
    rest = program.get("/api/v1/queue", params={"limit": 1, "after": first["next"]}).json()
    assert {first["items"][0]["record"], rest["items"][0]["record"]} == {"note:n0001", "note:n0003"} and rest["next"] is None
    assert program.get("/api/v1/queue?after=elsewhere").status_code == 409
    assert world.browser("link one").get("/api/v1/queue").status_code == 403


def test_terms_are_moved_by_two_people_on_what_they_saw(world: World) -> None:
    mei = world.program("editor right", "read.glossary", "edit.glossary")
    new = {"concept": "herb.hong-hua", "domain": "herb", "source": "红花", "locale": "en", "target": "safflower", "why": "comes in often"}
    assert mei.post("/api/v1/terms", json=new | {"locale": "zh-Hant"}).status_code == 403, "another language"
    made = mei.post("/api/v1/terms", json=new)
    assert made.status_code == 201 and (made.json()["status"], made.json()["revision"]) == ("proposed", 1)
    assert mei.post("/api/v1/terms", json=new).status_code == 409
    key = {"key": made.json()["key"]}
    assert mei.post("/api/v1/term/approve", params=key, json={"why": "x"}, headers={"If-Match": '"1"'}).status_code == 409, "their own"
    other = world.program("editor right", "read.glossary", "edit.glossary")
    assert other.post("/api/v1/term/approve", params=key, json={"why": "x"}, headers={"If-Match": '"1"'}).status_code == 409, (
        "another token is nobody else"
    )
    account = world.accounts["editor wrong"]
    deed = world.store.deeds.page(limit=1)[0]
    world.store.accounts.save(replace(account, locales=("en",), roles=(Role.EDITOR,)), deed)
    minh = world.program("editor wrong", "read.glossary", "edit.glossary")
    reworded = mei.put("/api/v1/term", params=key, json={"source": "红花", "target": "saffron", "why": "typo"}, headers={"If-Match": '"1"'})
    assert reworded.status_code == 200 and reworded.json()["revision"] == 2
    late = minh.post("/api/v1/term/approve", params=key, json={"why": "yes"}, headers={"If-Match": '"1"'})
    assert late.status_code == 412 and late.json()["theirs"] == "saffron" and late.json()["etag"] == "2"
    assert late.json()["status"] == 412 and late.json()["standing"] == "proposed"
    assert minh.post("/api/v1/term/approve", params=key, json={"why": "yes"}, headers={"If-Match": '"2"'}).json()["status"] == "approved"
    back = mei.post("/api/v1/term/rollback", params=key, json={"revision": 1, "why": "no saffron"}, headers={"If-Match": '"3"'})
    assert back.json()["target"] == "safflower"
    told = mei.get("/api/v1/term/history", params=key).json()["items"]
    assert [(line["who"], line["what"]) for line in told] == [
        ("mei", "revision 1"),
        ("mei", "revision 2"),
        ("minh", "revision 3"),
        ("mei", "revision 4"),
    ]
    assert minh.post("/api/v1/term/deprecate", params=key, json={"why": ""}, headers={"If-Match": '"4"'}).status_code == 422, "a reason"
    assert [t["key"] for t in mei.get("/api/v1/terms?words=红").json()["items"]] == ["herb.hong-hua|en|any"]
    page = mei.get("/api/v1/terms?limit=1&locale=en").json()
    assert page["next"] == "herb.ai-cao|en|any" and mei.get("/api/v1/terms", params={"after": page["next"]}).json()["next"] is None
    assert mei.get("/api/v1/terms?locale=!").status_code == 422


def test_nights_and_quarantine(world: World) -> None:
    from localize.errors import BadRecord

    for number in range(3):
        world.store.save_quarantine(1, BadRecord("No title.", where=f"notes.jsonl:{number}", raw="{\ud800}", next_step="Add one."))
    program = world.program("auditor", "read.nights")
    assert [n["number"] for n in program.get("/api/v1/nights").json()["items"]] == [1]
    assert program.get("/api/v1/night?number=1").json()["status"] == "running" and program.get("/api/v1/night?number=7").status_code == 404
    first = program.get("/api/v1/quarantine?night=1&limit=2").json()
    rest = program.get("/api/v1/quarantine", params={"night": 1, "limit": 2, "after": first["next"]}).json()
    assert [f["where"] for f in first["items"] + rest["items"]] == [f"notes.jsonl:{n}" for n in range(3)] and rest["next"] is None


def test_regions_channels_and_fitted_texts(world: World) -> None:
    seller = world.program("seller own", "read.record")
    codes = [each["code"] for each in seller.get("/api/v1/regions").json()["items"]]
    assert "HK" in codes and seller.get("/api/v1/region?code=HK").json()["values"][0]["packs"] is not None
    assert seller.get("/api/v1/region?code=XX").status_code == 404
    assert "amazon" in [each["code"] for each in seller.get("/api/v1/channels").json()["items"]]
    lines = seller.get(f"/api/v1/variant/fitted?{OF}&channel=rednote").json()["lines"]
    assert lines[0]["part"] == "title" and lines[0]["text"] == "Mugwort foot soak" and lines[0]["length"] == 17 // 2 + 1


def test_every_answer_says_how_many_more_may_be_asked(world: World) -> None:
    limits = world.site.limits
    object.__setattr__(limits, "pace", Limit(3, 60.0))
    one, two = world.program("operator", "read.record"), world.program("operator", "read.record")
    said = [one.get("/api/v1/me"), two.get("/api/v1/me"), one.get("/api/v1/record?key=none")]
    assert [s.headers["ratelimit-remaining"] for s in said] == ["2", "1", "0"], "all tokens of an account count together, errors too"
    late = one.get("/api/v1/me")
    assert late.status_code == 429 and 0 < int(late.headers["retry-after"]) <= 61 and late.headers["ratelimit-limit"] == "3"
    assert late.json()["next_step"] and world.program("auditor").get("/api/v1/me").status_code == 200


def test_what_does_not_fit_is_named_and_not_repeated(world: World) -> None:
    program = world.program("operator", "read.record")
    problem = program.get("/api/v1/records?limit=<script>alert(1)</script>").json()
    assert problem["errors"] == [{"where": "query.limit", "problem": problem["errors"][0]["problem"]}] and "script" not in str(problem)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_description_for_people_names_every_address(world: World, language: str) -> None:
    page = world.visitor().get("/api", headers={"Accept-Language": language})
    description = world.visitor().get("/api/v1/openapi.json").json()
    assert page.status_code == 200 and all(path in page.text for path in description["paths"])
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            assert said["description"] and said["x-scope"] and said["responses"]["404"], f"{method} {path}"
            for each in said.get("parameters", ()):
                assert each.get("description") or each["schema"].get("examples"), f"{method} {path}: {each['name']}"


def test_a_change_without_a_token_from_no_page_of_ours_is_a_problem_too(world: World) -> None:
    from starlette.testclient import TestClient

    from tests.web.world import URL

    stray = TestClient(world.app, base_url=URL).post(f"/api/v1/variant/approve?{OF}", json={})
    assert stray.status_code == 403 and stray.headers["content-type"] == "application/problem+json" and "token" in stray.json()["next_step"]
    broken = world.program("operator", "read.record", "approve").post(
        "/api/v1/flag/accept?number=1", content=b"\xff\xfe", headers={"Content-Type": "application/json"}
    )
    assert broken.status_code in (400, 403, 422) and broken.headers["content-type"] == "application/problem+json"
