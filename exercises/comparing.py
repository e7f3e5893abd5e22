"""Side by side, line by line: two runs of one exercise, and what we would be proud to show once it is passed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from exercises.models import Exercise, Submission

CONTEXT_LINES = 3
MOST_LINES = 2_000  # of each; beyond it the comparison stops, and says so
MOST_TIMES = 5  # a line that stands there more often says nothing of where we are, and takes most of the time

NAMES = {"pytorch": "PyTorch", "torch": "PyTorch", "numpy": "NumPy"}  # as they are written
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
    """The newest of ``runs`` with other code than the newest, and the newest: who tries and then submits has the same
    code twice.
    """
    newest = runs.first()
    other = runs.exclude(source=newest.source).first() if newest else None
    return [other, newest] if newest and other else list(runs[:2])[::-1]


def difference(before: str, after: str) -> list[Line]:
    """The changed lines with three around them. Empty: they are equal.

    The worst that 64 KiB can be made to hold takes under a second.
    """
    texts = before.splitlines(), after.splitlines()
    old, new = (text[:MOST_LINES] for text in texts)
    often = {line for line, times in Counter(new).items() if times > MOST_TIMES}
    matcher = SequenceMatcher(often.__contains__, old, new, autojunk=False)
    found = [line for stretch in matcher.get_grouped_opcodes(CONTEXT_LINES) for line in _stretch(stretch, old, new)]
    if max(map(len, texts)) > MOST_LINES:
        found.append(Line("…", f"Only the first {MOST_LINES} lines of each are compared."))
    return found[1:] if found and not found[0].text else found  # the first stretch needs no mark


def _stretch(changes: list[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> Iterator[Line]:
    yield Line("…", "")
    for tag, i, i_end, j, j_end in changes:
        if tag == "equal":
            yield from (Line(" ", text) for text in old[i:i_end])
        else:
            yield from (Line("-", text) for text in old[i:i_end])
            yield from (Line("+", text) for text in new[j:j_end])


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
    said = " ".join(NAMES.get(word, word) for word in file.stem.split("_"))
    return said[:1].upper() + said[1:]
