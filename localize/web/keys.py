"""What is signed with the secret: addresses of links and invitations, and what a browser carries for us. The store keeps none of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from localize.domain.account import Account, Link

INVITED_DAYS = 7
_LONGEST = 2000  # characters of what is read at all
_SHA256 = {"digest_method": hashlib.sha256}


def digest(token: str) -> str:
    """What the store knows a session or a token by. Random tokens need no slow hash.

    >>> len(digest("x"))
    64
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def drawn() -> str:
    """A token that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


class Keys:
    """Signs and checks; each purpose with a key of its own, so that one kind of token is never taken for another."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def link(self, link: Link) -> str:
        """The token in a link's address. It is always the same: operators can copy it again, and renewing keeps it."""
        return str(URLSafeSerializer(self._secret, salt="link", signer_kwargs=_SHA256).dumps(link.id))

    def link_id(self, token: str) -> int | None:
        found = self._read(URLSafeSerializer(self._secret, salt="link", signer_kwargs=_SHA256), token)
        return found if type(found) is int else None

    def invitation(self, account: Account) -> str:
        """The token with which somebody sets their first or a new password. It is spent as soon as the password is another one."""
        return str(self._timed("invitation").dumps([account.id, _mark(account)]))

    def invited(self, token: str) -> int | None:
        """The account it is for, before its mark is compared: `accepts`."""
        found = self._read(self._timed("invitation"), token, max_age=INVITED_DAYS * 86400)
        return found[0] if isinstance(found, list) and len(found) == 2 and type(found[0]) is int else None

    def accepts(self, token: str, account: Account) -> bool:
        return bool(self._read(self._timed("invitation"), token, max_age=INVITED_DAYS * 86400) == [account.id, _mark(account)])

    def sealed(self, purpose: str, value: dict[str, str]) -> str:
        """A value for the browser to carry: it can be read there and not changed."""
        return str(self._timed(purpose).dumps(value))

    def unsealed(self, purpose: str, token: str, seconds: int) -> dict[str, str]:
        """What was sealed at most so long ago, nothing for anything else."""
        found = self._read(self._timed(purpose), token, max_age=seconds)
        return found if isinstance(found, dict) else {}

    def derived(self, purpose: str) -> str:
        """A secret of 160 bits for a purpose, in base32: the same each time."""
        return base64.b32encode(hmac.digest(self._secret.encode(), purpose.encode(), "sha256")[:20]).decode()

    def _timed(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secret, salt=purpose, signer_kwargs=_SHA256)

    @staticmethod
    def _read(serializer: Any, token: str, **age: int) -> Any:
        try:
            return serializer.loads(token, **age) if len(token) <= _LONGEST else None
        except BadData:
            return None


def _mark(account: Account) -> str:
    """Changes with the password, and says nothing about it."""
    return digest(f"{account.id} {account.password}")[:16]
