"""`localize accounts`: who may use the pages, from the machine that they run on; and links for sellers. Passwords are set in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.terminal import opened, say, settings
from localize.errors import IllegalMove

if TYPE_CHECKING:
    from localize.domain.account import Account, Deed
    from localize.web.configuration import WebSettings
    from localize.web.forms import Faults

app = typer.Typer(help="Who may use the pages: add, list, disable; link makes a way in for a seller.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The account's name.", metavar="NAME")]
_HERE = "http://127.0.0.1:8765"  # where `localize serve` listens unless it is told otherwise


@app.command()
def add(
    name: Name,
    role: Annotated[list[str], typer.Option(help="operator, editor, seller or auditor; may be given several times.")],
    locale: Annotated[
        list[str] | None, typer.Option(help="A language of an editor: en, zh-Hant. May be given several times.", show_default=False)
    ] = None,
    shop: Annotated[list[str] | None, typer.Option(help="A shop of a seller. May be given several times.", show_default=False)] = None,
) -> None:
    """Add an account, and print the address where its owner sets the password.

    Examples: `localize accounts add lin --role operator` · `localize accounts add mei --role editor --locale en`
    """
    from datetime import UTC, datetime

    from localize.domain.account import ACCOUNT_ROLES, Account
    from localize.web import forms
    from localize.web.keys import INVITED_DAYS, Keys

    if strange := [each for each in role if each not in ACCOUNT_ROLES]:
        raise typer.BadParameter(f"{strange[0]!r} is not one of: {', '.join(ACCOUNT_ROLES)}")
    faults: Faults = {}
    named, roles, locales = forms.name(name, faults), forms.roles(role, faults), forms.locales(",".join(locale or []), faults)
    shops = forms.entries(",".join(shop or []))
    forms.scoped(roles, locales, shops, faults)
    _refuse(faults)
    web = _web()
    with opened() as store:
        new = Account(0, named, roles, datetime.now(UTC), locales, shops)
        made = store.accounts.add(new, _deed("account.add", {"roles": list(roles), "locales": list(locales), "shops": list(shops)}))
        say(f"{made.name} is added. Within {INVITED_DAYS} days its owner sets the password at:")
        say(f"{web.url}/welcome/{Keys(web.secret).invitation(made)}")


@app.command("list")
def list_accounts() -> None:
    """Every account: name, roles, languages and shops, and whether it is active."""
    with opened() as store:
        found = store.accounts.all()
    if not found:
        say("There is no account yet. `localize serve` prints how to make the first one.")
    for account in found:
        scope = ", ".join([*account.locales, *account.shops]) or "-"
        say(f"{account.name}  {', '.join(account.roles)}  {scope}  {_state(account)}")


def _state(account: Account) -> str:
    if not account.active:
        return "disabled"
    factor = ", second factor" if account.factor else ""
    return f"{'active' if account.password or account.subject else 'invited'}{factor}"


@app.command()
def disable(name: Name) -> None:
    """Switch an account off and end its sessions. The last operator cannot be switched off."""
    from dataclasses import replace

    with opened() as store:
        account = store.accounts.named(name)
        if account is None:
            raise IllegalMove(f"There is no account {name}.", next_step="`localize accounts list` names them all.")
        store.accounts.save(replace(account, active=False), _deed("account.change", {"active": False}, f"account {account.id}"), end_sessions=True)
    say(f"{name} is switched off and signed out everywhere.")


@app.command()
def link(
    shop: Annotated[str, typer.Argument(help="Whose records it shows, as the nights name the shop.", metavar="SHOP")],
    record: Annotated[list[str] | None, typer.Option(help="Only this record, by its key. May be given several times.", show_default=False)] = None,
    days: Annotated[int, typer.Option(help="How long it opens.", min=1, max=366)] = 14,
    label: Annotated[str, typer.Option(help="A note for yourself.", show_default=False)] = "",
) -> None:
    """Make a link for a seller without an account, and print its address. Whoever has the address sees the records.

    Example: `localize accounts link 茶行 --days 7`
    """
    from datetime import UTC, datetime, timedelta

    from localize.domain.account import Link
    from localize.web.forms import line
    from localize.web.keys import Keys

    web, now, whose = _web(), datetime.now(UTC), line(shop)
    with opened() as store:
        if not whose or not store.record_count([whose]):
            raise IllegalMove(f"There is no record of a shop {whose!r}.", next_step="Name the shop in a night: localize night FILES --shop NAME.")
        for key in record or []:
            found = store.record(key)
            if found is None or found.shop != whose:
                raise IllegalMove(f"{key} is no record of {whose}.", next_step="Give keys such as note:64cc of this shop.")
        new = Link(0, line(label), whose, tuple(dict.fromkeys(record or [])), now, "the command line", now + timedelta(days=days))
        made = store.passes.add_link(new, _deed("link.add", {"shop": whose, "records": list(new.records), "days": days}))
        say(f"Link {made.id} shows the records of {whose} for {days} days:")
        say(f"{web.url}/link/{Keys(web.secret).link(made)}")


def _web() -> WebSettings:
    from localize.web.configuration import WebSettings

    return WebSettings.read(settings().out, _HERE)


def _deed(act: str, detail: dict[str, object], subject: str = "") -> Deed:
    from datetime import UTC, datetime

    from localize.domain.account import Deed

    return Deed(datetime.now(UTC), "the command line", act, subject, detail)


def _refuse(faults: Faults) -> None:
    for message in faults.values():
        raise typer.BadParameter(message)
