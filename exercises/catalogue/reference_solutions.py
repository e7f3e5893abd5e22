"""Our own solutions of an exercise, shown after a pass and to mentors."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.safestring import SafeString

from accounts.models import User
from exercises.authored.files import files_of
from exercises.models import Exercise
from exercises.submissions.source_html import python_html
from runner.protocol import folders_of

NAMES = {"pytorch": "PyTorch", "torch": "PyTorch", "numpy": "NumPy"}  # as they are written
SHOWN_AFTERWARDS = "Our solution unlocks when you pass."
READ_SOLUTIONS = "exercises.read_solutions"
"""The permission to read them before passing. An authentication backend of another app gives it to mentors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSolution:
    """A correct solution of ours."""

    title: str
    source: str
    summary: str
    """Why one would choose it, and what it costs, where its file says so."""

    @property
    def html(self) -> SafeString:
        return _html(self.source)


def may_read_solutions(reader: User, exercise: Exercise) -> bool:
    """Admins, people with READ_SOLUTIONS, and learners who have passed, because they spoil the exercise for others."""
    return exercise.is_passed_by(reader) or reader.has_perm(READ_SOLUTIONS)


def reference_solutions(exercise: Exercise) -> list[ReferenceSolution]:
    """The solution and the alternatives, from the exercise's own files or from its folder."""
    sources = files_of(exercise) if exercise.has_own_files else _in_folder(exercise)
    names = ["solution.py", *sorted(name for name in sources if PurePosixPath(name).match("alternatives/*.py"))]
    return [_read(name, sources[name]) for name in names if name in sources]


def _in_folder(exercise: Exercise) -> Mapping[str, str]:
    folders = folders_of(exercise.slug, settings.EXERCISE_CATALOGS)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for folder in folders
        for path in (folder / "solution.py", *folder.glob("alternatives/*.py"))
        if path.is_file()
    }


def _read(name: str, source: str) -> ReferenceSolution:
    summary = ast.get_docstring(ast.parse(source)) or ""
    return ReferenceSolution(title=_title(name), source=source, summary=summary)


_html = lru_cache(maxsize=512)(python_html)  # some milliseconds each


def _title(name: str) -> str:
    if name == "solution.py":
        return "Our solution"
    title = " ".join(NAMES.get(word, word) for word in PurePosixPath(name).stem.split("_"))
    return title[:1].upper() + title[1:]
