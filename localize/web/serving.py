"""`localize serve`: where the pages listen, what is refused, and what the first run prints."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from localize.errors import SettingsError
from localize.web.app import LOOPBACK
from localize.web.configuration import WebSettings
from localize.web.courier import Courier
from localize.web.site import Site
from localize.webhooks.delivering import sender


@dataclass(frozen=True)
class Listening:
    """Where to listen. `certificate` and `key` are files for https; `behind_proxy` says that something in front of us speaks https."""

    host: str = "127.0.0.1"
    port: int = 8765
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    @property
    def url(self) -> str:
        """The address in a browser on this machine, where CHUHAI_URL does not say another."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{name}:{self.port}"


def check(listening: Listening, web: WebSettings) -> None:
    """Raises SettingsError where passwords would cross a network in the clear, or a certificate is not whole."""
    if (listening.certificate is None) != (listening.key is None):
        raise SettingsError("A certificate and its key belong together.", next_step="Give both --certificate and --key.")
    for path in (listening.certificate, listening.key):
        if path is not None and not path.is_file():
            raise SettingsError(f"There is no file {path}.", next_step="Give the path of a PEM file.")
    if listening.behind_proxy and not web.https:
        raise SettingsError("Behind a proxy the pages need their address.", next_step="Set CHUHAI_URL to the https:// address that people use.")
    if listening.host not in LOOPBACK and listening.certificate is None and not listening.behind_proxy:
        raise SettingsError(
            f"Listening on {listening.host} would send passwords over the network in the clear.",
            next_step="Give --certificate and --key, or --behind-proxy where a proxy speaks https for it, or listen on 127.0.0.1.",
        )


def serve(app: FastAPI, listening: Listening, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. `say` is told where, and the code of the first run."""
    site: Site = app.state.site
    say(f"Chuhai is at {site.web.url} (Ctrl-C stops it).")
    if not site.store.accounts.exist():
        say(f"There is no account yet. Open {site.web.url}/setup and type this code: {site.setup_code}")
    courier = Courier(site.store, sender(private=site.settings.private_webhooks))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    with courier:
        uvicorn.run(
            app,
            host=listening.host,
            port=listening.port,
            ssl_certfile=listening.certificate,
            ssl_keyfile=listening.key,
            proxy_headers=listening.behind_proxy,
            access_log=False,  # it would write addresses of links, which are keys
            server_header=False,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
