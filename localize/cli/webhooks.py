"""`localize webhooks`: where other programs are told what happened here. The pages add and show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.terminal import ATTENTION, opened, say, settings
from localize.errors import IllegalMove

if TYPE_CHECKING:
    from localize.domain.webhook import Endpoint
    from localize.store.repository import Store

app = typer.Typer(help="Where other programs are told what happened: list, test, deliver.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Every webhook: number, address, what it is told, and whether it is on. They are added on the page Webhooks."""
    with opened() as store:
        found = store.webhooks.all()
    if not found:
        say("There is no webhook yet. `localize serve`, then add one under Webhooks.")
    for each in found:
        say(f"{each.id}  {each.url}  {', '.join(each.events)}  {'on' if each.active else 'off'}")


@app.command()
def test(number: Annotated[int, typer.Argument(help="The webhook's number; all that are on, if left out.", metavar="[NUMBER]")] = 0) -> None:
    """Send something harmless to a webhook at once and say what it answered. Exit code 4 where one did not take it.

    Example: `localize webhooks test 1`
    """
    from localize.domain.webhook import DeliveryState
    from localize.webhooks.delivering import sender
    from localize.webhooks.delivering import test as send_test

    chosen, lost = settings(), 0
    with opened(chosen) as store:
        for each in _chosen(store, number):
            done = send_test(store, each, sender(private=chosen.private_webhooks))
            arrived = done.state is DeliveryState.DONE
            lost += not arrived
            say(f"Webhook {each.id}, {each.url}: {f'arrived, it answered {done.status}' if arrived else f'did not arrive. {done.said}'}")
    if lost:
        raise typer.Exit(ATTENTION)


@app.command()
def deliver() -> None:
    """Send what is due, once. `localize serve` does it by itself every few seconds; this is for installations without it.

    Example: `*/5 * * * * localize webhooks deliver`
    """
    from localize.webhooks.delivering import deliver as send_due
    from localize.webhooks.delivering import sender

    chosen = settings()
    with opened(chosen) as store:
        sent = send_due(store, sender(private=chosen.private_webhooks))
    say(f"{sent.done} arrived, {sent.waiting} are tried again later, {sent.failed} are given up.")


def _chosen(store: Store, number: int) -> list[Endpoint]:
    if not number:
        return [each for each in store.webhooks.all() if each.active]
    found = store.webhooks.get(number)
    if found is None:
        raise IllegalMove(f"There is no webhook {number}.", next_step="`localize webhooks list` names them.")
    return [found]
