"""The settings of the pages: where people reach them, the secret that signs, and an OIDC provider where there is one.

The secret is CHUHAI_SECRET, or is made once into a file that only its owner can read.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from localize.errors import SettingsError

LEAST_SECRET = 32  # characters
_TELLTALE = ("changeme", "change-me", "secret", "password", "default", "example", "chuhai", "12345678")
_MAKE_ONE = "Set it to what `python -c 'import secrets; print(secrets.token_urlsafe(48))'` prints, or leave it out: one is made and kept."


@dataclass(frozen=True)
class Provider:
    """An OIDC provider: its issuer, and as whom the pages are known to it. `claim` is the claim that names an account."""

    issuer: str  # CHUHAI_OIDC_ISSUER
    client: str  # CHUHAI_OIDC_CLIENT
    secret: str = field(repr=False)  # CHUHAI_OIDC_SECRET
    claim: str = "preferred_username"  # CHUHAI_OIDC_CLAIM


@dataclass(frozen=True)
class WebSettings:
    """What the pages need beside the settings of the installation."""

    url: str  # CHUHAI_URL: the address in a browser, without a path: https://chuhai.example.com
    secret: str = field(repr=False)  # CHUHAI_SECRET
    provider: Provider | None = None

    @classmethod
    def read(cls, folder: Path, url: str, environment: Mapping[str, str] | None = None) -> WebSettings:
        """The settings of an environment; `url` is where CHUHAI_URL says nothing, `folder` where the secret's file is kept. Raises SettingsError."""
        env = os.environ if environment is None else environment
        secret = env.get("CHUHAI_SECRET", "")
        return cls(_address(env.get("CHUHAI_URL", "") or url, "CHUHAI_URL"), strong(secret) if secret else kept_secret(folder), _provider(env))

    @property
    def https(self) -> bool:
        return self.url.startswith("https:")

    @property
    def host(self) -> str:
        """The host that browsers name, without a port."""
        return urlsplit(self.url).hostname or ""


def strong(secret: str) -> str:
    """The secret, if nobody can guess it. Raises SettingsError for a short one and for what looks like a placeholder."""
    if len(secret) < LEAST_SECRET or len(set(secret)) < 10:
        raise SettingsError(f"CHUHAI_SECRET is too short or too even: it needs {LEAST_SECRET} characters, 10 of them different.", next_step=_MAKE_ONE)
    if any(word in secret.lower() for word in _TELLTALE):
        raise SettingsError("CHUHAI_SECRET looks like a placeholder.", next_step=_MAKE_ONE)
    return secret


def kept_secret(folder: Path) -> str:
    """The secret of this installation: made on first use into `folder`/secret, which only its owner may read."""
    path = folder / "secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _make(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError(
                f"Others can read {path}.", next_step=f"chmod 600 {path}; if somebody may have read it, delete it: all links and sessions end."
            )
        return strong(path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The secret {path} cannot be made or read: {error}.", next_step="Check the folder, or set CHUHAI_SECRET.") from error


def _make(path: Path) -> None:
    """Make the file whole or leave the one that is there: two processes that start at once agree."""
    if path.exists():
        return
    draft = path.with_name(f".secret-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_drawn())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _drawn() -> str:
    """A random secret that `strong` takes: by chance one in some millions spells a telltale word."""
    while True:
        drawn = secrets.token_urlsafe(48)
        if not any(word in drawn.lower() for word in _TELLTALE):
            return drawn


def _provider(env: Mapping[str, str]) -> Provider | None:
    issuer = env.get("CHUHAI_OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return None
    client, secret = env.get("CHUHAI_OIDC_CLIENT", "").strip(), env.get("CHUHAI_OIDC_SECRET", "").strip()
    if not client or not secret:
        raise SettingsError("CHUHAI_OIDC_ISSUER is set without a client.", next_step="Set CHUHAI_OIDC_CLIENT and CHUHAI_OIDC_SECRET too.")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SettingsError("CHUHAI_OIDC_ISSUER is not https.", next_step="Use the https:// address of the provider.")
    return Provider(issuer, client, secret, env.get("CHUHAI_OIDC_CLAIM", "").strip() or "preferred_username")


def _address(value: str, name: str) -> str:
    try:
        parts = urlsplit(value.strip().rstrip("/"))
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.path and not parts.query and "@" not in parts.netloc
        right = right and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise SettingsError(f"{name} is {value!r}.", next_step="Set it to the address in a browser, without a path: https://chuhai.example.com.")
    return f"{parts.scheme}://{parts.netloc}"
