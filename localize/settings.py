"""The settings of an installation: a few environment variables with sensible defaults, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localize.errors import SettingsError

_HOME = Path(__file__).resolve().parent.parent  # the checkout: glossaries/, prompts/ and examples/ stand beside the package


@dataclass(frozen=True)
class Settings:
    """Where things are and which engine to use.

    >>> Settings.read({"CHUHAI_ENGINE": "pseudo"}).engine
    'pseudo'
    """

    home: Path
    store: str  # CHUHAI_STORE: sqlite:///path or postgresql://…
    out: Path  # CHUHAI_OUT: reports and emitted files
    models: Path  # CHUHAI_MODELS: the model store
    engine: str  # CHUHAI_ENGINE: auto, pseudo, or the id of a model
    precision: str  # CHUHAI_PRECISION: auto, int8, bf16
    policy: str  # CHUHAI_LICENCES: commercial or any
    rows: int  # CHUHAI_ROWS: how many segments a model works on at once

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of an environment. Raises SettingsError naming the variable and what it may be."""
        env = os.environ if environment is None else environment
        home = Path(env.get("CHUHAI_HOME", str(_HOME))).expanduser()
        if not (home / "glossaries").is_dir():
            raise SettingsError(f"There is no folder glossaries in {home}.", next_step="Set CHUHAI_HOME to the checkout.")
        work = home / "work"
        return cls(
            home=home,
            store=env.get("CHUHAI_STORE", f"sqlite:///{work / 'chuhai.db'}"),
            out=Path(env.get("CHUHAI_OUT", str(work))).expanduser(),
            models=Path(env.get("CHUHAI_MODELS", "~/.cache/chuhai/models")).expanduser(),
            engine=env.get("CHUHAI_ENGINE", "auto"),
            precision=_choice(env, "CHUHAI_PRECISION", ("auto", "int8", "bf16")),
            policy=_choice(env, "CHUHAI_LICENCES", ("commercial", "any")),
            rows=_count(env, "CHUHAI_ROWS", 64),
        )

    @property
    def glossaries(self) -> Path:
        return self.home / "glossaries"

    @property
    def prompts(self) -> Path:
        return self.home / "prompts"


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, allowed[0])
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}.", next_step=f"Set it to one of: {', '.join(allowed)}.")
    return value


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdigit() or not 1 <= int(value) <= 1024:
        raise SettingsError(f"{name} is {value!r}.", next_step="Set it to a number from 1 to 1024.")
    return int(value)
