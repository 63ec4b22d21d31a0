"""Passwords: argon2id, and what is refused. Length is asked for, not a zoo of characters (NIST SP 800-63B)."""

from __future__ import annotations

import threading
from functools import cached_property

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

from localize.web.languages import N_

LEAST, MOST = 12, 200  # characters
_COMMON = ("password", "passw0rd", "qwerty", "123456", "abcdef", "letmein", "iloveyou", "welcome", "administrator", "chuhai", "changeme")


def fault(password: str, name: str) -> str:
    """Why a password is not taken, "" when it is.

    >>> fault("short", "mei"), fault("correct horse battery", "mei")
    ('Use at least 12 characters; a few words make a good password.', '')
    """
    if len(password) < LEAST:
        return N_("Use at least 12 characters; a few words make a good password.")
    if len(password) > MOST:
        return N_("Use at most 200 characters.")
    plain = password.lower()
    rest = plain
    for word in (*_COMMON, name.lower()):
        rest = rest.replace(word, "") if word else rest
    if len(rest) < 6 or len(set(plain)) < 5:
        return N_("This password is easy to guess. Use a few words that do not belong together.")
    return ""


_AT_ONCE = 2  # each takes 64 MiB and a core while it runs: a flood of logins waits instead of filling the memory


class Passwords:
    """Hashes and compares. Slow by design, so never called while holding anything."""

    def __init__(self) -> None:
        self._hash = PasswordHash.recommended()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        return self.hashed("nobody has this password")

    def hashed(self, password: str) -> str:
        with self._turn:
            return self._hash.hash(password)

    def right(self, password: str, hashed: str) -> bool:
        """Whether it is the password. Without a hash the answer is no and takes as long: nobody learns who has an account."""
        against = hashed or self._nobody
        try:
            with self._turn:
                return self._hash.verify(password[: MOST + 1], against) and bool(hashed)
        except UnknownHashError:
            return False
