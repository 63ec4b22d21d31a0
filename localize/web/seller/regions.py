"""What regions, languages and audiences are called, in the language of the page: from CLDR, as people say it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel import Locale as Cldr

from localize.domain.region import Target
from localize.domain.term import Audience
from localize.web.languages import N_, catalogue

_LONG = ("特别行政区", " SAR China")  # CLDR's official names; nobody looks for them under these words
_ABROAD = N_("for Chinese abroad")


@cache
def _cldr(language: str) -> Cldr:
    return Cldr.parse(language.replace("-", "_"))


def region_name(code: str, language: str) -> str:
    """A region; its code where CLDR has no name.

    >>> region_name("HK", "zh-Hans"), region_name("US", "en")
    ('中国香港', 'United States')
    """
    name = str(_cldr(language).territories.get(code, code))
    for ending in _LONG:
        name = name.removesuffix(ending)
    return name


def language_name(target: Target, language: str) -> str:
    """The language of a target, with its script where it is Chinese.

    >>> language_name(Target.parse("HK/zh-Hant-HK/general"), "zh-Hans"), language_name(Target.parse("US/en-US/general"), "zh-Hans")
    ('繁体中文', '英语')
    """
    written = target.locale.engine_language.replace("-", "_")
    named = _cldr(language).languages
    return str(named.get(written) or named.get(target.locale.language, target.locale.language))


def target_name(target: Target, language: str) -> str:
    """All that tells a target from the others.

    >>> target_name(Target.parse("US/en-US/diaspora"), "zh-Hans")
    '美国 · 英语（面向海外华人）'
    """
    name = f"{region_name(target.region, language)} · {language_name(target, language)}"
    if target.audience is not Audience.DIASPORA:
        return name
    abroad = catalogue(language).gettext(_ABROAD)
    return f"{name}（{abroad}）" if language.startswith("zh") else f"{name} ({abroad})"


def differing(targets: Iterable[Target]) -> list[Target]:
    """A target for each language, of regions that differ where there are some: what to show first of many.

    >>> [str(t) for t in differing(Target.parse(f"{t}/general") for t in ("MY/en-MY", "MY/zh-Hans-MY", "SG/en-SG", "SG/zh-Hans-SG"))]
    ['MY/en-MY/general', 'SG/zh-Hans-SG/general']
    """
    found: dict[str, Target] = {}
    for each in (every := tuple(targets)):
        if each.locale.engine_language not in found and each.region not in {there.region for there in found.values()}:
            found[each.locale.engine_language] = each
    for each in every:
        found.setdefault(each.locale.engine_language, each)
    return list(found.values())
