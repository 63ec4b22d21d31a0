"""Signatures of what is sent: HMAC-SHA256 over the time and the body, so that nobody can send in our name, nor send again later what we once sent."""

from __future__ import annotations

import hmac

HEADER = "Chuhai-Signature"
WINDOW = 300  # seconds: what is older, or comes from the future, is not taken


def signature(secret: str, at: int, body: bytes) -> str:
    """The header's value. `at` is seconds since 1970.

    >>> signature("s", 1767225600, b"{}")[:32]
    't=1767225600,v1=ba9170a5544f572a'
    """
    return f"t={at},v1={hmac.digest(secret.encode(), b'%d.' % at + body, 'sha256').hex()}"


def holds(secret: str, header: str, body: bytes, now: int) -> bool:
    """Whether a body came from who has the secret, at most WINDOW seconds ago.

    >>> told = signature("s", 1000, b"{}")
    >>> holds("s", told, b"{}", 1200), holds("s", told, b"{ }", 1200), holds("s", told, b"{}", 2000), holds("t", told, b"{}", 1200)
    (True, False, False, False)
    """
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at = parts.get("t", "")
    if not (at.isascii() and at.isdigit() and len(at) < 12) or abs(now - int(at)) > WINDOW:
        return False
    return hmac.compare_digest(signature(secret, int(at), body).encode(), f"t={at},v1={parts.get('v1', '')}".encode())
