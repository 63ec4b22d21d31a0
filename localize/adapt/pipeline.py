"""The adapters in their order: a list that can be read. What each does is in its own module; the surroundings of a segment go through `social`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from localize.adapt import dates, measures, money, policy, spelling
from localize.domain.context import Context
from localize.domain.unit import Adapted, Step

Adapter = Callable[[str, Context], Adapted]


@dataclass(frozen=True)
class Adapters:
    """`source` runs before the engine on the Chinese text, `target` after it on the target text."""

    source: tuple[Adapter, ...]
    target: tuple[Adapter, ...]

    @classmethod
    def load(cls, folder: Path) -> Adapters:
        """The adapters of the product with the data under `folder` (glossaries/)."""
        rates = money.load_rates(folder / "rates.toml")
        return cls(
            source=(
                policy.drop_mainland_promises,  # first: what goes need not be converted
                money.mark,
                measures.to_si,
                dates.normalise,
            ),
            target=(
                measures.localise,
                rates.localise,
                dates.localise,
                spelling.british,
            ),
        )


def run(adapters: Iterable[Adapter], text: str, context: Context) -> Adapted:
    """The text after all adapters, in their order, with every step they made."""
    steps: list[Step] = []
    for adapter in adapters:
        adapted = adapter(text, context)
        text = adapted.text
        steps += adapted.steps
    return Adapted(text, tuple(steps))
