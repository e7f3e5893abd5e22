"""The state that all runners of this host share about a card: locks, baselines and quarantines."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from .errors import HardwareError

FOLDER = Path("/var/lib/descent-cards")  # outlives a restart of the host, as a quarantine must
_FIX = "Run the worker of a GPU host as root"


def folder() -> Path:
    """The folder, made if it is missing.

    Raises:
        HardwareError: it isn't root's alone, so what it says can't be relied on.
    """
    try:
        FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = FOLDER.lstat()
    except OSError as error:
        raise HardwareError(f"{FOLDER} can't be used: {error.strerror}", _FIX) from error
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != 0 or status.st_mode & 0o022:
        raise HardwareError(f"{FOLDER} must be a folder that only root can change", f"chown root {FOLDER}; chmod 700")
    return FOLDER


def read(name: str) -> dict[str, Any] | None:
    """A stored record, or None where there is none. Raises HardwareError: it can't be read."""
    try:
        return dict(json.loads((FOLDER / name).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise HardwareError(f"{FOLDER / name} can't be read: {error}", _FIX) from error


def write(name: str, record: dict[str, Any]) -> None:
    """Store a record, whole or not at all. Raises HardwareError."""
    draft = folder() / f".{name}.{os.getpid()}"
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(record, file)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(FOLDER / name)
    except OSError as error:
        raise HardwareError(f"{FOLDER / name} can't be written: {error}", _FIX) from error
