"""Explorables and the judge agree: each draws its figure from the picture that its exercise's check makes."""

import re

import pytest

from exercises.explorables.catalogue import BY_SLUG, EXPLORABLES
from exercises.explorables.shapes import Explorable
from exercises.tests.reports import Report
from runner.catalog import find, load_module
from runner.judge.check_runs import play
from runner.judge.players import InProcessPlayer

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
ROUNDING = 0.11  # SVG units: paths are rounded to tenths, which may fall on either side


@pytest.mark.parametrize("explorable", EXPLORABLES, ids=lambda explorable: explorable.slug)
def test_the_solution_of_its_exercise_is_drawn(explorable: Explorable) -> None:
    assert explorable.draw_own(_picture_of_solution(explorable)).marks


def test_the_right_fit_covers_the_exact_one() -> None:
    explorable = BY_SLUG["overfitting"]
    marks = explorable.draw_own(_picture_of_solution(explorable)).marks
    exact, yours = (mark.attributes["d"] for mark in marks if mark.key == "curve")
    assert _numbers(yours) == pytest.approx(_numbers(exact), abs=ROUNDING)


def _picture_of_solution(explorable: Explorable) -> Report:
    """The picture of the first of its checks, as the judge makes it from our solution."""
    exercise = find(explorable.exercise)
    check = next(check for check in exercise.checks if check.name == explorable.checks[0])
    player = InProcessPlayer(load_module(exercise.folder / "solution.py"))
    picture = play(check, player, exercise.spec.entry, 3).learner.picture
    assert picture is not None
    return picture


def _numbers(attribute: object) -> list[float]:
    return list(map(float, NUMBER.findall(str(attribute))))
