"""Hostile texts, and a store that took all of them in: a night over them as notes and listings, and as terms, flags, edits and names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from localize import glossary, night
from localize.discussion import discuss
from localize.domain.account import Account, Deed, Link, Role
from localize.domain.locale import Locale
from localize.domain.record import Record
from localize.domain.term import Audience, Term
from localize.domain.variant import Approval
from localize.domain.webhook import WANTED, Endpoint
from localize.errors import LocalizeError
from localize.kit import Kit
from localize.review import approve
from localize.reviewing.edit import edit
from localize.reviewing.flag import ReasonCode, raise_flag
from localize.summary import Summary

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHOP = "茶行"
TARGET = "US/en-US/general"
_CASES = json.loads((Path(__file__).parent / "cases" / "hostile.json").read_text(encoding="utf-8"))["cases"]
TEXTS: Mapping[str, str] = {case["label"]: case["text"] * case.get("times", 1) for case in _CASES}


def harmless() -> dict[str, str]:
    """As many texts that do nothing."""
    return {label: f"泡脚包 {number} 号" for number, label in enumerate(TEXTS)}


def notes(texts: Mapping[str, str], file: Path) -> Path:
    """A source of notes whose title, text and topic are each of the texts."""
    with file.open("w", encoding="utf-8") as out:
        for number, text in enumerate(texts.values()):
            card = {"note_id": f"h{number:03}", "type": "normal", "title": text, "desc": f"{text}\n一家人都喜欢", "time": 1764633600000}
            row = {"id": card["note_id"], "model_type": "note", "note_card": card | {"tag_list": [{"id": "1", "name": text, "type": "topic"}]}}
            out.write(json.dumps(row) + "\n")
    return file


def fill(kit: Kit, texts: Mapping[str, str], folder: Path) -> Summary:
    """Let all of it in by every door that there is; what a door refuses is refused with a reason."""
    summary = night.run(kit, [notes(texts, folder / "notes.jsonl")], lambda *_: None, include_unapproved=True, shop=SHOP)
    for number, text in enumerate(texts.values()):
        _people(kit, f"note:h{number:03}", text)
        _glossary(kit, number, text)
    _accounts(kit, texts)
    return summary


def _people(kit: Kit, key: str, text: str) -> None:
    variant = kit.store.variant(key, TARGET)
    if variant is None or not variant.units:
        return
    for act in (
        lambda seen: raise_flag(kit, key, TARGET, 0, ReasonCode.OTHER, SHOP, seen=seen, words=text[:2000], suggestion=text[:10_000]),
        lambda seen: edit(kit, key, TARGET, 0, text, "mei", seen=seen, why=text[:300]),
    ):
        try:
            act(variant.units[0].token)
        except LocalizeError as error:
            assert error.next_step
    try:
        approve(kit.store, key, TARGET, "mei", text[:300])
    except LocalizeError as error:
        assert error.next_step


def _glossary(kit: Kit, number: int, text: str) -> None:
    word = text[:300]
    new = Term(f"hostile.h{number:03}", "hostile", word, Locale("zh", "Hant"), Audience.ANY, word, note=word)
    try:
        glossary.add(kit.store, new, "mei", word[:100])
        discuss(kit.store, new.key, "mei", word)
    except LocalizeError as error:
        assert error.next_step


def _accounts(kit: Kit, texts: Mapping[str, str]) -> None:
    deed = Deed(NOW, "olga", "test", "")
    keys = [record.key for record in kit.store.records()][:1]
    for number, text in enumerate(texts.values()):
        line = text[:100]
        kit.store.accounts.add(
            Account(0, f"{number} {line}", (Role.SELLER,), NOW, shops=(line,)), replace(deed, who=line, subject=line, detail={line: line})
        )
        kit.store.passes.add_link(Link(0, line, line, tuple(keys), NOW, line, NOW + timedelta(days=9000)), deed)
        hook = Endpoint(0, f"https://erp.example.com/{line}", line, (WANTED[number % 3].value,), NOW, line, number % 2 == 0, "s")
        kit.store.webhooks.add(hook, deed)


def kept(kit: Kit) -> list[Record]:
    return list(kit.store.records())


def approved(kit: Kit) -> int:
    return sum(1 for _ in kit.store.variants(approval=Approval.APPROVED))
