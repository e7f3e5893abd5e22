"""The client's own files: sign-ins and settings under XDG_CONFIG_HOME, what each file is for under XDG_STATE_HOME."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # processes then don't wait for each other


def _folder(variable: str, default: str) -> Path:
    """XDG ignores a path that isn't absolute."""
    base = os.environ.get(variable, "")
    return (Path(base) if os.path.isabs(base) else Path.home() / default) / "descent"


def sign_in_file() -> Path:
    return _folder("XDG_CONFIG_HOME", ".config") / "sign-in.json"


def settings_file() -> Path:
    return _folder("XDG_CONFIG_HOME", ".config") / "settings.json"


def slugs_file() -> Path:
    """The exercises' names that a shell completes."""
    return _folder("XDG_STATE_HOME", ".local/state") / "slugs.json"


def pending_file() -> Path:
    """The submissions without a verdict."""
    return _folder("XDG_STATE_HOME", ".local/state") / "pending.json"


def exercises_file() -> Path:
    return _folder("XDG_STATE_HOME", ".local/state") / "exercises.json"


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty if there is no file, or something else is in it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Replace the file at once. Only its owner can read it, from its first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with suppress(FileNotFoundError):
        draft.unlink()
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(data, file)
    draft.replace(path)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Other processes of this person wait: a refresh token works once, so only one may use it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
