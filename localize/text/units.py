"""The units of measure, as pint reads them from glossaries/units.txt: their spellings, and conversion in decimals.

Which words of a text are a quantity is decided in text.measured, and which unit a market writes in adapt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from localize.errors import GlossaryError

_DIGITS = 15  # significant digits kept of a conversion: 3 尺 are 1 m, not 0.9999999999999999999999999999 m


@dataclass(frozen=True)
class Units:
    """All units of a file. `spellings` maps what stands in a text to the unit's name, `symbols` a name to its symbol, `kinds` to what it measures.

    A conversion costs about 30 µs: pint keeps the factors that it worked out.
    """

    spellings: Mapping[str, str]
    symbols: Mapping[str, str]
    kinds: Mapping[str, str]
    registry: Any  # a pint.UnitRegistry of decimals; pint cannot say so in its types

    @classmethod
    def load(cls, path: Path) -> Units:
        """Read a file of definitions. Raises GlossaryError naming the file and what pint says of it."""
        import pint  # here, because it takes longer to import (0.15 s) than the file takes to read (3 ms), and few commands convert

        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            registry: Any = pint.UnitRegistry(lines, non_int_type=Decimal, cache_folder=None, on_redefinition="raise")
            rows = [[part.strip() for part in line.split("#")[0].split("=")] for line in lines if "=" in line.split("#")[0] and line[:1].isalpha()]
            names = {spelling: name for name, _, *more in rows for spelling in (name, *more) if spelling != "_"}
            symbols = {name: more[0] for name, _, *more in rows if more and more[0] != "_"}
            if "" in names:
                raise ValueError(f"{names['']} has an empty spelling")
            kinds = {name: str(registry.Quantity(Decimal(1), name).to_root_units().dimensionality) for name, *_ in rows}
        except (OSError, ValueError, pint.PintError) as error:
            step = "Write a line as: name = definition = symbol = other spellings; the format is that of pint."
            raise GlossaryError(f"The units in {path.name} cannot be used: {error}.", next_step=step) from error
        return cls(names, symbols, kinds, registry)

    def convert(self, value: Decimal, unit: str, to: str) -> Decimal:
        """A value in another unit, to 15 significant digits. Raises pint.DimensionalityError where the two measure different things.

        >>> units = Units.load(Path("glossaries/units.txt"))
        >>> [str(units.convert(Decimal(x), a, b)) for x, a, b in (("2.5", "jin", "kilogram"), ("3", "chi", "meter"), ("40", "degree_Celsius", "degree_Fahrenheit"))]
        ['1.25', '1', '104']
        """
        converted: Decimal = self.registry.Quantity(value, unit).to(to).magnitude
        return Decimal(format(converted, f".{_DIGITS}g")).normalize()

    def kind(self, unit: str) -> str:
        """What a unit measures, as pint names it.

        >>> units = Units.load(Path("glossaries/units.txt"))
        >>> [units.kind(x) for x in ("jin", "cun", "gram/square_meter")]
        ['[mass]', '[length]', '[mass] / [length] ** 2']
        """
        return self.kinds.get(unit) or str(self.registry.Quantity(Decimal(1), unit).dimensionality)

    def named(self, spelling: str) -> str:
        """The name of the unit that is spelled so in a text: "fl oz" → fluid_ounce, "grams" → gram."""
        key = spelling.replace(" ", "_")
        return self.spellings.get(key) or self.spellings[key.removesuffix("s")]
