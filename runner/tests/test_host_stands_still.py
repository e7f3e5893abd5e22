"""A host that stood still in the middle of a call, as a virtual machine does that is moved: no learner pays for it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from pathlib import Path

import pytest

from runner.judge import grading
from runner.protocol import Job, Verdict
from runner.sandbox import doctor, doctor_command
from runner.sandbox.channel import Channel
from runner.tests.toy import SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox

ENDLESS_LOOP_S = 0.3  # which the doctor gives it


def test_a_judge_that_was_stopped_grades_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    exercise = write_exercise(tmp_path)
    wall_s = exercise.spec.limits.wall_s
    job = Job(submission="s", attempt="a", exercise=exercise.spec.slug, digest=exercise.digest, source=SOLUTION)
    _stop_while_waiting(monkeypatch, at_most_s=wall_s, times=1)
    report = grading.grade(job, exercise=exercise)
    assert report.verdict is Verdict.PASSED, report
    assert "it is graded once more: the host stood still for" in caplog.text


def test_the_doctor_repeats_a_test_during_which_the_host_stood_still(monkeypatch: pytest.MonkeyPatch) -> None:
    _stop_while_waiting(monkeypatch, at_most_s=ENDLESS_LOOP_S, times=1)
    examination = doctor.examine()
    assert examination.is_fit, examination.first_failure
    assert "the host stood still for" in examination.layers[-1].evidence
    assert "repeated" in examination.layers[-1].evidence


def test_a_host_that_keeps_standing_still_is_called_too_busy_and_not_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _stop_while_waiting(monkeypatch, at_most_s=ENDLESS_LOOP_S, times=99)
    assert doctor_command.main([]) == os.EX_TEMPFAIL
    text = capsys.readouterr().out
    assert "This host is too busy to be examined" in text
    assert "FAILS  responsiveness: the host stood still for" in text
    assert "not fit" not in text
    assert "report this as a bug" not in text


def _stop_while_waiting(monkeypatch: pytest.MonkeyPatch, *, at_most_s: float, times: int) -> None:
    """Stop this process so many times while it waits for an answer that has ``at_most_s`` to come, until it's late."""
    receive, stops_left = Channel.receive, iter(range(times))

    def receive_and_stop(channel: Channel, seconds: float, *, more: bool = False) -> tuple[bytearray, bytearray]:
        if seconds <= at_most_s and next(stops_left, None) is not None:
            channel._poll = _StoppingPoll(channel._poll, seconds + 1)  # type: ignore[assignment]  # it stands for it
        return receive(channel, seconds, more=more)

    monkeypatch.setattr(Channel, "receive", receive_and_stop)


class _StoppingPoll:
    """Stops this process in its first call, and finds nothing then, as on a machine that stops with all its cells."""

    def __init__(self, poll: select.poll, seconds: float) -> None:
        self._poll = poll
        self._seconds = seconds

    def poll(self, milliseconds: float) -> list[tuple[int, int]]:
        if not milliseconds or not self._seconds:
            return self._poll.poll(milliseconds)
        _stop_this_process(self._seconds)
        self._seconds = 0.0
        return []

    def unregister(self, descriptor: int) -> None:
        self._poll.unregister(descriptor)


def _stop_this_process(seconds: float) -> None:
    """Counted from the moment at which the kernel says that it's stopped."""
    status = f"/proc/{os.getpid()}/status"
    is_running = f"[ -e {status} ] && ! grep -q '^State:.T' {status}"
    resume = f"while {is_running}; do sleep 0.02; done; sleep {seconds}; kill -CONT {os.getpid()}"
    helper = subprocess.Popen(["sh", "-c", resume])
    os.kill(os.getpid(), signal.SIGSTOP)
    assert helper.wait() == 0
