"""A morning's work for editors: notes that a night translated, one of them blocked, one flagged by its seller, one whose source changed under an edit."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from localize import night
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.request import Draft, Request
from localize.engines.base import Asking, Terms
from localize.engines.chinese import ChineseEngine
from localize.engines.routing import Routes
from localize.kit import Kit, load_kit
from localize.memory import Entry
from localize.reviewing.edit import edit
from localize.reviewing.flag import ReasonCode, raise_flag
from localize.settings import Settings
from localize.store.repository import Store

US, HK = "US/en-US/general", "HK/zh-Hant-HK/general"
SAME = "包装很好看，送妈妈也合适"  # stands in many notes
SOAK, INCENSE, CURE, CUP, TEA = "note:soak", "note:incense", "note:cure", "note:cup", "note:tea"
TEXTS = {
    "艾草泡脚包，睡前暖一暖": "Mugwort foot soak sachets to warm up before bed",
    "一包250g，够一家人用": "One bag is 250g, enough for the whole family",
    "一包300g，够一家人用": "One bag is 300g, enough for the whole family",
    "水温40°C，泡20分钟": "Soak for 20 minutes at 40°C",
    SAME: "Beautiful packaging, also a nice gift for your mother",
    "初一十五，给家里点一支佛香": "On the first and fifteenth, light a stick of Buddhist incense at home",
    "一盒有50支": "A box has fifty sticks",
    "味道很淡，不呛人": "The scent is light and does not choke",
    "晚上睡不好的朋友看过来": "Friends who sleep badly, look here",
    "这款足浴包可以治疗失眠": "This foot soak can cure insomnia",
    "手工汝窑品茗杯": "Handmade Ru kiln tasting cup",
    "每一只的开片都不一样": "The crackle of every cup is different",
    "春茶上新，明前龙井": "New spring tea: Longjing picked before Qingming",
    "一罐100g": "One tin is 100g",
}


class Canned:
    """An engine that writes what TEXTS says; what is not there, it says so."""

    identity, languages, asking = "canned", frozenset({"en"}), Asking(terms=Terms.LISTED)

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for request in requests:
            yield Draft(request, TEXTS.get(request.text, f"Text of {len(request.text)} signs"), self.identity)


def a_kit(settings: Settings, store: Store) -> Kit:
    """The kit of the pages with two targets, and an engine that needs no model."""
    whole = load_kit(settings, store)
    targets = {"US": US, "HK": HK}
    regions = {code: replace(whole.regions[code], targets=(Target.parse(target),)) for code, target in targets.items()}
    chinese = next(engine for engine in whole.routes.engines.values() if isinstance(engine, ChineseEngine))
    return replace(whole, regions=regions, routes=Routes({"en": Canned(), "zh-Hant": chinese}, {}))


def note(number: str, title: str, *lines: str, shop: str = "茶行", likes: int = 10) -> Record:
    fields = (Field("title", Role.TITLE, title), Field("desc", Role.BODY, "\n".join(lines)))
    return Record(number, Kind.NOTE, fields, (("likes", likes),), "notes.jsonl", shop)


def a_night(kit: Kit, *records: Record) -> None:
    number = kit.store.start_night(datetime.now(UTC))
    kit.store.save_records(records, number)
    night.localize(kit, number, [record.key for record in records], lambda *_: None)
    kit.store.finish_night(number, "finished", {})


def furnish(kit: Kit) -> None:
    """Two nights, with a day between them in which people worked."""
    a_night(
        kit,
        note("soak", "艾草泡脚包，睡前暖一暖", "一包250克，够一家人用", "水温40度，泡20分钟", SAME, likes=900),
        note("incense", "初一十五，给家里点一支佛香", "一盒有50支", "味道很淡，不呛人", SAME, likes=300),
        note("cure", "晚上睡不好的朋友看过来", "这款足浴包可以治疗失眠", SAME, likes=500),
        note("cup", "手工汝窑品茗杯", "每一只的开片都不一样", SAME, shop="花坊"),
        note("tea", "春茶上新，明前龙井", "一罐100克", SAME),
    )
    write(kit, SOAK, 1, "Each 8.8 oz (250 g) bag lasts the whole family a while", "mei")
    unit = line(kit, INCENSE, 2)
    raise_flag(
        kit, INCENSE, US, 2, ReasonCode.TONE, "茶行老板", seen=unit, words="读起来很生硬", suggestion="A faint scent that never irritates the throat"
    )
    a_night(kit, note("soak", "艾草泡脚包，睡前暖一暖", "一包300克，够一家人用", "水温40度，泡20分钟", SAME, likes=900))
    kit.store.save_evidence([(US, Entry("味道很淡，不刺鼻", "A light scent, not pungent"))], "mei", {})


def line(kit: Kit, key: str, position: int, target: str = US) -> str:
    """The token of a line."""
    found = kit.store.variant(key, target)
    assert found is not None
    return found.units[position].token


def write(kit: Kit, key: str, position: int, text: str, who: str) -> None:
    edit(kit, key, US, position, text, who, seen=line(kit, key, position))
