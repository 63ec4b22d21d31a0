"""An engine whose model lies on this machine: what its files are, what is prepared from them once, and whether that is done."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from localize.engines.models import ModelSpec, ModelStore, Progress, silent
from localize.engines.pieces import ModelEngine


class LocalEngine(ModelEngine):
    """`form` names what is prepared from the model's files ("int8", "ct2-int8"), "" when they are used as they are."""

    kind: ClassVar[str]  # as in ModelSpec.engines

    def __init__(self, spec: ModelSpec, store: ModelStore, form: str) -> None:
        self.spec = store.pinned(spec)
        self.store = store
        self.form = form
        self.languages = frozenset(spec.languages)

    @property
    def identity(self) -> str:
        return f"{self.kind}:{self.spec.id}@{self.spec.digest}/{self.form or 'as-is'}"

    @property
    def size(self) -> int:
        """How many bytes the prepared form takes at most."""
        return 2 * self.spec.bytes

    @property
    def state(self) -> str:
        """ready, fetched (the form is not prepared yet) or missing."""
        return self.store.state(self.spec, self.form)

    def prepare(self, progress: Progress = silent) -> Path:
        """The folder to load from. Prepares the form on first use; raises ModelMissing when the files are not here or wrong."""
        if not self.form:
            if self.state != "ready":
                self.store.verify(self.spec, progress=progress)
            return self.store.home(self.spec)
        return self.store.ready(self.spec, self.form, self.make, size=self.size, progress=progress)

    @abstractmethod
    def make(self, files: Path, fresh: Path) -> None:
        """Prepare the form: read the model's files in `files`, write to `fresh`."""
