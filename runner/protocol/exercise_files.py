"""The files of an exercise that is not in the runner's catalogue: a job brings them along.

They are a mapping from the name inside the exercise's folder, with ``/``, to the text. Whoever wrote them is a stranger
to the runner, so their code runs in a cell only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from .exercise import digest_of

MAX_EXERCISE_FILES = 60
MAX_EXERCISE_BYTES = 256 * 1024  # of all files; the largest folder of the catalogue without its data has 57 kB
_NAME = re.compile(r"(?:(?:alternatives|mistakes)/)?[A-Za-z0-9]\w{0,60}\.(?:csv|json|md|py|toml|txt)", re.ASCII)


def exercise_files_problem(files: Mapping[str, str]) -> str:
    """Return the reason why these can't be an exercise's files, as a sentence; empty if they can."""
    if len(files) > MAX_EXERCISE_FILES:
        return f"It has {len(files)} files, and an exercise has {MAX_EXERCISE_FILES} at most."
    if twins := {name.lower() for name in files if sum(name.lower() == other.lower() for other in files) > 1}:
        return f"Two files are called {min(twins)} on systems that don't tell capitals from small letters. Rename one."
    for name, text in files.items():
        if not _NAME.fullmatch(name):
            return (
                f"{name[:80]!r} can't be the name of a file: use letters, digits and _, one of the endings .csv, "
                ".json, .md, .py, .toml and .txt, and no folder but alternatives and mistakes."
            )
        try:
            text.encode()
        except UnicodeEncodeError:
            return f"{name} is not UTF-8 text."
        if "\0" in text:
            return f"{name} contains a null byte, so it isn't text."
    size = sum(len(text.encode()) for text in files.values())
    if size > MAX_EXERCISE_BYTES:
        return f"Its files have {size // 1024} KiB, and an exercise has {MAX_EXERCISE_BYTES // 1024} KiB at most."
    return ""


def exercise_files_digest(files: Mapping[str, str]) -> str:
    """The :func:`.folder_digest` of a folder with these files."""
    return digest_of({name: text.encode() for name, text in files.items()})


def write_exercise_files(files: Mapping[str, str], folder: Path) -> None:
    """Write them into ``folder``, which is made.

    Raises:
        ValueError: they can't be an exercise's files.
    """
    if problem := exercise_files_problem(files):
        raise ValueError(problem)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
