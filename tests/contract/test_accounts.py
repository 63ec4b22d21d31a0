"""What every store keeps its word on about accounts, sessions, links, tokens and the audit log."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from localize.domain.account import Account, Deed, Link, Role, Session, Token
from localize.domain.record import Record
from localize.errors import IllegalMove
from localize.store.connection import parse_url
from localize.store.repository import Store


class AccountsContract:
    """Both databases inherit these; each has a fixture `url` with the address of an empty store."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        with Store.open(url) as store:
            yield store

    @pytest.fixture
    def deed(self, now: datetime) -> Callable[..., Deed]:
        return lambda act="account.add", who="lin", subject="": Deed(now, who, act, subject, {"to": "x"}, "req1")

    @pytest.fixture
    def boss(self, store: Store, now: datetime, deed: Callable[..., Deed]) -> Account:
        return store.accounts.add(Account(0, "老板", (Role.OPERATOR,), now), deed(), first=True)

    def test_an_account_comes_back_whole(self, store: Store, now: datetime, deed: Callable[..., Deed], boss: Account) -> None:
        full = Account(
            0,
            "mei",
            (Role.EDITOR, Role.SELLER),
            now,
            ("en", "zh-Hant"),
            ("茶行",),
            False,
            "zh-Hans",
            "dark",
            1,
            "sub",
            "$argon2",
            "ABC",
            ("d1", "d2"),
            7,
        )
        added = store.accounts.add(full, deed())
        assert added == replace(full, id=added.id) == store.accounts.get(added.id) == store.accounts.named("mei") == store.accounts.of_subject("sub")
        assert store.accounts.all() == [added, boss] and store.accounts.of_subject("") is None and store.accounts.get(99) is None

    def test_the_first_account_is_the_first_and_no_name_is_there_twice(
        self, store: Store, now: datetime, deed: Callable[..., Deed], url: str
    ) -> None:
        assert not store.accounts.exist()
        first = Account(0, "lin", (Role.OPERATOR,), now)
        store.accounts.add(first, deed(), first=True)
        assert store.accounts.exist()
        with pytest.raises(IllegalMove, match="an account already"):
            store.accounts.add(replace(first, name="eve"), deed(), first=True)
        with pytest.raises(IllegalMove, match="account lin already"):
            store.accounts.add(first, deed())
        assert [d.subject for d in store.deeds.page()] == [f"account {store.accounts.all()[0].id}"], "what was refused leaves no deed"

    def test_of_two_changes_the_slower_one_is_told(self, store: Store, deed: Callable[..., Deed], boss: Account) -> None:
        saved = store.accounts.save(replace(boss, theme="dark"), deed("account.change"))
        assert saved.revision == 2 and store.accounts.get(boss.id) == saved
        with pytest.raises(IllegalMove, match="changed meanwhile"):
            store.accounts.save(replace(boss, theme="light"), deed("account.change"))
        assert store.accounts.get(boss.id) == saved

    @pytest.mark.parametrize("lost", [{"active": False}, {"roles": (Role.AUDITOR,)}])
    def test_the_last_operator_stays(self, store: Store, now: datetime, deed: Callable[..., Deed], boss: Account, lost: dict[str, object]) -> None:
        with pytest.raises(IllegalMove, match="Nobody would be left"):
            store.accounts.save(replace(boss, **lost), deed())  # type: ignore[arg-type]
        assert store.accounts.get(boss.id) == boss
        store.accounts.add(replace(boss, name="second"), deed())
        store.accounts.save(replace(boss, **lost), deed())  # type: ignore[arg-type]

    def test_sessions_end_singly_together_and_by_rotation(self, store: Store, now: datetime, deed: Callable[..., Deed], boss: Account) -> None:
        def session(digest: str, hours: int = 8) -> Session:
            return Session(digest, boss.id, None, now, now, now + timedelta(hours=hours), passed=False)

        store.sessions.begin(session("old", hours=0), deed("session.begin"))
        store.sessions.begin(session("a"), deed("session.begin"))
        assert store.sessions.get("old") is None, "expired ones are swept out"
        store.sessions.begin(session("b"), deed("session.begin"), instead_of="a")
        assert store.sessions.get("a") is None and store.sessions.get("b") == session("b")
        store.sessions.saw("b", now + timedelta(hours=1))
        assert store.sessions.get("b") == replace(session("b"), seen=now + timedelta(hours=1))
        store.sessions.end("b", deed("session.end"))
        store.sessions.end("b", deed("session.end"))
        assert store.sessions.get("b") is None and len(store.deeds.page(act="session.end")) == 1
        store.sessions.begin(session("c"), deed("session.begin"))
        store.accounts.save(boss, deed(), end_sessions=True)
        assert store.sessions.get("c") is None

    def test_a_link_is_renewed_and_revoked_for_ever(self, store: Store, now: datetime, deed: Callable[..., Deed]) -> None:
        week, day = timedelta(days=7), timedelta(days=1)
        made = store.passes.add_link(Link(0, "茶行 三月", "茶行", ("note:n1",), now, "lin", now + day), deed("link.add"))
        other = store.passes.add_link(Link(0, "", "其他", (), now, "lin", now + day), deed("link.add"))
        assert store.passes.link(made.id) == made and store.passes.links() == [other, made] and store.passes.links(before=other.id) == [made]
        assert made.open_at(now) and not made.open_at(now + day)
        store.passes.renew_link(made.id, now + week, deed("link.renew"))
        renewed = store.passes.link(made.id)
        assert renewed is not None and renewed.open_at(now + 2 * day)
        store.passes.revoke_link(made.id, deed("link.revoke"))
        store.passes.revoke_link(made.id, deed("link.revoke"))
        revoked = store.passes.link(made.id)
        assert revoked is not None and revoked.revoked == now and not revoked.open_at(now)
        with pytest.raises(IllegalMove, match="stays closed"):
            store.passes.renew_link(made.id, now + week, deed("link.renew"))
        assert [d.act for d in store.deeds.page(act="link")] == ["link.revoke", "link.renew", "link.add", "link.add"]

    def test_a_token_is_revoked_by_its_own_account(self, store: Store, now: datetime, deed: Callable[..., Deed], boss: Account) -> None:
        made = store.passes.add_token(Token(0, boss.id, "ERP", ("read.record",), "d" * 64, now, now + timedelta(days=1)), deed("token.add"))
        assert store.passes.token("d" * 64) == made and store.passes.tokens(boss.id) == [made] and store.passes.tokens(boss.id + 1) == []
        store.passes.revoke_token(made.id, boss.id + 1, deed("token.revoke"))
        found = store.passes.token("d" * 64)
        assert found is not None and found.open_at(now)
        store.passes.revoke_token(made.id, boss.id, deed("token.revoke"))
        found = store.passes.token("d" * 64)
        assert found is not None and not found.open_at(now)

    def test_deeds_are_paged_filtered_and_never_rewritten(self, store: Store, url: str, deed: Callable[..., Deed]) -> None:
        for number in range(7):
            store.deeds.add(deed("link.add" if number % 2 else "linkage", "mei" if number < 3 else "lin", f"link {number}"))
        newest = store.deeds.page(limit=3)
        assert [d.subject for d in newest] == ["link 6", "link 5", "link 4"]
        assert [d.subject for d in store.deeds.page(before=newest[-1].id, limit=3)] == ["link 3", "link 2", "link 1"]
        assert [d.subject for d in store.deeds.page(who="mei", act="link")] == ["link 1"]
        assert (newest[0].detail, newest[0].request) == ({"to": "x"}, "req1")
        engine = create_engine(parse_url(url))
        for statement in ("UPDATE deed SET who = 'x'", "DELETE FROM deed"):
            with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
                connection.execute(text(statement))
        engine.dispose()

    def test_records_belong_to_the_shop_that_a_night_names(self, store: Store, now: datetime, make_record: Callable[..., Record]) -> None:
        night = store.start_night(now)
        mine, other = replace(make_record(1), shop="茶行"), make_record(2)
        assert mine.fingerprint == make_record(1).fingerprint
        store.save_records([mine, other], night)
        assert store.record(mine.key) == mine and store.record(other.key) == other
        assert store.records_page(["茶行"]) == [mine] and store.records_page([]) == [] and store.record_count(["茶行"]) == 1
        assert store.records_page(limit=1) == [mine] and store.records_page(after=mine.key) == [other]
        assert store.save_records([make_record(1), replace(other, shop="花坊")], night) == {mine.key: "unchanged", other.key: "unchanged"}
        assert [r.shop for r in store.records_page()] == ["茶行", "花坊"], "a night without a shop takes none away"


class TestSqlite(AccountsContract):
    @pytest.fixture
    def url(self, store_url: str) -> str:
        return store_url


class TestPostgres(AccountsContract):
    @pytest.fixture
    def url(self, postgres: str) -> str:
        return postgres
