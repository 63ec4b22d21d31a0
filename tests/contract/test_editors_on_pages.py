"""Two editors with a page open each, and a night that writes, at the same moment: real threads, the real store, the pages' own routes.

Whatever the order: a save that was answered with "saved" is in the history, a line reads as the last of them left it or waits with that text in it, and
whoever was late has the own text back in the answer.
"""

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI

from localize.domain.account import Account, Deed, Role, Session
from localize.domain.record import Record
from localize.domain.variant import Approval
from localize.kit import Kit
from localize.settings import Settings
from localize.store.repository import Store
from localize.web.app import create_app
from localize.web.configuration import WebSettings
from localize.web.keys import digest
from tests.web.desk import US, a_kit, a_night, note
from tests.web.world import SECRET, URL, Browser

KEY, NAMES = "note:busy", ("lin", "mei")
LINES = ("一包250g，够一家人用", "味道很淡，不呛人", "包装很好看，送妈妈也合适")
ROUNDS, TURNS = 6, 8


@dataclass
class Editor:
    """Somebody at a page: what they have seen grows old until they look again. `kept` are the texts that a page called saved."""

    browser: Browser
    name: str
    chance: random.Random
    page: str = ""
    kept: list[str] = field(default_factory=list)
    late: int = 0
    undone: int = 0
    decided: list[int] = field(default_factory=list)

    def address(self, path: str, **more: object) -> str:
        return f"{path}?{urlencode({'key': KEY, 'target': US, **more})}"

    def look(self) -> None:
        answered = self.browser.get(self.address("/review"))
        assert answered.status_code == 200
        self.page = answered.text

    def act(self, turn: int) -> None:
        if self.chance.random() < 0.2:
            self.look()
        if self.chance.random() < 0.1:
            return self.undo()
        return self.save(turn)

    def save(self, turn: int) -> None:
        tokens = re.findall(r'action="[^"]*/review/save[^"]*line=(\d+)[^"]*"[^>]*>\s*<input type="hidden" name="seen" value="(\w+)"', self.page)
        position, seen = self.chance.choice(tokens[1:])
        text = f"{self.name}'s text {turn} & <b>"
        answered = self.browser.post(self.address("/review/save", line=position), data={"text": text, "seen": seen})
        if answered.status_code == 303:
            assert "said=line" in answered.headers["location"]
            self.kept.append(text)
            return
        assert answered.status_code == 409, answered.text[:400]
        assert f"{escape(text, quote=False)}</textarea>" in answered.text.replace("&#39;", "'"), "what was typed comes back"
        self.late, self.page = self.late + 1, answered.text

    def undo(self) -> None:
        found = re.findall(r'action="[^"]*/review/undo[^"]*"[^>]*><input type="hidden" name="event" value="(\d+)"', self.page)
        if found:
            answered = self.browser.post(self.address("/review/undo"), data={"event": found[-1]})
            assert answered.status_code in (303, 409)
            self.undone += answered.status_code == 303
        self.look()


class EditorsOnPages:
    """Inherit it and give the fixture `url`: the address of an empty store."""

    @pytest.fixture
    def app(self, url: str) -> Iterator[tuple[FastAPI, Kit]]:
        settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": url})
        with Store.open(url) as pages, Store.open(url) as nights:
            kit = a_kit(settings, pages)
            yield create_app(settings, pages, WebSettings(URL, SECRET), kit), replace(kit, store=nights)

    def editors(self, app: FastAPI, chance: random.Random) -> list[Editor]:
        store, now = app.state.site.store, datetime.now(UTC)
        found = []
        for name in NAMES:
            cookie = name.encode().hex() * 8
            if not any(each.name == name for each in store.accounts.all()):
                account = store.accounts.add(Account(0, name, (Role.EDITOR,), now, locales=("en",)), Deed(now, "test", "account.add", ""))
                store.sessions.begin(Session(digest(cookie), account.id, None, now, now, now + timedelta(hours=1)), Deed(now, name, "test", ""))
            found.append(Editor(Browser(app, cookie), name, random.Random(chance.random())))
        return found

    def test_nobody_is_written_over_at_the_same_moment(self, app: tuple[FastAPI, Kit]) -> None:
        pages, nights = app
        chance = random.Random(20260303)
        late = kept = 0
        with ThreadPoolExecutor(3) as pool:
            for number in range(ROUNDS):
                a_night(nights, changed(number * 100))
                editors = self.editors(pages, chance)
                before = len(nights.store.desk.history(KEY))
                for editor in editors:
                    editor.look()
                done = [pool.submit(lambda e=e, n=number: [e.act(n * TURNS + turn) for turn in range(TURNS)]) for e in editors]
                done.append(pool.submit(lambda n=number: [a_night(nights, changed(n * 100 + k)) for k in range(2)]))
                for future in done:
                    future.result(180)
                self.check(nights.store, editors, before)
                late, kept = late + sum(e.late for e in editors), kept + sum(len(e.kept) for e in editors)
        assert late >= 3 and kept >= ROUNDS * 3, (late, kept)  # the rounds met both

    def check(self, store: Store, editors: list[Editor], before: int) -> None:
        edits = store.desk.history(KEY, US)
        fresh = [each for each in edits[before:] if each.act == "edit"]
        assert sorted(each.after for each in fresh) == sorted(text for e in editors for text in e.kept), "saved is saved, once"
        now = store.variant(KEY, US)
        assert now is not None and now.approval is Approval.OPEN
        for unit in (u for u in now.units if u.by_person):
            assert any(unit.target in (each.after, each.before) for each in edits), "no text that nobody wrote"
        for n, each in enumerate(edits):
            followed = any(later.before == each.after for later in edits[n + 1 :])
            stands = any(unit.target == each.after for unit in now.units)
            assert stands or followed or each.act == "undo", each
        assert all(deed.who in (*NAMES, "test") for deed in store.deeds.page(limit=50))
        audited = sum(deed.act == "variant.edit" for deed in store.deeds.page(limit=200))
        assert audited >= min(len(fresh), 50)

    def test_a_decision_meets_an_edit(self, app: tuple[FastAPI, Kit]) -> None:
        """One approves what was read while the other writes: never is a text approved that its approver had not before them."""
        pages, nights = app
        chance = random.Random(20260304)
        with ThreadPoolExecutor(2) as pool:
            for number in range(8):
                a_night(nights, note("busy", f"第{number}款", *LINES))
                one, other = self.editors(pages, chance)
                one.look(), other.look()
                found = re.search(r'/review/approve[^>]*><input type="hidden" name="seen" value="([^"]+)"', one.page)
                assert found is not None
                seen = found[1].replace("&#39;", "'")
                approving = pool.submit(one.browser.post, one.address("/review/approve"), data={"seen": seen})
                writing = pool.submit(other.save, number)
                writing.result(60)
                approved = approving.result(60).status_code == 303
                decided = [v for v in nights.store.approved() if v.record == KEY and str(v.signature) == seen]
                assert bool(decided) == approved
                assert all(other.kept[-1] != unit.target for v in decided for unit in v.units) if other.kept else True


def changed(number: int) -> Record:
    """The note as its seller may have changed it."""
    chance, lines = random.Random(number), list(LINES)
    if chance.random() < 0.5:
        lines[0] = f"一包{chance.randrange(2, 9)}50g，够一家人用"
    return note("busy", "艾草泡脚包，睡前暖一暖", *lines)


class TestSqlite(EditorsOnPages):
    @pytest.fixture
    def url(self, store_url: str) -> str:
        return store_url


class TestPostgres(EditorsOnPages):
    @pytest.fixture
    def url(self, postgres: str) -> str:
        return postgres
