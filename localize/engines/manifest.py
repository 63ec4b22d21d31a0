"""glossaries/models.toml: which models there are, what each may be used for, and what its bytes must be. Read here, obtained in `engines.models`."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from localize.engines.base import Terms
from localize.engines.transports import Wheels
from localize.errors import GlossaryError

# Licences that let a shop use a model and its outputs commercially. Gemma's does so under a use policy that whoever obtains it accepts.
COMMERCIAL = frozenset({"Apache-2.0", "MIT", "BSD-3-Clause", "CC-BY-4.0", "OpenMDW-1.0", "Gemma"})
KINDS = ("llm", "llamacpp", "seq2seq", "ctranslate")  # the engines that run a model of the store

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}|")
_REVISION = re.compile(r"[0-9a-f]{40}|")
_OURS = re.compile(r"(pins|probe)\.json|complete|.*\.(partial|wrong|new)")  # what the store itself writes beside a model's files


@dataclass(frozen=True)
class ModelFile:
    """One file of a model. `sha256` is "" where nobody has pinned it yet, `bytes` is 0 where nobody knows."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ModelSpec:
    """One entry of glossaries/models.toml."""

    id: str
    title: str
    architecture: str  # the class that the model's own config names
    engines: tuple[str, ...]  # the engines that can run it, the quickest first
    licence: str  # SPDX name where there is one
    languages: tuple[str, ...]
    prompt: str  # family of its prompt templates, "" for models that take none
    stops: tuple[str, ...]
    tested: bool  # run with this product on the pinned files
    default: bool
    files: tuple[ModelFile, ...]
    hub: tuple[str, str] | None  # repository, revision; the revision is "" where nobody has pinned it yet
    wheels: Wheels | None
    terms: str = Terms.INLINE
    splits: bool = False  # titles that are stacks of keywords go group by group
    stop_ids: tuple[int, ...] = ()
    excluded: tuple[str, ...] = ()  # territories that the licence excludes, its outputs included
    beams: int = 1  # of beam search; 1 is greedy
    parameters: float = 0.0  # billions
    memory: float = 0.0  # GB at work, 0 where nobody measured it
    note: str = ""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def unpinned(self) -> tuple[str, ...]:
        """The names of the files that have no hash yet."""
        return tuple(file.name for file in self.files if not file.sha256)

    @property
    def digest(self) -> str:
        """Eight hex digits that name the pinned bytes: of the one file, or over all of them. "unpinned" where a hash is missing."""
        if self.unpinned:
            return "unpinned"
        if len(self.files) == 1:
            return self.files[0].sha256[:8]
        return hashlib.sha256("".join(file.sha256 for file in self.files).encode()).hexdigest()[:8]

    @property
    def refusal(self) -> str:
        """Why a commercial policy does not allow the model, "" when it does."""
        if self.excluded:
            return f"the licence excludes the territories {', '.join(self.excluded)}, the model's outputs included"
        if self.licence not in COMMERCIAL:
            return "the licence does not allow commercial use" if "-NC" in self.licence else "the licence is not known to allow commercial use"
        return ""

    def pinned(self, pins: Mapping[str, ModelFile], revision: str = "") -> ModelSpec:
        """The entry with hashes of this machine where the manifest has none. A hash of the manifest stays."""
        files = tuple(file if file.sha256 else pins.get(file.name, file) for file in self.files)
        hub = (self.hub[0], self.hub[1] or revision) if self.hub else None
        return replace(self, files=files, hub=hub)


def load_manifest(path: Path) -> dict[str, ModelSpec]:
    """The models of the manifest by id. Raises GlossaryError naming the entry and the key."""
    specs: dict[str, ModelSpec] = {}
    for number, entry in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("model", []), start=1):
        try:
            spec = _spec(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise GlossaryError(f"{path.name}: model {number} ({entry.get('id', 'without id')}): {error!r} is missing or wrong.") from error
        specs[spec.id] = spec
    return specs


def _spec(entry: dict[str, Any]) -> ModelSpec:
    hub, wheels = entry.get("hub"), entry.get("wheels")
    return ModelSpec(
        id=_like(_ID, entry["id"]),
        title=entry["title"],
        architecture=entry["architecture"],
        engines=tuple(_one_of(KINDS, kind) for kind in entry["engines"]),
        licence=entry["licence"],
        languages=tuple(entry["languages"]),
        prompt=entry["prompt"],
        stops=tuple(entry["stops"]),
        tested=bool(entry["tested"]),
        default=bool(entry.get("default", False)),
        files=tuple(ModelFile(_inside(f["name"]), int(f["bytes"]), _like(_SHA256, f["sha256"])) for f in entry["file"]),
        hub=(hub["repository"], _like(_REVISION, hub["revision"])) if hub else None,
        wheels=Wheels(**wheels) if wheels else None,
        terms=_one_of(tuple(Terms), entry.get("terms", Terms.INLINE)),
        splits=bool(entry.get("splits", False)),
        stop_ids=tuple(int(i) for i in entry.get("stop_ids", ())),
        excluded=tuple(entry.get("excluded", ())),
        beams=int(entry.get("beams", 1)),
        parameters=float(entry["parameters"]),
        memory=float(entry.get("memory", 0)),
        note=entry.get("note", ""),
    )


def _like(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not like {pattern.pattern}")
    return text


def _one_of(known: tuple[str, ...], word: str) -> str:
    if word not in known:
        raise ValueError(f"{word!r} is none of {', '.join(known)}")
    return word


def _inside(name: str) -> str:
    """The name of a file that stays inside its model's folder and is none that the store writes itself."""
    path = PurePosixPath(name)
    if not path.name or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or str(path) != name or _OURS.fullmatch(path.name):
        raise ValueError(f"{name!r} is not the name of a file inside the model's folder")
    return name
