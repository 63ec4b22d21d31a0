"""`localize serve`: the pages for sellers, editors, operators and auditors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from localize.cli.terminal import opened, say, settings


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on. Others than this machine's own need https.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.", min=1, max=65535)] = 8765,
    certificate: Annotated[Path | None, typer.Option(help="A PEM file: speak https.", show_default=False)] = None,
    key: Annotated[Path | None, typer.Option(help="The PEM file with the certificate's key.", show_default=False)] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy speaks https for it and names the browser's address; needs CHUHAI_URL.")
    ] = False,
    browse: Annotated[bool, typer.Option("--open", help="Also open it in a browser on this machine.")] = False,
) -> None:
    """Serve the pages until Ctrl-C. The first run prints a code: with it, a browser makes the first account.

    Nothing is asked of another machine. The secret that signs links and sessions is CHUHAI_SECRET, or is made once into a file of CHUHAI_OUT.

    Examples: `localize serve` · `localize serve --host 0.0.0.0 --certificate chuhai.pem --key chuhai.key`
    """
    from localize.kit import load_kit
    from localize.web.app import create_app
    from localize.web.configuration import WebSettings
    from localize.web.serving import Listening
    from localize.web.serving import check as check_listening
    from localize.web.serving import serve as serve_app

    chosen, listening = settings(), Listening(host, port, certificate, key, behind_proxy)
    web = WebSettings.read(chosen.out, listening.url)
    check_listening(listening, web)
    with opened(chosen) as store:
        app = create_app(chosen, store, web, load_kit(chosen, store))
        if browse:
            import threading
            import webbrowser

            threading.Timer(1.0, webbrowser.open, [web.url]).start()
        serve_app(app, listening, say)
