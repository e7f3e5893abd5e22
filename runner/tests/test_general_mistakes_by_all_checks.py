"""What a single check doesn't prove, such as a wrong index, is named if the values of every other check agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import CatalogExercise
from runner.judge.check_runs import play
from runner.judge.mistakes import general_mistake
from runner.protocol import Mistake
from runner.tests.test_general_mistakes import named
from runner.tests.test_judge_mistakes import code
from runner.tests.toy import write_exercise

RANKS = {
    "exercise_md": '+++\nuid = "exercise-ranks"\ntitle = "Ranks"\nsummary = "Ranks."\ntopics = ["linear-algebra"]\n'
    'stars = 1\nminutes = 5\nentry = ["rank", "rescale"]\n+++\n\nWrite `rank` and `rescale`.\n',
    "starter_py": "def rank(scores, i): ...\n\n\ndef rescale(x, low, high): ...\n",
    "solution_py": "def rank(scores, i):\n    return sum(score > scores[i] for score in scores) + 1\n\n\n"
    "def rescale(x, low, high):\n    return (x - low) / (high - low)\n",
    "checks_py": '''\
from runner.judge import check, close


@check(example=True)
def worked_example(learner, rng):
    """Two calls"""
    close(learner.rescale(2.5, 1.5, 4.0), 0.4)
    close(learner.rank([0.5, 2.0, 1.0, 2.0], 0), 4)


@check
def any_rank(learner, rng):
    """Ranks"""
    for _ in range(9):
        scores, i = rng.integers(9, size=7).tolist(), int(rng.integers(7))
        close(learner.rank(scores, i), 1 + len([score for score in scores if score > scores[i]]))


@check
def any_scale(learner, rng):
    """Scales"""
    for _ in range(5):
        x, low, width = rng.normal(size=3)
        close(learner.rescale(x, low, low + width), (x - low) / width)
''',
    "alternatives__loops_py": "def rank(scores, i):\n    raise ValueError\n\n\ndef rescale(x, low, high):\n"
    "    raise ValueError\n",
}
RANK = "def rank(scores, i):\n    return sum(score > scores[i] for score in scores) + 1\n"
RESCALE = "def rescale(x, low, high):\n    return (x - low) / (high - low)\n"


@pytest.fixture
def ranks(tmp_path: Path) -> CatalogExercise:
    return write_exercise(tmp_path, **RANKS)


def named_by_all(exercise: CatalogExercise, source: str) -> Mistake | None:
    runs = [play(check, code(source), exercise.spec.entry, secret=1) for check in exercise.checks]
    failed = next(run for run in runs if run.ending is not None)
    others = [run for run in runs if run is not failed]
    return general_mistake(exercise, failed, others)


def test_an_index_is_named_only_if_every_check_agrees(ranks: CatalogExercise) -> None:
    source = RESCALE + "def rank(scores, i):\n    return sum(score >= scores[i] for score in scores) + 1"
    assert named(ranks, source) is None
    mistake = named_by_all(ranks, source)
    assert mistake is not None
    assert "both sides are equal" in mistake.message


def test_an_index_that_is_right_elsewhere_is_not_explained(ranks: CatalogExercise) -> None:
    source = RESCALE + RANK + "count = rank\ndef rank(scores, i):\n    return count(scores, i) + (len(scores) == 4)"
    assert named_by_all(ranks, source) is None


def test_the_same_answer_to_every_call_is_not_explained(ranks: CatalogExercise) -> None:
    assert named_by_all(ranks, "def rank(scores, i):\n    return 0\ndef rescale(x, low, high):\n    return 0.0") is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("(x - low) / high", "a term is missing"),
        ("x - low", "a division is missing"),
        ("(x - high) / (high - low)", "`high` is used where `low` belongs"),
    ],
)
def test_an_omission_is_named_only_if_every_check_agrees(ranks: CatalogExercise, body: str, words: str) -> None:
    source = RANK + f"def rescale(x, low, high):\n    return {body}"
    assert named(ranks, source) is None
    mistake = named_by_all(ranks, source)
    assert mistake is not None
    assert words in mistake.message


def test_a_mistake_that_agrees_with_one_check_by_chance_is_not_named(ranks: CatalogExercise) -> None:
    source = RANK + "def rescale(x, low, high):\n    return (high - low) / (x - low)"
    by_chance, mistake = named(ranks, source), named_by_all(ranks, source)
    assert by_chance is not None
    assert mistake is not None
    assert (by_chance.name, mistake.name) == ("unchanged-x", "exchanged-x-high")
