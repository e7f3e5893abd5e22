"""Our own solutions of an exercise, shown after a pass and to mentors."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from accounts.models import User
from exercises.models import Exercise
from exercises.submissions.source_html import python_html

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
    """Our solution and the alternatives, read from the folder: they never enter the database."""
    folder = Path(settings.EXERCISE_CATALOG) / exercise.section / exercise.slug
    files = [folder / "solution.py", *sorted((folder / "alternatives").glob("*.py"))]
    return [_read(file) for file in files if file.is_file()]


def _read(file: Path) -> ReferenceSolution:
    source = file.read_text(encoding="utf-8")
    summary = ast.get_docstring(ast.parse(source)) or ""
    return ReferenceSolution(title=_title(file), source=source, summary=summary)


_html = lru_cache(maxsize=512)(python_html)  # some milliseconds each


def _title(file: Path) -> str:
    if file.name == "solution.py":
        return "Our solution"
    title = " ".join(NAMES.get(word, word) for word in file.stem.split("_"))
    return title[:1].upper() + title[1:]
