"""Our own solutions of an exercise, shown after a pass."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from exercises.models import Exercise

NAMES = {"pytorch": "PyTorch", "torch": "PyTorch", "numpy": "NumPy"}  # as they are written
SHOWN_AFTERWARDS = "Our solution unlocks when you pass."


@dataclass(frozen=True, slots=True)
class ReferenceSolution:
    """A correct solution of ours."""

    title: str
    source: str


def reference_solutions(exercise: Exercise) -> list[ReferenceSolution]:
    """Our solution and the alternatives, read from the folder: they never enter the database."""
    folder = Path(settings.EXERCISE_CATALOG) / exercise.section / exercise.slug
    files = [folder / "solution.py", *sorted((folder / "alternatives").glob("*.py"))]
    return [ReferenceSolution(_title(file), file.read_text(encoding="utf-8")) for file in files if file.is_file()]


def _title(file: Path) -> str:
    if file.name == "solution.py":
        return "Our solution"
    words = " ".join(NAMES.get(word, word) for word in file.stem.split("_"))
    return words[:1].upper() + words[1:]
