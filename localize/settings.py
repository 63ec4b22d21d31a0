"""The settings of an installation: a few environment variables with sensible defaults, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

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
    tokens: int  # CHUHAI_TOKENS: how many tokens' keys and values a model may hold for them, which bounds its memory
    http_url: str  # CHUHAI_HTTP_URL: an OpenAI-compatible server, "" for none
    http_model: str  # CHUHAI_HTTP_MODEL: the name that server knows its model by
    http_entry: str  # CHUHAI_HTTP_ENTRY: the entry of models.toml that says how that model is asked; its name otherwise
    http_key: str = field(repr=False)  # CHUHAI_HTTP_KEY: what that server lets us in with, "" for none
    http_slots: int  # CHUHAI_HTTP_SLOTS: how many requests are on their way at once
    http_timeout: int  # CHUHAI_HTTP_TIMEOUT: seconds an answer may take
    sellers_approve: bool  # CHUHAI_SELLERS_APPROVE: 1 where a seller may approve the preview of their own record
    private_webhooks: bool  # CHUHAI_WEBHOOKS_PRIVATE: 1 where webhooks may go to addresses of the own network, and over http
    sources: tuple[Path, ...]  # CHUHAI_SOURCES: what a night that is started from the pages reads, with ":" between paths
    shop: str  # CHUHAI_SHOP: whose records these are, "" where they keep the shop they have
    prefect_url: str  # PREFECT_API_URL: the Prefect server that nights are started on, "" for none
    prefect_ui: str  # PREFECT_UI_URL: where its pages are; beside its API otherwise
    single_editor: bool  # CHUHAI_SINGLE_EDITOR: 1 where one person proposes and approves terms, 0 where a second one has to approve

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of an environment. Raises SettingsError naming the variable and what it may be."""
        env = os.environ if environment is None else environment
        home = Path(env.get("CHUHAI_HOME", str(_HOME))).expanduser()
        if not (home / "glossaries").is_dir():
            raise SettingsError(f"There is no folder glossaries in {home}.", next_step="Set CHUHAI_HOME to the checkout.")
        work = home / "work"
        url = _url(env, "CHUHAI_HTTP_URL")
        return cls(
            home=home,
            store=env.get("CHUHAI_STORE", f"sqlite:///{work / 'chuhai.db'}"),
            out=Path(env.get("CHUHAI_OUT", str(work))).expanduser(),
            models=Path(env.get("CHUHAI_MODELS", "~/.cache/chuhai/models")).expanduser(),
            engine=env.get("CHUHAI_ENGINE", "auto"),
            precision=_choice(env, "CHUHAI_PRECISION", ("auto", "int8", "bf16")),
            policy=_choice(env, "CHUHAI_LICENCES", ("commercial", "any")),
            rows=_count(env, "CHUHAI_ROWS", 64),
            tokens=_count(env, "CHUHAI_TOKENS", 16384, most=1 << 22),
            http_url=url,
            http_model=_word(env, "CHUHAI_HTTP_MODEL", needed=bool(url)),
            http_entry=env.get("CHUHAI_HTTP_ENTRY", env.get("CHUHAI_HTTP_MODEL", "")),
            http_key=_key(env, "CHUHAI_HTTP_KEY"),
            http_slots=_count(env, "CHUHAI_HTTP_SLOTS", 8),
            http_timeout=_count(env, "CHUHAI_HTTP_TIMEOUT", 120),
            sellers_approve=_choice(env, "CHUHAI_SELLERS_APPROVE", ("0", "1")) == "1",
            private_webhooks=_choice(env, "CHUHAI_WEBHOOKS_PRIVATE", ("0", "1")) == "1",
            sources=tuple(Path(each).expanduser().absolute() for each in env.get("CHUHAI_SOURCES", "").split(os.pathsep) if each.strip()),
            shop=env.get("CHUHAI_SHOP", "").strip(),
            prefect_url=(prefect := _url(env, "PREFECT_API_URL")),
            prefect_ui=_url(env, "PREFECT_UI_URL") or prefect.removesuffix("/api"),
            single_editor=_choice(env, "CHUHAI_SINGLE_EDITOR", ("0", "1")) == "1",
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


def _count(env: Mapping[str, str], name: str, default: int, most: int = 1024) -> int:
    value = env.get(name, str(default))
    if not value.isdigit() or not 1 <= int(value) <= most:
        raise SettingsError(f"{name} is {value!r}.", next_step=f"Set it to a number from 1 to {most}.")
    return int(value)


def _url(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip().rstrip("/")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise SettingsError(f"{name} is no address of a server.", next_step=_URL) from None
    if "@" in parts.netloc or parts.query or parts.fragment:  # not shown: what stands there may be a key
        raise SettingsError(f"{name} holds a user, a password or a query.", next_step="Put the key into CHUHAI_HTTP_KEY.")
    if not right or any(c.isspace() for c in value):
        raise SettingsError(f"{name} is {value!r}.", next_step=_URL)
    return value


_URL = "Set it to http://host:port or https://host:port, with or without a path such as /v1."


def _word(env: Mapping[str, str], name: str, *, needed: bool) -> str:
    """A name without spaces: it becomes a part of signatures, which are split at spaces."""
    value = env.get(name, "").strip()
    if any(c.isspace() or not c.isprintable() for c in value) or (needed and not value):
        raise SettingsError(f"{name} is {value!r}.", next_step="Set it to the model's name on the server, without spaces.")
    return value


def _key(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value.isascii() or any(c.isspace() or not c.isprintable() for c in value):
        raise SettingsError(f"{name} holds characters that no key has.", next_step="Set it to the key alone: ASCII, no spaces.")
    return value
