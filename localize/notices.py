"""Notices: what a market wants said beside goods of a class, from templates `glossaries/notices/<name>.<language tag>.jinja`.

A template is plain text and sees the names in `Facts` only, in a sandbox; a name that it misspells is an error that says file and line.
Which notice which class needs is said by the region's pack. A notice makes up for no claim.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from localize.domain.locale import Locale
from localize.domain.region import Region
from localize.errors import GlossaryError

_NAME = re.compile(r"^(?P<name>[a-z]+(?:-[a-z]+){0,4})\.(?P<tag>[A-Za-z-]{2,12})\.jinja$")
_LONGEST = 2_000  # characters of a notice
_UNSPACED = ("zh", "ja")  # languages that put no space between sentences


@dataclass(frozen=True)
class Facts:
    """What a template may ask: the market, the language, the classes of goods, and what the seller names as ingredients.

    `ingredients` are approved renderings in the order of the text, empty where one of them has none. `concepts` are the concepts of all
    of them, rendered or not: a caution must not hang on a rendering.
    """

    region: str
    locale: str
    classes: frozenset[str] = frozenset()
    ingredients: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()


class Notices:
    """The templates of a folder. Raises GlossaryError for a file that is named wrongly or is no template."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,  # plain text; who shows it escapes it
            trim_blocks=True,
        )
        self.files = tuple(sorted(path.name for path in folder.glob("*.jinja")))
        for file in self.files:
            self._prove(file)

    def _prove(self, file: str) -> None:
        found = _NAME.match(file)
        if found is None or not _is_tag(found["tag"]):
            raise GlossaryError(
                f"{self.folder.name}/{file} is not named <name>.<language tag>.jinja.", next_step="Rename it, for example external-use.zh-Hant.jinja."
            )
        try:
            self._environment.get_template(file)
        except TemplateError as error:
            raise self._wrong(file, error) from error

    def names(self) -> frozenset[str]:
        return frozenset(file.split(".")[0] for file in self.files)

    def hold(self, regions: Iterable[Region]) -> None:
        """Raise a GlossaryError where a region asks for a notice that no file is named by."""
        for code, about, name in ((region.code, about, name) for region in regions for about, name in region.notices):
            if name not in self.names():
                raise GlossaryError(
                    f"{code}.toml: notices.{about} is {name!r}; allowed: {', '.join(sorted(self.names()))}.",
                    next_step=f"Correct it, or add {self.folder.name}/{name}.en.jinja.",
                )

    def text(self, name: str, locale: Locale, facts: Facts) -> str | None:
        """The notice in the language nearest to the locale, "" where it has nothing to say, None where it is not in that language."""
        file = next((f for tag in locale.fallbacks() if (f := f"{name}.{tag}.jinja") in self.files), None)
        if file is None:
            return None
        try:
            made = self._environment.get_template(file).render(asdict(facts))
        except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
            raise self._wrong(file, error) from error
        if len(made) > _LONGEST:
            raise GlossaryError(f"{self.folder.name}/{file} gives {len(made)} characters; allowed: {_LONGEST}.", next_step=f"Shorten {file}.")
        space = "" if locale.language in _UNSPACED else " "
        return space.join(line.strip() for line in made.splitlines() if line.strip())

    def _wrong(self, file: str, error: Exception) -> GlossaryError:
        """The error with file and line. Jinja writes the lines of a template into the traceback of what goes wrong in it."""
        if isinstance(error, TemplateSyntaxError):
            place, line = Path(error.filename or file).name, error.lineno
        else:
            inside = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".jinja")]
            place, line = (Path(inside[-1].filename).name, inside[-1].lineno or 1) if inside else (file, 1)
        return GlossaryError(
            f"{self.folder.name}/{place}, line {line}: {str(error).rstrip('.')}.",
            next_step=f"Correct {place}. A notice may use region, locale, classes, ingredients and concepts; see docs/claims.md.",
        )


def _is_tag(tag: str) -> bool:
    try:
        return str(Locale.parse(tag)) == tag
    except ValueError:
        return False
