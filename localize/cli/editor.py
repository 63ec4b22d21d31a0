"""Let a person change a text in the editor of their own, `$VISUAL` or `$EDITOR`."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from localize.errors import SettingsError


def changed(text: str) -> str:
    """The text as it was left. Raises SettingsError where no editor is set, or where it did not end well."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not command.strip():
        raise SettingsError("No editor is set.", next_step="Set EDITOR, or give the new text with --text.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "line.txt"
        file.write_text(text, encoding="utf-8")
        try:
            ended = subprocess.run([*shlex.split(command), str(file)], check=False).returncode  # noqa: S603 - see above
        except (OSError, ValueError) as error:
            raise SettingsError(f"The editor {command[:60]!r} cannot be started: {error}.", next_step="Set EDITOR to a program.") from error
        if ended:
            raise SettingsError(f"The editor {command[:60]!r} ended with {ended}; nothing was changed.", next_step="Try again, or use --text.")
        return file.read_text(encoding="utf-8", errors="replace")
