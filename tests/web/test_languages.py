"""No string of the pages lacks a translation, and no translation says something else in its placeholders."""

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import localize.store
from localize.checks import registry
from localize.kit import Kit
from localize.web.languages import FOLDER, FROM_BELOW, LANGUAGES, catalogue

WEB = FOLDER.parent
METHODS = [("**.py", "python"), ("templates/**.html.jinja", "jinja2")]
OPTIONS = {"templates/**.html.jinja": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
HOLES = re.compile(r"%\(\w+\)s|</?\w+>")


def said() -> set[str]:
    found = extract_from_dir(str(WEB), METHODS, OPTIONS, keywords=KEYWORDS)
    return {message[2][0] if isinstance(message[2], tuple) else message[2] for message in found}


def held(language: str) -> Catalog:
    with (FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_every_string_is_translated(language: str) -> None:
    wanted = said()
    assert len(wanted) > 200, "the extraction sees the templates"
    found = {(m.id[0] if isinstance(m.id, (tuple, list)) else m.id): m for m in held(language) if m.id}
    assert wanted - set(found) == set(), "run `make catalogues`, then translate what is new"
    assert set(found) - wanted == set(), "run `make catalogues`: these are said nowhere"
    for text, message in found.items():
        translations = [message.string] if isinstance(message.string, str) else list(message.string)
        assert translations and all(translations) and not message.fuzzy, text
        for each in translations:
            assert sorted(HOLES.findall(each)) == sorted(HOLES.findall(text)), text


def test_the_templates_translate_every_word_they_show() -> None:
    for path in (WEB / "templates").rglob("*.html.jinja"):
        if path.name == "report.html.jinja":  # the report of a night is in English, and no page of these
            continue
        plain = path.read_text(encoding="utf-8")
        for code in (r"<pre.*?</pre>", r"{#.*?#}", r"{%-?\s*trans\b.*?endtrans\s*-?%}", r"{%.*?%}", r"{{.*?}}", r"<[^>]*>", r"[\w-]+=\"[^\"]*\""):
            plain = re.sub(code, " ", plain, flags=re.DOTALL)
        left = [word for word in re.findall(r"[A-Za-z]{2,}", plain) if word not in ("Chuhai", "UTC", "Esc", "Enter", "Ctrl", "html")]
        assert left == [], path.name


def test_what_the_store_says_is_what_the_catalogue_knows() -> None:
    below = "".join((Path(localize.store.__path__[0]) / f"{name}.py").read_text(encoding="utf-8") for name in ("accounts", "passes"))
    said_below = set(re.findall(r'IllegalMove\("([^"]+)", next_step="([^"]+)"', below))
    assert {each for pair in said_below for each in pair} == set(FROM_BELOW)


def test_the_catalogue_knows_what_rules_and_checks_say(rules: Kit) -> None:
    folder = rules.settings.glossaries / "regions"
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")]
    every = [rule for table in tables for name in ("claims", "eligibility") for rule in table.get(name, ())]
    wanted = {rule[name] for rule in every for name in ("reason", "remedy") if name in rule}
    wanted |= {registry.title(check) for check in (*rules.checks, *rules.variant_checks)}  # type: ignore[misc]
    with (FOLDER / "zh_Hans" / "LC_MESSAGES" / "rules.po").open("rb") as file:
        found = {message.id: message.string for message in read_po(file, locale="zh_Hans") if message.id}
    assert wanted - set(found) == set(), "translate what is new in rules.po"
    assert set(found) - wanted == set(), "these are said nowhere"
    assert all(found.values())
    assert catalogue("zh-Hans").gettext("A superlative.") == "用了“最”一类的绝对化用语。"


def test_a_plural_and_a_placeholder() -> None:
    assert catalogue("zh-Hans").ngettext("%(count)s recovery code is left.", "%(count)s recovery codes are left.", 3) == "还剩 %(count)s 个恢复码。"
