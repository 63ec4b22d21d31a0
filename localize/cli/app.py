"""`localize`: the groups of commands, and the page that `localize --help` shows."""

from __future__ import annotations

import typer

from localize.cli import (
    accounts,
    channels,
    database,
    doctor,
    editing,
    exchange,
    glossary,
    impacts,
    mining,
    models,
    night,
    records,
    regions,
    reviewing,
    serve,
    webhooks,
)
from localize.cli.terminal import Group

_ABOUT = """Chuhai translates and adapts Chinese listings and notes for other regions, every night, on this machine.

**A first night**, with the examples and without a model, then with one:

    localize night examples --engine pseudo --include-unapproved
    localize models fetch
    localize night examples --include-unapproved

**In the morning** read `work/report.html`, look closer, decide, hand over:

    localize queue
    localize preview 泡脚包 --target US --why
    localize edit note:n0001 US/en-US/general --line 2 --who YOU
    localize approve note:n0001 US/en-US/general --who YOU
    localize emit

**Pages** for sellers, editors, operators and auditors, in a browser:

    localize serve
    localize accounts add mei --role editor --locale en
    localize accounts link SHOP

**Terms** are kept in the store and reviewed as tables:

    localize glossary show herb.ai-cao
    localize glossary impact herb.ai-cao --samples 3
    localize glossary template words.xlsx
    localize glossary import words.xlsx
    localize glossary mine words

**Exit codes**: 0 done; 2 wrong use or settings, the message says what to do; 3 the store is busy or something did not answer, try again;
4 done, but something needs a person (records in quarantine, a fault found); 130 stopped with Ctrl-C, the same command goes on from there.

**Settings** are environment variables: CHUHAI_STORE, CHUHAI_OUT, CHUHAI_MODELS, CHUHAI_ENGINE, CHUHAI_PRECISION, CHUHAI_LICENCES,
CHUHAI_ROWS, CHUHAI_SINGLE_EDITOR, CHUHAI_HOME; for the pages CHUHAI_SOURCES, CHUHAI_SHOP, CHUHAI_URL, CHUHAI_SECRET, CHUHAI_OIDC_ISSUER and its like. `localize doctor` shows what they lead to.
"""

app = typer.Typer(cls=Group, help=_ABOUT, rich_markup_mode="markdown", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command(rich_help_panel="Every night")(night.night)
app.command(rich_help_panel="In the morning")(records.preview)
app.command(rich_help_panel="In the morning")(records.approve)
app.command(rich_help_panel="In the morning")(records.reject)
app.command(rich_help_panel="In the morning")(records.emit)
app.command(rich_help_panel="In the morning")(reviewing.queue)
app.command(rich_help_panel="In the morning")(reviewing.edit)
app.command(rich_help_panel="In the morning")(reviewing.undo)
app.command(rich_help_panel="In the morning")(reviewing.flags)
app.command(rich_help_panel="For everybody")(serve.serve)
app.add_typer(accounts.app, name="accounts", rich_help_panel="For everybody")
app.add_typer(webhooks.app, name="webhooks", rich_help_panel="For everybody")
glossary.app.command()(impacts.impact)
glossary.app.add_typer(mining.app, name="mine")
for command in editing.COMMANDS:
    glossary.app.command()(command)
app.add_typer(glossary.app, name="glossary", rich_help_panel="What it works with")
app.add_typer(exchange.memory, name="memory", rich_help_panel="What it works with")
app.add_typer(regions.app, name="regions", rich_help_panel="What it works with")
app.add_typer(channels.app, name="channels", rich_help_panel="What it works with")
app.add_typer(models.app, name="models", rich_help_panel="What it works with")
app.add_typer(database.app, name="db", rich_help_panel="What it works with")
app.command(rich_help_panel="What it works with")(doctor.doctor)
