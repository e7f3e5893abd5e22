"""A mistake that gives the learner's values in one check is stated as a fact only if the other checks agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.catalog import CatalogExercise, find, load_source
from runner.judge.check_runs import CheckRun, play
from runner.judge.grading import grade
from runner.judge.mistakes import IN_ONE_CHECK, classic_mistake, general_mistake
from runner.judge.players import InProcessPlayer
from runner.protocol import Job, Mistake, Mode
from runner.tests.test_judge_mistakes import code
from runner.tests.toy import FILES, write_exercise

SUMS = "You return the sum of each row. Divide by its length."
SUMS_IN_ONE_CHECK = IN_ONE_CHECK.format(SUMS)
GIVEN_OTHER_WIDTHS = "def row_means(x):\n    return x.sum(axis=1) / (1 if x.shape[1] == 2 else {})\n"


def runs_of(exercise: CatalogExercise, player: InProcessPlayer) -> tuple[CheckRun, list[CheckRun]]:
    """The first failed check, and the others."""
    runs = [play(check, player, exercise.spec.entry, secret=1) for check in exercise.checks]
    first = next(run for run in runs if run.ending is not None)
    return first, [run for run in runs if run is not first]


def named(exercise: CatalogExercise, player: InProcessPlayer) -> Mistake | None:
    first, others = runs_of(exercise, player)
    passed_checks = {run.check.name for run in others if run.ending is None}
    return classic_mistake(exercise, first, passed_checks, others) or general_mistake(exercise, first, others)


def message(exercise: CatalogExercise, source: str) -> str:
    mistake = named(exercise, code(source))
    return mistake.message if mistake else ""


def test_it_is_stated_if_all_other_checks_agree(tmp_path: Path) -> None:
    assert message(write_exercise(tmp_path), "def row_means(x):\n    return x.sum(axis=1)") == SUMS


def test_it_is_about_the_failed_check_if_half_of_the_others_agree(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    assert message(exercise, GIVEN_OTHER_WIDTHS.format("3.5")) == SUMS_IN_ONE_CHECK


def test_it_is_not_named_if_fewer_agree(tmp_path: Path) -> None:
    checks = FILES["checks.py"] + FILES["checks.py"].split("@check\n")[1].replace("any_shape", "more_shapes").join(
        ["\n\n@check\n", ""]
    )
    exercise = write_exercise(tmp_path, checks_py=checks)
    assert len(exercise.checks) == 4
    assert message(exercise, GIVEN_OTHER_WIDTHS.format("3.5")) == ""


def test_a_mistake_that_agrees_everywhere_goes_before_one_that_agrees_in_half(tmp_path: Path) -> None:
    halves = '"""worked_example\n\nYou halve.\n"""\ndef row_means(x):\n    return 2 * x.sum(axis=1) / 2\n'
    wrong = '"""worked_example\n\nYou sum two.\n"""\ndef row_means(x):\n    return x[:, :2].sum(axis=1)\n'
    exercise = write_exercise(tmp_path, mistakes__a_py=wrong, mistakes__b_py=halves)
    assert message(exercise, "def row_means(x):\n    return x.sum(axis=1)") == "You halve."


def test_other_values_that_pass_a_passed_check_agree(tmp_path: Path) -> None:
    source = "def row_means(x):\n    return x.sum(axis=1) * (-1 if x.shape == (2, 3) else 1)"
    assert message(write_exercise(tmp_path), source) == SUMS


@pytest.mark.sandbox
@pytest.mark.parametrize(("mode", "sentence"), [(Mode.SUBMIT, SUMS), (Mode.TRY, SUMS_IN_ONE_CHECK)])
def test_the_example_alone_proves_nothing_about_the_rest(tmp_path: Path, mode: Mode, sentence: str) -> None:
    exercise = write_exercise(tmp_path)
    source = "def row_means(x):\n    return x.sum(axis=1)\n"
    job = Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source, mode=mode)
    report = grade(job, exercise=exercise)
    assert report.mistake is not None
    assert report.mistake.message == sentence
    assert report.message.endswith(sentence)


HALF_PRECISION = '''\
import numpy as np

from runner.judge import check, close


@check(example=True)
def worked_example(learner, rng):
    """Sixteen bits"""
    x = rng.uniform(1, 2, size=(4, 3)).astype(np.float16)
    close(learner.row_means(x), x.mean(axis=1), rtol=1e-3, atol=0.0)
'''


def test_numbers_of_16_bits_must_be_much_nearer_to_the_mistakes_than_to_the_right_ones(tmp_path: Path) -> None:
    by_half_a_percent = '"""worked_example\n\nYou add half a percent.\n"""\ndef row_means(x):\n'
    by_half_a_percent += "    return x.mean(axis=1) * x.dtype.type(1.005)\n"
    solution = "def row_means(x):\n    return x.mean(axis=1)\n"
    exercise = write_exercise(
        tmp_path, checks_py=HALF_PRECISION, solution_py=solution, mistakes_toml="",
        mistakes__adds_py=by_half_a_percent,
        mistakes__sums_py='"""worked_example\n\nYou sum.\n"""\ndef row_means(x):\n    return x.sum(axis=1)\n',
    )  # fmt: skip
    assert (
        message(exercise, "def row_means(x):\n    return x.dtype.type(1.005) * x.mean(1)") == "You add half a percent."
    )
    assert message(exercise, "def row_means(x):\n    return x.mean(axis=1) * x.dtype.type(1.0025)") == ""


def test_a_general_mistake_needs_every_check(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    assert "opposite sign" in message(exercise, "def row_means(x):\n    return -x.sum(axis=1) / x.shape[1]")
    sometimes = "def row_means(x):\n    return x.sum(axis=1) / x.shape[1] * (-1 if len(x) == 2 else 1)"
    assert message(exercise, sometimes) == ""
    first, _ = runs_of(exercise, code(sometimes))
    assert general_mistake(exercise, first, []) is None, "a try runs the example alone"


def test_a_general_sentence_does_not_replace_one_about_the_type_or_the_axes(tmp_path: Path) -> None:
    solution = "def row_means(x):\n    return x.sum(axis=1, keepdims=False) / x.shape[1]\n"
    exercise = write_exercise(tmp_path, solution_py=solution)
    first, others = runs_of(exercise, code("def row_means(x):\n    return x.sum(axis=1, keepdims=True) / x.shape[1]"))
    assert "shape" in str(first.ending)
    assert general_mistake(exercise, first, others) is None


def edited(slug: str, edits: Sequence[tuple[str, str]]) -> Mistake | None:
    """The mistake that is named in a solution of the catalogue with these edits."""
    exercise = find(slug)
    path = exercise.folder / "solution.py"
    source = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return named(exercise, InProcessPlayer(load_source(source, path)))


@pytest.mark.parametrize(
    ("slug", "edits", "false_name"),
    [
        ("moe-routing", [("kept = ahead <", "kept = ahead + 1 <")], "capacity_without_k"),
        ("llama-block", [('rms_norm(h, w["post', 'rms_norm(h - x, w["post')], "layer_norm"),
        ("attention-backward", [("np.sqrt(K.shape[-1])", "np.sqrt(V.shape[-1])")], "scale_forgotten"),
        ("gpt2-tokenizer", [("chr(256 + i)", "chr(256 + byte)")], "a-number-is-too-small-by-one"),
        ("muon", [("W.shape[0] / W.shape[1]", "W.shape[0] // W.shape[1]")], "no_scale"),
        ("muon", [("svd(X, compute_uv=False) - 1)", "svd(X)[1][:1] - 1)")], "there-is-min-where-max-belongs"),
        ("pipeline-1f1b", [("starts.max() + backward", "(starts[:, -1] + backward).mean()")], "last_start_for_the_end"),
        ("speculative-decoding", [("p=p[-1]", "p=p[-2]")], "additional_token_from_the_first_row"),
        ("norm-backward", [("G.sum(axis=leading)", "G.sum(axis=0)")], "a-sign-is-missing"),
    ],
)  # fmt: skip
def test_a_name_that_was_false_is_not_stated(slug: str, edits: list[tuple[str, str]], false_name: str) -> None:
    mistake = edited(slug, edits)
    start = IN_ONE_CHECK.partition("{")[0]
    assert mistake is None or not mistake.name.startswith(false_name) or mistake.message.startswith(start)


def test_what_the_values_of_all_checks_prove_is_found_behind_a_false_name() -> None:
    mistake = edited("attention-backward", [("np.sqrt(K.shape[-1])", "np.sqrt(V.shape[-1])")])
    assert mistake is not None
    assert "`V` is used where `K` belongs" in mistake.message


def test_a_mistake_is_named_where_only_rounding_of_zero_differs() -> None:
    """A group of equal rewards has advantages of 0, and ours are 1e-17. Then all weights are NaN."""
    edits = [
        ("used / max(used.sum(), 1)", "used / used.sum()"),
        ("    centred = rewards - rewards.mean", "    centred = 0.0 + rewards - rewards.mean"),
        ("        return centred\n", "        return np.where(differing(rewards), centred, 0.0)\n"),
    ]
    mistake = edited("grpo-without-bias", edits)
    assert mistake is not None
    assert mistake.name == "nothing_by_nothing"


def test_a_mistake_is_named_in_whatever_order_the_learners_dict_has_its_keys() -> None:
    edits = [
        (
            'params["W_dec"].T + penalty * lengths / n) * (f > 0)',
            'params["W_dec"].T) * (f > 0) + penalty * lengths / n',
        ),
        ("    return loss, {", "    gradients = {"),
        (
            "it is used twice\n    }\n",
            "it is used twice\n    }\n    return loss, dict(sorted(gradients.items(), reverse=True))\n",
        ),
    ]
    mistake = edited("sparse-autoencoder", edits)
    assert mistake is not None
    assert mistake.name == "penalty_reaches_latents_that_are_off"
