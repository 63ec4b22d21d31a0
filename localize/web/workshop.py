"""The kit of the pages. They run for weeks while people change the glossary: what checks a text is made anew when its terms have changed."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from starlette.datastructures import State

from localize.kit import Kit, load_kit

_MAKING = Lock()


@dataclass(frozen=True)
class Made:
    """A kit and the revision of the terms that it was made of."""

    kit: Kit
    revision: int


def hold(state: State, kit: Kit) -> None:
    """Keep the kit that the pages begin with."""
    state.kit = Made(kit, kit.store.terms_revision())


def fresh_kit(state: State) -> Kit | None:
    """The kit for the terms as they are, None where the pages have none. One statement; about a second after a change of terms."""
    made: Made | None = getattr(state, "kit", None)
    if made is None:
        return None
    revision = made.kit.store.terms_revision()
    if made.revision != revision:
        with _MAKING:
            made = state.kit
            if made.revision != revision:
                state.kit = made = Made(load_kit(made.kit.settings, made.kit.store), revision)
    return made.kit
