"""The second factor: time-based codes (RFC 6238) of an app, and recovery codes for the day it is lost."""

from __future__ import annotations

import io
import secrets
from datetime import datetime

import pyotp
import segno

from localize.web.keys import digest

STEP = 30  # seconds a code stands for
_AROUND = 1  # steps before and after: clocks differ
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another


def address(secret: str, name: str) -> str:
    """What the QR code says: an app reads it."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Chuhai")


def picture(secret: str, name: str) -> bytes:
    """The QR code as an SVG file, dark on white in every theme: cameras want it so."""
    drawn = io.BytesIO()
    segno.make(address(secret, name), error="m").save(drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return drawn.getvalue()


def step_of(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The time step that a code stands for, if it is right and newer than `after`: a code that was looked at is of no use any more."""
    plain = "".join(code.split())
    if not (len(plain) == 6 and plain.isascii() and plain.isdigit()):
        return None
    current = int(now.timestamp()) // STEP
    for step in range(current - _AROUND, current + _AROUND + 1):
        if step > after and secrets.compare_digest(pyotp.TOTP(secret).at(step * STEP), plain):
            return step
    return None


def recovery_codes() -> tuple[str, ...]:
    """New codes, to be shown once."""
    return tuple("-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES))


def recovery_digest(code: str) -> str:
    """What the store keeps of a code. 50 bits, tried ten times in a quarter of an hour at most, need no slow hash.

    >>> recovery_digest("ABCDE-fghij") == recovery_digest(" abcdefghij ")
    True
    """
    return digest("recovery " + "".join(c for c in code.lower() if c.isalnum()))
