"""Files that somebody sent, until they decide about them: in a private folder of this process, a few at a time, gone when it ends."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

MOST = 20
_ENDINGS = (".csv", ".xlsx", ".tbx", ".xml", ".tmx")


@dataclass
class Uploads:
    """The newest files. Their names are ours: what a browser calls a file is shown and never opened."""

    _paths: OrderedDict[Path, None] = field(default_factory=OrderedDict)
    _folder: Path | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, content: BinaryIO, called: str) -> Path | None:
        """The path of the kept file; None for an ending that nothing here reads."""
        ending = Path(called).suffix.lower()
        if ending not in _ENDINGS:
            return None
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="chuhai-"))
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=ending, delete=False) as file:
                shutil.copyfileobj(content, file)
            path = Path(file.name)
            self._paths[path] = None
            while len(self._paths) > MOST:
                self._paths.popitem(last=False)[0].unlink(missing_ok=True)
        return path
