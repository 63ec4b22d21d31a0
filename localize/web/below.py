"""Sentences that the rooms below say to people, in the reader's language. They know no catalogue: each is held against the forms that it can have.

A sentence of no form is shown as it is, in English: better than nothing said.
"""

from __future__ import annotations

import re
from functools import cache

from localize.web.languages import N_, catalogue

# In the order in which they are tried: what is more special stands before what is more general.
FORMS = (
    # cells and rows: localize.exchange.line, rows
    N_("it is empty."),
    N_("Write the Chinese headword."),
    N_("%(value)s begins like a formula."),
    N_("Write an apostrophe before it if it is meant as text."),
    N_("%(count)s characters are too many."),
    N_("Keep it under %(most)s; look for a quotation mark that is not closed."),
    N_("%(value)s holds a control character."),
    N_("Write the cell anew by hand."),
    N_("%(value)s has an empty or a repeated item."),
    N_('Join different items with one "|" each.'),
    N_("%(value)s is not a language tag such as 'en-US' or 'zh-Hant-HK'."),
    N_("Write it like en, zh-Hant-HK or zh-Hant-TW."),
    N_("%(value)s is not the usual form."),
    N_("%(value)s is not a count."),
    N_("Write 1 for a new entry."),
    N_("%(value)s is not a domain."),
    N_("A domain names a file: a-z, 0-9 and hyphens."),
    N_("%(value)s is not a name in %(domain)s."),
    N_("Write %(domain)s.<name> with a-z, 0-9 and hyphens."),
    N_("demand %(demand)s with target %(target)s."),
    N_("A forbid entry has no target, every other has one; only a proposed or rejected one may wait for it."),
    N_("a forbid entry forbids nothing."),
    N_("List the renderings that must not stand."),
    N_("%(value)s is none of the spellings %(spellings)s."),
    N_("A keep entry is not translated: write one of its spellings, add this one to source_variants, or make it required."),
    N_("%(value)s has Chinese characters for %(locale)s."),
    N_("Write pinyin or a short gloss instead."),
    N_("%(value)s is wanted and forbidden."),
    N_("Take it out of one of the two."),
    N_("%(value)s is not allowed."),
    N_("Leave it empty or write one of: %(values)s."),
    N_("Write one of: %(values)s."),
    N_("%(key)s stands already in %(place)s."),
    N_("Keep one row for a concept, locale and audience."),
    # the life of an entry: localize.termbase.lifecycle, foureyes, localize.glossary, takeback
    N_("%(who)s proposed %(key)s and cannot approve it: that is for somebody else than who proposed or worded it."),
    N_("%(who)s worded %(key)s and cannot approve it: that is for somebody else than who proposed or worded it."),
    N_("Ask another person to approve it. A shop with one editor sets CHUHAI_SINGLE_EDITOR=1."),
    N_("%(key)s has no target text and cannot be approved."),
    N_("Edit the entry and give it a target, or set its demand to forbid."),
    N_("%(key)s is %(status)s and cannot be edited."),
    N_("Propose it again first."),
    N_("The edit of %(key)s changes nothing."),
    N_("Leave the entry as it is."),
    N_(
        "Revision %(revision)s of %(key)s does not follow the current one: %(who)s made revision %(other)s%(became)s at %(at)s UTC (%(why)s). Nothing was changed."
    ),
    N_("Look at it as it is now and make the change again."),
    N_("%(key)s was not decided by you last."),
    N_("Look at its history."),
    N_("There is no such import."),
    N_("Look at the list of imports again."),
    # imports: localize.intake, glossary, exchange
    N_("it would decide on an entry that is %(status)s: only an import with --as-approved may"),
    N_("a new entry cannot begin as %(status)s"),
    N_("it is %(status)s: propose it again first"),
    N_("an entry that is %(status)s cannot become %(other)s in one move"),
    N_("%(who)s changed it in the store (revision %(revision)s) after the row's revision %(other)s"),
    N_("%(file)s cannot be read as XLSX: %(why)s."),
    N_("Save the table again as XLSX, or as CSV in UTF-8."),
    N_("%(file)s cannot be read as XML: %(why)s."),
    N_("Export the file again, as well-formed XML in UTF-8."),
    N_("%(file)s declares entities or a document type of its own; such files are not read."),
    N_("Export it again without a DOCTYPE, or delete the [ ... ] of the DOCTYPE."),
    N_("%(file)s is no TMX: it begins with <%(name)s>."),
    N_("A TMX begins with <tmx>."),
    N_("%(file)s cannot be read: %(why)s."),
    N_("Save the table as CSV in UTF-8."),
    N_("%(place)s, column %(name)s: unknown or repeated."),
    N_("%(place)s: the column %(name)s is missing."),
    N_("The columns are: %(names)s."),
    N_("%(file)s: a file %(ending)s is not read."),
    N_("Give a .csv, .xlsx or .tbx file."),
    N_("%(file)s has more than %(count)s rows."),
    N_("%(file)s has more than %(count)s wrong rows; the first: %(first)s"),
    N_("Split the file into several."),
    N_("Close every quotation mark."),
    N_("%(count)s cells for %(columns)s columns."),
    N_("Quote cells that hold a comma."),
    N_("%(value)s is not a target."),
    N_("Write it like US/en-US/general."),
    # how far long work is: localize.impact, translate, kit
    N_("looking for the words"),
    N_("comparing what is planned"),
    N_("translating"),
    # what became of a job
    N_("Start the engine, or leave --samples out."),
)
_HOLE = re.compile(r"%\((\w+)\)s")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, re.compile(_regular(form), re.DOTALL)) for form in FORMS)


def _regular(form: str) -> str:
    parts = _HOLE.split(form)  # text, name, text, name, … text
    return "".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.*?)" for at, part in enumerate(parts))


def form_of(text: str) -> tuple[str, dict[str, str]] | None:
    """The form of a sentence and what stands in its holes; None for a sentence of no form.

    >>> form_of("'x' is not allowed.")
    ('%(value)s is not allowed.', {'value': "'x'"})
    """
    return next(((form, found.groupdict()) for form, pattern in _patterns() if (found := pattern.fullmatch(text[:2000]))), None)


def said(language: str, text: str) -> str:
    """The sentence in a language.

    >>> said("zh-Hans", "'x' is not allowed.")
    "不允许 'x'。"
    """
    found = form_of(text)
    if found is None:
        return catalogue(language).gettext(text) if text else ""
    form, holes = found
    told = catalogue(language).gettext(form)
    return _HOLE.sub(lambda hole: holes[hole[1]], told)
