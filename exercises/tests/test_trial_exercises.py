"""Visitors try exercises that prove nothing, and the front page's code is one line from passing in the real sandbox."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from exercises.lifecycle.folders import read_catalogs
from exercises.trials.offer import HEAD_STARTS
from runner.protocol import Spec

FIXED = {"dropout": ("x * kept", "x * kept / (1 - p)")}


@pytest.fixture(scope="module")
def specs() -> dict[str, Spec]:
    return {folder.spec.slug: folder.spec for folder in read_catalogs(*settings.EXERCISE_CATALOGS)}


def grade(*work: tuple[str, str]) -> list[dict[str, Any]]:
    process = subprocess.run(
        [sys.executable, "-m", "runner", "grade-many"],
        input=json.dumps(work), capture_output=True, text=True, check=True, cwd=settings.BASE_DIR,
    )  # fmt: skip
    reports: list[dict[str, Any]] = json.loads(process.stdout)
    return reports


@pytest.mark.parametrize("slug", settings.TRIAL_EXERCISES)
def test_they_are_short_run_on_any_runner_and_prove_no_criterion(slug: str, specs: dict[str, Spec]) -> None:
    spec = specs[slug]
    assert spec.minutes <= 25
    assert (spec.device, list(spec.needs), list(spec.criteria)) == ("cpu", [], [])


@pytest.mark.parametrize("slug", HEAD_STARTS)
def test_the_judge_names_the_mistake_in_the_head_start_and_one_line_mends_it(slug: str) -> None:
    start = HEAD_STARTS[slug]
    mended = start.replace(*FIXED[slug])
    assert (
        sum(line != mended_line for line, mended_line in zip(start.splitlines(), mended.splitlines(), strict=True)) == 1
    )
    first, second = grade((slug, start), (slug, mended))
    assert first["verdict"] == "failed"
    assert first["mistake"]["message"]
    assert second["verdict"] == "passed"


def test_the_front_page_begins_with_a_head_start() -> None:
    assert settings.TRIAL_EXERCISES[0] in HEAD_STARTS
