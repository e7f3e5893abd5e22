"""Processes die at random under real submissions, and nothing is lost. `make chaos` does it with 500."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.chaos import ROOT

SUBMISSIONS = 40


@pytest.fixture(scope="module")
def outcome() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.chaos", "--submissions", str(SUBMISSIONS), "--seed", "3"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert ran.stdout, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout[ran.stdout.index("{") :])
    return found


def test_processes_were_killed(outcome: dict[str, Any]) -> None:
    assert {"runner child", "sandboxd", "zygote", "cell", "valkey"} <= outcome["kills"].keys()
    assert sum(outcome["restarts"].values()) >= 1


def test_every_submission_ends_in_a_verdict(outcome: dict[str, Any]) -> None:
    assert outcome["unfinished"] == 0
    assert sum(outcome["verdicts"].values()) == SUBMISSIONS


def test_each_verdict_is_the_right_one_or_says_after_three_attempts_that_it_was_our_fault(
    outcome: dict[str, Any],
) -> None:
    assert outcome["wrong"] == []
    assert outcome["internal"] <= SUBMISSIONS / 10, outcome["attempts"]


def test_nothing_is_recorded_twice_or_changed_afterwards(outcome: dict[str, Any]) -> None:
    assert outcome["recorded_twice"] == []
    assert outcome["changed"] == []


def test_no_process_is_left(outcome: dict[str, Any]) -> None:
    assert outcome["left_behind"] == []
