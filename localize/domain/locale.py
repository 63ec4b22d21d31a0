"""A BCP-47 language tag as a value. Only language, script and region: the parts the product decides by."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"^(?P<language>[a-z]{2,3})(-(?P<script>[A-Z][a-z]{3}))?(-(?P<region>[A-Z]{2}|\d{3}))?$")


@dataclass(frozen=True, order=True)
class Locale:
    """A locale.

    >>> [str(x) for x in Locale.parse("zh_hant-hk").fallbacks()]
    ['zh-Hant-HK', 'zh-Hant', 'zh']
    >>> Locale.parse("en-SG").covers(Locale.parse("en-SG")), Locale.parse("en").covers(Locale.parse("en-SG"))
    (True, True)
    """

    language: str
    script: str = ""
    region: str = ""

    @classmethod
    def parse(cls, tag: str) -> Locale:
        """Read a tag in any case and with `-` or `_`. Raises ValueError for what is not a tag."""
        parts = tag.strip().replace("_", "-").split("-")
        canonical = [parts[0].lower()]
        canonical += [p.title() if len(p) == 4 else p.upper() for p in parts[1:]]
        found = _TAG.match("-".join(canonical))
        if found is None:
            raise ValueError(f"{tag!r} is not a language tag such as 'en-US' or 'zh-Hant-HK'")
        return cls(found["language"], found["script"] or "", found["region"] or "")

    def __str__(self) -> str:
        return "-".join(part for part in (self.language, self.script, self.region) if part)

    def fallbacks(self) -> tuple[Locale, ...]:
        """This locale, then each more general one, the language last."""
        chain = [self, Locale(self.language, self.script), Locale(self.language)]
        return tuple(dict.fromkeys(chain))

    def covers(self, other: Locale) -> bool:
        """Whether what is said for this locale holds for `other`."""
        return self in other.fallbacks()

    @property
    def is_chinese(self) -> bool:
        return self.language == "zh"

    @property
    def engine_language(self) -> str:
        """What an engine is asked for: 'en', 'ms', 'zh-Hant', 'zh-Hans'."""
        return f"zh-{self.script or 'Hans'}" if self.is_chinese else self.language
