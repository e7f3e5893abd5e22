"""Side by side, line by line: two runs of one exercise, and what we would be proud to show once it is passed."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from exercises.models import Exercise, Submission

CONTEXT_LINES = 3
MOST_LINES = 2_000  # of each; beyond it the comparison stops, and says so

SHOWN_AFTERWARDS = "Our solution is shown once you have passed."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison. ``sign`` is " ", "-", "+", or "…" between two stretches."""

    sign: str
    text: str

    @property
    def said(self) -> str:
        return {"-": "taken out: ", "+": "put in: "}.get(self.sign, "")


def last_change(runs: QuerySet[Submission]) -> list[Submission]:
    """The newest of ``runs`` and the newest with other code: who tries and then submits has the same code twice."""
    newest = runs.first()
    other = runs.exclude(source=newest.source).first() if newest else None
    return [newest, other] if newest and other else list(runs[:2])


def difference(before: str, after: str) -> list[Line]:
    """The changed lines with three around them. Empty: they are equal."""
    old, new = (text.splitlines()[:MOST_LINES] for text in (before, after))
    lines = difflib.unified_diff(old, new, n=CONTEXT_LINES, lineterm="")
    found = [Line("…", "") if line.startswith("@@") else Line(line[0], line[1:]) for line in list(lines)[2:]]
    return found[1:]  # the first stretch needs no mark


@dataclass(frozen=True, slots=True)
class Worked:
    """A right solution of ours."""

    title: str
    source: str


def worked_solutions(exercise: Exercise) -> list[Worked]:
    """Our solution and the other ways to write it, read from the folder: they never enter the database."""
    folder = Path(settings.EXERCISE_CATALOG) / exercise.section / exercise.slug
    files = [folder / "solution.py", *sorted((folder / "alternatives").glob("*.py"))]
    return [
        Worked("How we write it" if file.name == "solution.py" else _title(file), file.read_text(encoding="utf-8"))
        for file in files
        if file.is_file()
    ]


def _title(file: Path) -> str:
    return file.stem.replace("_", " ").capitalize()
