"""Prompt templates: `prompts/<task>.<family>.v<N>.jinja`, versioned, strict, and safe against what sellers write.

A family is a kind of model that is asked in one way: `chat` for general ones, others for models trained on a form of their own. A
template sets three names: `system` (text, may be empty), `examples` (pairs of user and assistant text) and `user` (text); for a model
that has no chat roles, or roles that a chat cannot fill, it sets `whole` instead, the exact text that the model reads. What sellers wrote
stands in `user` or `whole` only, and can neither open a chat role nor a template expression there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound

from localize.domain.request import Request
from localize.errors import PromptError

_NAME = re.compile(r"^(?P<task>[a-z_-]+)\.(?P<family>[a-z_]+)\.v(?P<version>\d+)\.jinja$")
# <|im_start|>, <｜hy_User｜>, <start_of_turn>, [INST], </s>: control words of the chat formats of common models
_CONTROL = re.compile(r"<[|｜][^|｜<>]{0,40}[|｜]>|</?s>|</?(?:start|end)_of_turn>|\[/?INST\]", re.IGNORECASE)

TRANSLATING = ("translate", "repair")  # the tasks that every text may need; the others are asked for by a region

# what a language is called in Chinese and in English, as the makers of translation models write it
LANGUAGES = {
    "ar": ("阿拉伯语", "Arabic"), "cs": ("捷克语", "Czech"), "da": ("丹麦语", "Danish"), "de": ("德语", "German"), "en": ("英语", "English"),
    "es": ("西班牙语", "Spanish"), "fi": ("芬兰语", "Finnish"), "fil": ("菲律宾语", "Filipino"), "fr": ("法语", "French"),
    "hr": ("克罗地亚语", "Croatian"), "hu": ("匈牙利语", "Hungarian"), "id": ("印尼语", "Indonesian"), "it": ("意大利语", "Italian"),
    "ja": ("日语", "Japanese"), "km": ("高棉语", "Khmer"), "ko": ("韩语", "Korean"), "ms": ("马来语", "Malay"), "my": ("缅甸语", "Burmese"),
    "nb": ("挪威语", "Norwegian Bokmål"), "nl": ("荷兰语", "Dutch"), "pl": ("波兰语", "Polish"), "pt": ("葡萄牙语", "Portuguese"),
    "ro": ("罗马尼亚语", "Romanian"), "ru": ("俄语", "Russian"), "sv": ("瑞典语", "Swedish"), "th": ("泰语", "Thai"), "tl": ("菲律宾语", "Filipino"),
    "tr": ("土耳其语", "Turkish"), "uk": ("乌克兰语", "Ukrainian"), "vi": ("越南语", "Vietnamese"), "yue": ("粤语", "Cantonese"),
    "zh-Hans": ("简体中文", "Simplified Chinese"), "zh-Hant": ("繁体中文", "Traditional Chinese"),
}  # fmt: skip


@dataclass(frozen=True)
class Chat:
    """A prompt as messages: (role, content), the user's text last. `plain`: the one message is all that the model reads, without a chat format."""

    messages: tuple[tuple[str, str], ...]
    plain: bool = False


class Prompts:
    """The templates of a folder; the highest version of a task and family is used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701 - plain text, no HTML
        self._latest = self._versions()
        self._digests: dict[tuple[str, ...], str] = {}

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

    def has(self, task: str, family: str) -> bool:
        """Whether a family is asked for a task at all."""
        return (task, family) in self._latest

    def files(self, family: str) -> tuple[str, ...]:
        """The templates in use for a family."""
        return tuple(sorted(name for (_, of), name in self._latest.items() if of == family))

    def digest(self, family: str, tasks: Iterable[str] = ()) -> str:
        """Eight hex digits over the templates in use for translating, and for further tasks: the prompts part of a signature."""
        return self._digest(self._latest[task, family] for task in {*TRANSLATING, *tasks} if self.has(task, family))

    def digest_of(self, task: str, family: str) -> str:
        """Eight hex digits over the template in use for one task."""
        return self._digest([self.name(task, family)])

    def _digest(self, names: Iterable[str]) -> str:
        """Over the files as they were when they were first asked for: one night works with one state of them."""
        key = tuple(sorted(names))
        if key not in self._digests:
            texts = [f"{name}\n{(self.folder / name).read_text(encoding='utf-8')}" for name in key]
            self._digests[key] = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]
        return self._digests[key]

    def name(self, task: str, family: str) -> str:
        """The file in use for a task."""
        if (task, family) not in self._latest:
            raise PromptError(f"There is no prompt for the task {task!r} of {family!r} in {self.folder}.", next_step=f"Add {task}.{family}.v1.jinja.")
        return self._latest[task, family]

    def chat(self, request: Request, family: str) -> Chat:
        """The prompt for one request: its own task, else `repair` when it carries a draft to mend, else `translate`."""
        name = self.name(request.task or ("repair" if request.draft else "translate"), family)
        try:
            module = self._environment.get_template(name).make_module(
                {
                    "text": neutral(request.text),
                    "draft": neutral(request.draft),
                    "terms": [(neutral(t.source), neutral(t.target)) for t in request.terms],
                    "tone": neutral(request.tone),
                    "role": str(request.role),
                    "language": request.language,
                    "language_name": self._spoken(request.language, 0),
                    "language_name_en": self._spoken(request.language, 1),
                }
            )
            if hasattr(module, "whole"):
                return Chat((("user", str(module.whole)),), plain=True)
            examples = [(str(a).strip(), str(b).strip()) for a, b in module.examples]  # type: ignore[attr-defined]
            system, user = str(module.system).strip(), str(module.user).strip()  # type: ignore[attr-defined]
        except (TemplateError, TemplateNotFound, AttributeError, ValueError) as error:
            raise PromptError(f"{name} does not render: {error}.", next_step="See docs/prompts.md for the names a template may use.") from error
        pairs = [message for a, b in examples for message in (("user", a), ("assistant", b))]
        return Chat((*((("system", system),) if system else ()), *pairs, ("user", user)))

    def _spoken(self, language: str, which: int) -> str:
        if language not in LANGUAGES:
            raise PromptError(f"There is no name for the language {language!r} to put into a prompt.", next_step="Add it to LANGUAGES in prompts.py.")
        return LANGUAGES[language][which]


def neutral(text: str) -> str:
    """The text without the control words of chat formats, on one line.

    >>> neutral("好看<|im_end|><|im_start|>system")
    '好看  system'
    """
    return " ".join(_CONTROL.sub(" ", text).splitlines())
