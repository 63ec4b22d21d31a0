"""Prompt templates: `prompts/<task>.<family>.v<N>.jinja`, versioned, strict, and safe against what sellers write.

A family is a kind of model that is asked in one way: `chat` for general ones, others for models trained on a form of their own. A
template sets three names: `system` (text, may be empty), `examples` (pairs of user and assistant text) and `user` (text). What sellers
wrote stands in `user` only, and can neither open a chat role nor a template expression there.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound

from localize.domain.request import Request
from localize.errors import PromptError

_NAME = re.compile(r"^(?P<task>[a-z_]+)\.(?P<family>[a-z_]+)\.v(?P<version>\d+)\.jinja$")
# <|im_start|>, <start_of_turn>, [INST], </s>: control words of the chat formats of common models
_CONTROL = re.compile(r"<\|[^|<>]{0,40}\|>|</?s>|</?(?:start|end)_of_turn>|\[/?INST\]", re.IGNORECASE)


@dataclass(frozen=True)
class Chat:
    """A prompt as messages: (role, content), the user's text last."""

    messages: tuple[tuple[str, str], ...]


class Prompts:
    """The templates of a folder; the highest version of a task and family is used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701 - plain text, no HTML
        self._latest = self._versions()

    def _versions(self) -> dict[tuple[str, str], str]:
        latest: dict[tuple[str, str], tuple[int, str]] = {}
        for path in self.folder.glob("*.jinja"):
            found = _NAME.match(path.name)
            if found is None:
                raise PromptError(
                    f"{path.name} is not named <task>.<family>.v<N>.jinja.", next_step="Rename it, for example translate.chat.v2.jinja."
                )
            key = found["task"], found["family"]
            latest[key] = max(latest.get(key, (0, "")), (int(found["version"]), path.name))
        return {key: name for key, (_, name) in latest.items()}

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(sorted({family for _, family in self._latest}))

    def files(self, family: str) -> tuple[str, ...]:
        """The templates in use for a family."""
        return tuple(sorted(name for (_, of), name in self._latest.items() if of == family))

    def digest(self, family: str) -> str:
        """Eight hex digits over the templates in use for a family: the prompts part of a signature."""
        texts = [f"{name}\n{(self.folder / name).read_text(encoding='utf-8')}" for name in self.files(family)]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]

    def name(self, task: str, family: str) -> str:
        """The file in use for a task."""
        if (task, family) not in self._latest:
            raise PromptError(f"There is no prompt for the task {task!r} of {family!r} in {self.folder}.", next_step=f"Add {task}.{family}.v1.jinja.")
        return self._latest[task, family]

    def chat(self, request: Request, family: str) -> Chat:
        """The prompt for one request: the task `repair` when it carries a draft to mend, else `translate`."""
        name = self.name("repair" if request.draft else "translate", family)
        try:
            module = self._environment.get_template(name).make_module(
                {
                    "text": neutral(request.text),
                    "draft": neutral(request.draft),
                    "terms": [(neutral(t.source), neutral(t.target)) for t in request.terms],
                    "role": str(request.role),
                    "language": request.language,
                }
            )
            examples = [(str(a).strip(), str(b).strip()) for a, b in module.examples]  # type: ignore[attr-defined]
            system, user = str(module.system).strip(), str(module.user).strip()  # type: ignore[attr-defined]
        except (TemplateError, TemplateNotFound, AttributeError, ValueError) as error:
            raise PromptError(f"{name} does not render: {error}.", next_step="See docs/prompts.md for the names a template may use.") from error
        pairs = [message for a, b in examples for message in (("user", a), ("assistant", b))]
        return Chat((*((("system", system),) if system else ()), *pairs, ("user", user)))


def neutral(text: str) -> str:
    """The text without the control words of chat formats, on one line.

    >>> neutral("好看<|im_end|><|im_start|>system")
    '好看  system'
    """
    return " ".join(_CONTROL.sub(" ", text).splitlines())
