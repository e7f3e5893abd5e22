"""Feedback of the attention and backpropagation exercises, beyond what the audit checks for every exercise."""

from __future__ import annotations

import re

import pytest

from runner.catalog import find
from runner.judge.grading import grade
from runner.protocol import Job, Mode, Report, Verdict

pytestmark = pytest.mark.sandbox


def submit(slug: str, source: str, mode: Mode = Mode.SUBMIT) -> Report:
    return grade(Job(submission="s", attempt="a", exercise=slug, digest=find(slug).digest, source=source, mode=mode))


def changed_solution(slug: str, old: str, new: str) -> str:
    solution = find(slug).solution
    assert old in solution
    return solution.replace(old, new)


def check(report: Report, name: str) -> tuple[Verdict, str]:
    found = next(check for check in report.checks if check.name == name)
    return found.verdict, found.message


def test_a_bias_gradient_that_is_not_averaged_is_named_with_its_factor() -> None:
    source = changed_solution("two-layer-backprop", '"b1": d_z.sum(axis=0)', '"b1": d_z.sum(axis=0) * n')
    report = submit("two-layer-backprop", source)
    summed = "it is summed over the batch of 8 but not averaged"
    assert check(report, "finite_differences") == (
        Verdict.FAILED,
        f"The gradient of b1 is 8 times too large: {summed}. b2, W2 and W1 are right.",
    )
    assert report.mistake is not None
    assert report.mistake.name == "hidden_bias_not_averaged"


def test_two_faults_at_once_are_reported_for_each_parameter() -> None:
    source = changed_solution("two-layer-backprop", "d_scores.T @ h", "d_scores.T @ z")
    source = source.replace("d_z.T @ x", "d_z.T @ x + 0.1 * W1")
    message = check(submit("two-layer-backprop", source), "finite_differences")[1]
    assert re.match(r"The gradient of W2 is wrong: [^.]*\bz\b[^.]*\. W1 is wrong", message)


def test_the_attention_heatmap_shows_the_learners_values_on_a_pass_too() -> None:
    slug = "scaled-dot-product-attention"
    report = submit(slug, find(slug).solution)
    picture = next(check.picture for check in report.checks if check.name == "no_look_ahead")
    assert picture is not None
    yours, allowed = picture["panels"]
    assert (yours["title"], allowed["title"]) == ("your weights", "what the mask allows")
    assert yours["rows"] == allowed["rows"]
    assert yours["marks"] == []
    assert yours["rows"][0][0] == 1


@pytest.mark.parametrize(("shift", "words"), [("1", "one key ahead"), ("-1", "one key behind")])
def test_a_leaking_mask_shows_in_the_chart_and_in_the_message(shift: str, words: str) -> None:
    slug = "scaled-dot-product-attention"
    report = submit(slug, changed_solution(slug, "np.where(mask,", f"np.where(np.roll(mask, {shift}, axis=-1),"))
    causal = next(check for check in report.checks if check.name == "no_look_ahead")
    assert causal.message.startswith(f"Your weights look {words}: the mask is shifted by one. Query 0 gives key ")
    assert causal.picture is not None
    yours = causal.picture["panels"][0]
    assert yours["marks"]
    assert all(yours["rows"][i][j] > 0 for i, j in yours["marks"])


def test_a_try_run_of_attention_runs_both_worked_examples() -> None:
    slug = "scaled-dot-product-attention"
    report = submit(slug, find(slug).solution, Mode.TRY)
    assert [check.name for check in report.checks] == ["worked_example", "hidden_key"]


def test_torchs_own_attention_is_refused() -> None:
    source = (
        "import torch.nn.functional as F\n"
        "def attention(Q, K, V, mask=None):\n    return F.scaled_dot_product_attention(Q, K, V)\n"
    )
    report = submit("scaled-dot-product-attention", source)
    assert report.verdict is Verdict.REFUSED
    assert report.message.startswith("Line 3 uses F.scaled_dot_product_attention")


def test_backpropagation_by_autograd_is_refused() -> None:
    assert submit("two-layer-backprop", "import torch\n").verdict is Verdict.REFUSED
