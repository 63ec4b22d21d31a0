"""One POST to one address: no redirects, no proxies, nothing read but the status, five seconds in all."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping

from localize.errors import LocalizeError, TransientError
from localize.webhooks.guard import Address, parse, resolve

SECONDS = 5.0


class _Pinned(http.client.HTTPConnection):
    """A connection to a number that was looked at, under the name that it is for."""

    def __init__(self, address: Address, number: str) -> None:
        super().__init__(address.host, address.port, timeout=SECONDS)
        self._number, self._https = number, address.https

    def connect(self) -> None:
        self.sock = socket.create_connection((self._number, self.port), self.timeout)
        if self._https:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


class _Attempt:
    """What a thread is doing, so that another can end it."""

    def __init__(self) -> None:
        self.connection: _Pinned | None = None
        self.status = 0
        self.error: Exception | None = None

    def run(self, url: str, body: bytes, headers: Mapping[str, str], private: bool) -> None:
        try:
            address = parse(url, private=private)
            self.connection = _Pinned(address, resolve(address, private=private))
            self.connection.request("POST", address.path, body, dict(headers))
            self.status = self.connection.getresponse().status
        except (LocalizeError, OSError, http.client.HTTPException, ValueError) as error:
            self.error = error
        finally:
            self.end()

    def end(self) -> None:
        """Close what is open: whoever reads from it gets an error at once."""
        if self.connection is not None and self.connection.sock is not None:
            with contextlib.suppress(OSError):
                self.connection.sock.shutdown(socket.SHUT_RDWR)
            self.connection.close()


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False, seconds: float = SECONDS) -> int:
    """Send it; gives the status of the answer. Raises AddressRefused, or TransientError where nothing answered in time."""
    attempt = _Attempt()
    # a thread of its own: a server that answers a byte a minute, or a name server that does not, holds up nobody
    thread = threading.Thread(target=attempt.run, args=(url, body, headers, private), daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        attempt.end()
        raise TransientError(f"There was no answer within {seconds:g} seconds.", next_step="See whether the program there runs.")
    if isinstance(attempt.error, LocalizeError):
        raise attempt.error
    if attempt.error is not None:
        raise TransientError(f"It could not be sent: {attempt.error}.", next_step="See whether the program there runs.") from attempt.error
    return attempt.status
