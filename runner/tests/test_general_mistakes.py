"""A mistake that no file of the exercise lists is named where the learner's values prove it, and only there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from runner.catalog import CatalogExercise
from runner.judge.check_runs import play
from runner.judge.mistakes import general_mistake
from runner.protocol import Mistake
from runner.tests.test_judge_mistakes import code
from runner.tests.toy import write_exercise

SCORES = {
    "exercise_md": '+++\nuid = "exercise-scores"\ntitle = "Scores"\nsummary = "Scores."\ntopics = ["linear-algebra"]\n'
    'stars = 1\nminutes = 5\nentry = ["scores", "halves"]\n+++\n\nWrite `scores` and `halves`.\n',
    "starter_py": "def scores(Q, K, scale=1.0, mask=None): ...\n\n\ndef halves(x): ...\n",
    "solution_py": """\
import numpy as np


def scores(Q, K, scale=1.0, mask=None):
    out = (Q - Q.mean(axis=0)) @ K.T * scale
    return out if mask is None else np.where(mask, out, 0.0)


def halves(x):
    return x[x < 3.0], x[x >= 3.0]
""",
    "checks_py": '''\
import numpy as np

from runner.judge import check, close


def by_loops(Q, K, scale, mask):
    centred = Q - sum(Q) / len(Q)
    return np.array([[scale * sum(a * b for a, b in zip(q, k)) for k in K] for q in centred]) * mask


@check(example=True)
def any_scores(learner, rng):
    """Scores"""
    for _ in range(3):
        Q, K, mask = rng.normal(size=(4, 4)), rng.normal(size=(4, 4)), rng.random((4, 4)) < 0.7
        close(learner.scores(Q, K, 0.3, mask), by_loops(Q, K, 0.3, mask))


@check
def both_halves(learner, rng):
    """Halves"""
    x = np.array([3.0, 1.5, 2.5, 4.5])
    close(learner.halves(x), (np.array([1.5, 2.5]), np.array([3.0, 4.5])))
''',
    "alternatives__loops_py": "def scores(Q, K, scale=1.0, mask=None):\n    raise ValueError\n\n\ndef halves(x):\n"
    "    raise ValueError\n",
}
RIGHT_HALVES = "def halves(x):\n    return x[x < 3.0], x[x >= 3.0]\n"
BEGINNING = "import numpy as np\n" + RIGHT_HALVES + "def scores(Q, K, scale=1.0, mask=None):\n"


@pytest.fixture
def scores(tmp_path: Path) -> CatalogExercise:
    return write_exercise(tmp_path, **SCORES)


def named(exercise: CatalogExercise, source: str) -> Mistake | None:
    for check in exercise.checks:
        run = play(check, code(source), exercise.spec.entry, secret=1)
        if run.ending is not None:
            return general_mistake(exercise, run)
    raise AssertionError("it passes")


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        ("    return (Q - Q.mean(0)) @ K.T * scale", "without-mask", "what it should return without `mask`"),
        ("    return ((Q - Q.mean(0)) @ K.T).T * scale * mask.T", "transposed", "the transpose of the correct result"),
        ("    return -(Q - Q.mean(0)) @ K.T * scale * mask", "minus", "has the opposite sign"),
        ("    return (K - K.mean(0)) @ Q.T * scale * mask", "exchanged-Q-K", "`Q` and `K` are exchanged"),
        ("    return (Q - Q.mean(0)) @ K.T / scale * mask", "one-over-scale", "`1 / scale` in place of `scale`"),
        ("    return (Q - Q.mean(0)) @ K * scale * mask", "transpose-of-K", "`K.T` in place of `K`"),
        ("    return (Q - Q.mean(0)) @ K.T * scale * mask / 4", "over-Q-0", "`Q.shape[0]` times too small"),
        ("    return (Q - Q.mean(1)) @ K.T * scale * mask", "one-operation-runs-along-another-axis", "another axis"),
        ("    return (Q + Q.mean(0)) @ K.T * scale * mask", "a-term-is-added-that-should-be-subtracted", "is added"),
        ("    return Q", "unchanged-Q", "is `Q`, unchanged"),
    ],
)  # fmt: skip
def test_the_mistake_that_the_values_prove_is_named(scores: CatalogExercise, body: str, name: str, words: str) -> None:
    mistake = named(scores, BEGINNING + body)
    assert mistake is not None
    assert mistake.name == name
    assert words in mistake.message


RIGHT_SCORES = "def scores(Q, K, scale=1.0, mask=None):\n    return (Q - Q.mean(0)) @ K.T * scale * mask\n"


def test_a_tie_on_the_wrong_side_is_named(scores: CatalogExercise) -> None:
    mistake = named(scores, RIGHT_SCORES + "def halves(x):\n    return x[x <= 3.0], x[x >= 3.0]")
    assert mistake is not None
    assert "look at ties" in mistake.message


def test_values_in_the_wrong_order_are_named(scores: CatalogExercise) -> None:
    mistake = named(scores, RIGHT_SCORES + "def halves(x):\n    return x[x >= 3.0], x[x < 3.0]")
    assert mistake is not None
    assert mistake.message == "What your halves returns has its two values in the wrong order."


def test_two_mistakes_at_once_are_not_taken_for_one(scores: CatalogExercise) -> None:
    assert named(scores, BEGINNING + "    return (K + K.mean(1)) @ Q * scale / 7 + 0.3") is None


def test_a_mistake_must_explain_every_call_of_the_check(scores: CatalogExercise) -> None:
    body = "    scores.calls = getattr(scores, 'calls', 0) + 1\n    out = (Q - Q.mean(0)) @ K.T * scale * mask\n"
    assert named(scores, BEGINNING + body + "    return -out") is not None
    assert named(scores, BEGINNING + body + "    return out if scores.calls == 1 else -out") is None


def test_a_result_that_tells_nothing_is_not_explained(scores: CatalogExercise) -> None:
    assert named(scores, BEGINNING + "    return np.zeros((4, 4))") is None


def test_a_changed_argument_is_named_if_nothing_else_explains_the_values(tmp_path: Path) -> None:
    mistake = named(write_exercise(tmp_path), "def row_means(x):\n    x -= x[0] ** 3 + 0.123\n    return x.sum(axis=1)")
    assert mistake == Mistake(
        "changes-an argument",
        "Your row_means changes an argument in place, which the caller still needs: work on a copy.",
    )


def test_the_arguments_of_the_check_stay_as_they_were(scores: CatalogExercise) -> None:
    run = play(scores.checks[0], code(BEGINNING + "    return -Q @ K.T"), scores.spec.entry, secret=1)
    before = [np.array(argument) for argument in run.learner.calls[0].args]
    general_mistake(scores, run)
    assert all(np.array_equal(one, other) for one, other in zip(before, run.learner.calls[0].args, strict=True))
