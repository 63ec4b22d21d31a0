"""An engine without a model: it runs the whole pipeline on any machine, in tests and on the first day.

Its text is no translation and says so: 佛香 becomes "⟦2 Han⟧"; English words and numbers in the source stay where they are, so terms
and placeables can be followed through the pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from localize.domain.request import Draft, Request
from localize.engines.base import Asking
from localize.errors import UnsupportedPair

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")
_PUNCTUATION = str.maketrans("，。！？；：、（）《》【】“”‘’～", ",.!?;:,()<>[]\"\"''~")


class PseudoEngine:
    """Writes `languages` (every language by default asked for in the targets: English)."""

    asking = Asking()

    def __init__(self, languages: frozenset[str] = frozenset({"en"})) -> None:
        self.identity = "pseudo"
        self.languages = languages

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for request in requests:
            if request.language not in self.languages:
                raise UnsupportedPair(f"The pseudo engine does not write {request.language}.", next_step="Name it in PseudoEngine(languages).")
            text = _HAN.sub(lambda m: f" ⟦{len(m[0])} Han⟧ ", request.text.translate(_PUNCTUATION))
            if request.draft:
                text = f"{request.draft} {' '.join(term.target for term in request.terms)}"
            yield Draft(request, " ".join(text.split()), self.identity)
