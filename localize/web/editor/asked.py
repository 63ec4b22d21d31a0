"""What an address of the queue asks for: a filter, whose languages, where to begin. It goes along to every variant that is opened from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from localize.domain.record import Kind
from localize.domain.variant import Decision
from localize.store.queue import LONGEST, Filter
from localize.web.access import Act, Who, own_locales
from localize.web.forms import Faults, line
from localize.web.languages import N_

TEXTS = {"region": "region", "locale": "locale", "rule": "rule", "term": "concept", "engine": "engine", "words": "words"}
CHOICES = {"decision": tuple(str(each) for each in Decision), "kind": tuple(str(each) for each in Kind)}
TICKS = ("flagged", "edited", "waiting")
PLACE = "from"  # where a variant stood in the queue when it was opened: the next one comes after it


@dataclass(frozen=True)
class Asked:
    """`filter` as the store reads it; `place` is "priority-id" or ""; `everybody` asks for all languages where an editor has own ones."""

    filter: Filter
    everybody: bool = False
    place: str = ""
    faults: Faults = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, str]:
        """The filter as an address has it, without a place."""
        found = {name: getattr(self.filter, attribute) for name, attribute in TEXTS.items()}
        found |= {name: getattr(self.filter, name) for name in CHOICES}
        found["shop"] = self.filter.shops[0] if self.filter.shops else ""
        found |= {name: {True: "yes", False: "no"}.get(getattr(self.filter, name), "") for name in TICKS}
        found["languages"] = "all" if self.everybody else ""
        return {name: value for name, value in found.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything but the languages is asked for."""
        return bool(self.parts.keys() - {"languages"})

    def address(self, path: str, **more: object) -> str:
        """A path with this filter and more; what is empty is left out."""
        found = {**self.parts, **{name.rstrip("_"): str(value) for name, value in more.items() if value not in ("", None)}}
        return f"{path}?{urlencode(found)}" if found else path

    def without(self, name: str) -> str:
        """The queue without one part of the filter."""
        left = {key: value for key, value in self.parts.items() if key != name}
        return f"/queue?{urlencode(left)}" if left else "/queue"


def read(given: Mapping[str, str], who: Who) -> Asked:
    """What the parameters of an address ask for. What does not fit is named in `faults` and left out."""
    faults: Faults = {}
    given_for: dict[str, Any] = {attribute: line(given.get(name, ""), LONGEST) for name, attribute in TEXTS.items()}
    for name, allowed in CHOICES.items():
        value = given.get(name, "")
        given_for[name] = value if value in allowed else ""
        if value and not given_for[name]:
            faults[name] = N_("Choose one from the list.")
    given_for |= {name: {"yes": True, "no": False}.get(given.get(name, "")) for name in TICKS}
    shop = line(given.get("shop", ""))
    own = own_locales(who, Act.APPROVE)
    everybody = own is not None and given.get("languages") == "all"
    wanted = Filter(**given_for, shops=(shop,) if shop else None, locales=None if everybody else own)
    return Asked(wanted, everybody, place(given.get(PLACE, "")), faults)


def place(text: str) -> str:
    """A place in the queue, or "" for what is none: then it begins at its head."""
    parts = text.split("-")
    return text if len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts) else ""


def of_view(saved: Filter, who: Who) -> Asked:
    """What a saved view asks for; its languages are those that its owner has now."""
    own = own_locales(who, Act.APPROVE)
    everybody = own is not None and saved.locales is None
    return Asked(replace(saved, locales=None if everybody else own), everybody)
