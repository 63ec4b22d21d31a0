"""The languages of the pages: English in the templates, others from catalogues, read when the program starts.

A catalogue is a .po file that people edit; it is compiled in memory, so that there is no second file to forget.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "zh-Hans": "简体中文"}  # each as its readers call it
FOLDER = Path(__file__).parent / "translations"
_ASKED_AS = {"en": "en", "zh-Hans": "zh-Hans", "zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-MY": "zh-Hans"}


def N_(text: str) -> str:
    """Marks a text that a template translates later."""
    return text


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations into a language of LANGUAGES; English is what the templates and the rules say.

    messages.po has what the pages say, rules.po what rules and checks say: `make catalogues` knows the first, a test the second.

    >>> catalogue("en").gettext("People"), catalogue("zh-Hans").gettext("People")
    ('People', '人员')
    """
    found: NullTranslations = NullTranslations()
    for path in sorted((FOLDER / language.replace("-", "_") / "LC_MESSAGES").glob("*.po")):
        made = _compiled(path, language)
        found = made if not isinstance(found, Translations) else found.merge(made)
    return found


def _compiled(path: Path, language: str) -> Translations:
    with path.open("rb") as file:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return Translations(compiled)


def asked_for(header: str, otherwise: str = "en") -> str:
    """The language of LANGUAGES that an Accept-Language header prefers, `otherwise` where it names none of them.

    >>> asked_for("zh-CN,zh;q=0.9,en;q=0.8"), asked_for("fr"), asked_for("en-GB;q=0.8, zh-TW")
    ('zh-Hans', 'en', 'zh-Hans')
    """
    wanted: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), tag))
        except ValueError:
            continue
    tags = [each for _, tag in sorted(wanted, key=lambda pair: pair[0]) for each in (tag, tag.partition("-")[0])]
    found = negotiate_locale(tags, list(_ASKED_AS), sep="-")
    return _ASKED_AS.get(found or "", otherwise)


# What the store may say to somebody on a page. The rooms below know no catalogue; a test compares these with what they say.
FROM_BELOW = (
    N_("There is an account already."),
    N_("Sign in, or ask an operator for an account."),
    N_("This account was changed meanwhile."),
    N_("Load the page again, then change it."),
    N_("Nobody would be left who can add accounts."),
    N_("Make somebody else an operator first."),
    N_("A revoked link stays closed."),
    N_("Make a new link."),
)
