"""Dishonest solutions: each avoids the one thing that its exercise is about, and still looks right.

``shortcuts.toml`` says for each exercise what it is about, and holds shortcuts that were tried. A shortcut is an edit
of our solution, or code after it. The few that pass have the reason why nothing refuses them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from runner.catalog import all_exercises, find
from runner.protocol.mistakes import edit_code

PATH = Path(__file__).with_name("shortcuts.toml")
SAMPLE = 25  # every twenty-fifth in make test
REFUSALS = ("failed", "refused", "error", "timeout", "memory")


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """One dishonest solution.

    Attributes:
        accepted: the reason why it passes; empty for one that must not.
    """

    exercise: str
    name: str
    source: str
    accepted: str


def _rows() -> dict[str, dict[str, object]]:
    rows: dict[str, dict[str, object]] = tomllib.loads(PATH.read_text(encoding="utf-8"))
    return rows


def _shortcuts() -> list[Shortcut]:
    return [
        Shortcut(exercise=slug, name=name, source=_source(slug, entry), accepted=entry.get("accepted", ""))
        for slug, row in _rows().items()
        for name, entry in row.items()
        if isinstance(entry, dict)
    ]


def _source(slug: str, entry: dict[str, str]) -> str:
    solution = (find(slug).folder / "solution.py").read_text(encoding="utf-8")
    if "edit" in entry:
        return edit_code("solution.py", solution, entry["edit"])
    return f"{solution}\n{entry['append']}"


def _verdicts(shortcuts: list[Shortcut]) -> dict[str, str]:
    """The verdict on each, by exercise and name."""
    jobs = json.dumps([[shortcut.exercise, shortcut.source] for shortcut in shortcuts])
    command = [sys.executable, "-m", "runner", "grade-many"]
    ran = subprocess.run(command, input=jobs, capture_output=True, text=True, check=True)
    names = [f"{shortcut.exercise}: {shortcut.name}" for shortcut in shortcuts]
    return dict(zip(names, (report["verdict"] for report in json.loads(ran.stdout)), strict=True))


def test_each_row_says_what_its_exercise_is_about_and_has_a_shortcut() -> None:
    for slug, row in _rows().items():
        assert isinstance(row.get("about"), str), slug
        assert any(isinstance(entry, dict) for entry in row.values()), slug


def test_each_row_is_of_an_exercise_of_the_catalog() -> None:
    slugs = {exercise.folder.name for exercise in all_exercises()}
    assert set(_rows()) - slugs == set()


@pytest.mark.sandbox
@pytest.mark.parametrize("step", [SAMPLE, pytest.param(1, marks=pytest.mark.slow)], ids=["sample", "all"])
def test_no_shortcut_passes(step: int) -> None:
    verdicts = _verdicts([shortcut for shortcut in _shortcuts() if not shortcut.accepted][::step])
    assert [name for name, verdict in verdicts.items() if verdict not in REFUSALS] == []


@pytest.mark.sandbox
@pytest.mark.slow
def test_each_accepted_shortcut_passes() -> None:
    """Else its reason no longer holds. Some of them draw numbers or are slow, so each has a second chance."""
    accepted = [shortcut for shortcut in _shortcuts() if shortcut.accepted]
    for _ in range(2):
        verdicts = _verdicts(accepted).values()
        accepted = [shortcut for shortcut, verdict in zip(accepted, verdicts, strict=True) if verdict != "passed"]
    assert [f"{shortcut.exercise}: {shortcut.name}" for shortcut in accepted] == []
