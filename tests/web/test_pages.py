"""Every page that can be looked at, for everybody who may: it is whole, in the reader's language, with the headers that keep it safe."""

import re

import pytest

from tests.web.world import World

RECORD = ["/shop/note:n0001", "/shop/note:n0001/why?target=US/en-US/general&position=0"]
ENTRY = "entry=herb.ai-cao|en|any"
GLOSSARY = [
    "/glossary?q=艾草",
    "/glossary?q=nothing",
    "/glossary/waiting",
    "/glossary/waiting?group=word",
    f"/glossary/review?{ENTRY}",
    f"/glossary/entry?{ENTRY}",
    "/glossary/concepts/herb.ai-cao",
    "/glossary/new",
    f"/glossary/change?{ENTRY}",
    "/glossary/mined",
    "/glossary/import",
]
READ_GLOSSARY = ["/glossary", "/glossary/waiting", "/glossary/concepts/herb.ai-cao", f"/glossary/entry?{ENTRY}", "/glossary/import"]
ACCOUNTS = ["/people", "/people/1", "/people/5", "/links", "/links/1", "/links/3", "/links/4", "/audit", "/account", "/account/factor"]
PAGES = {
    "operator": ["/", *ACCOUNTS, "/webhooks", "/webhooks/1", "/nights", "/nights/1", "/nights/spots", "/api"],
    "auditor": ["/", "/audit", "/account", "/nights", "/nights/measures", "/machine", "/queue", *READ_GLOSSARY],
    "editor right": [
        "/",
        "/account",
        "/nights/spots",
        "/queue",
        "/queue?decision=block",
        "/review?key=note:n0001&target=US/en-US/general",
        *GLOSSARY,
    ],
    "seller own": ["/", "/account", "/shop", *RECORD, "/shop/note:n0002", "/shop/flags", "/try"],
    "link": ["/", "/shop", *RECORD, "/shop/flags", "/try"],
}


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in PAGES.items() for path in paths])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_page_is_whole(world: World, who: str, path: str, language: str) -> None:
    page = world.browser(who).get(path, headers={"Accept-Language": language})
    assert page.status_code == 200, page.text
    assert f'<html lang="{language}"' in page.text and "</html>" in page.text
    assert page.text.count("<h1>") == 1 and page.text.count("<main") == 1
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids)), "no id is there twice"
    assert set(re.findall(r'<label for="([^"]+)"', page.text)) <= set(ids), "each label has its field"
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", page.text), "no inline script or style"
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.text), "nothing is asked of another host"
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert page.headers["cache-control"] == "no-store"
