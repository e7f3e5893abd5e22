"""A host that stood still in the middle of a call, as a virtual machine does that is moved: no learner pays for it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.judge import grading
from runner.protocol import Job, Verdict
from runner.sandbox import doctor, doctor_command
from runner.sandbox.cell import Cell
from runner.sandbox.channel import Channel
from runner.tests.toy import FILES, SOLUTION, write_exercise

SLOW = "import time\ntime.sleep(0.7)\n" + SOLUTION


def test_a_judge_that_was_stopped_grades_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = write_exercise(tmp_path, exercise_md=FILES["exercise.md"].replace("wall_s = 2.0", "wall_s = 1.5"))
    job = Job(submission="s", attempt="a", exercise=exercise.spec.slug, digest=exercise.digest, source=SLOW)
    stops: list[subprocess.Popen[bytes]] = []
    load = grading._Session.load

    def stop_and_load(session: grading._Session, cell: Cell, forbidden: Sequence[str]) -> None:
        """Stop this process, and no other, for longer than the learner's code may take. Once."""
        if not stops:
            script = f"sleep 0.2; kill -STOP {os.getpid()}; sleep 3; kill -CONT {os.getpid()}"
            stops.append(subprocess.Popen(["sh", "-c", script]))
        load(session, cell, forbidden)

    monkeypatch.setattr(grading._Session, "load", stop_and_load)
    report = grading.grade(job, exercise=exercise)
    assert stops[0].wait() == 0
    assert report.verdict is Verdict.PASSED, report


def test_the_doctor_repeats_a_test_during_which_the_host_stood_still(monkeypatch: pytest.MonkeyPatch) -> None:
    _stop_while_a_loop_is_awaited(monkeypatch, times=1)
    examination = doctor.examine()
    assert examination.is_fit, examination.first_failure
    assert "the host stood still for" in examination.layers[-1].evidence
    assert "a test was repeated" in examination.layers[-1].evidence


def test_a_host_that_keeps_standing_still_is_called_too_busy_and_not_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _stop_while_a_loop_is_awaited(monkeypatch, times=99)
    assert doctor_command.main([]) == os.EX_TEMPFAIL
    text = capsys.readouterr().out
    assert "This host is too busy to be examined" in text
    assert "FAILS  responsiveness: the host stood still for" in text
    assert "not fit" not in text
    assert "report this as a bug" not in text


def _stop_while_a_loop_is_awaited(monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    """Stop this process while it waits for an answer of the endless loop, which has less than a second."""
    receive, stops_left = Channel.receive, iter(range(times))

    def receive_and_stop(channel: Channel, seconds: float, *, more: bool = False) -> tuple[bytearray, bytearray]:
        if seconds < 1 and next(stops_left, None) is not None:
            channel._poll = _StoppingPoll(channel._poll)  # type: ignore[assignment]  # it polls the same descriptors
        return receive(channel, seconds, more=more)

    monkeypatch.setattr(Channel, "receive", receive_and_stop)


class _StoppingPoll:
    def __init__(self, poll: select.poll) -> None:
        self._poll = poll

    def poll(self, milliseconds: float) -> list[tuple[int, int]]:
        if milliseconds:
            _stop_this_process()
        return self._poll.poll(milliseconds)

    def unregister(self, descriptor: int) -> None:
        self._poll.unregister(descriptor)


def _stop_this_process() -> None:
    """For a second, counted from the moment at which the kernel says that it's stopped."""
    status = f"/proc/{os.getpid()}/status"
    is_running = f"[ -e {status} ] && ! grep -q '^State:.T' {status}"
    resume = f"while {is_running}; do sleep 0.02; done; sleep 1; kill -CONT {os.getpid()}"
    helper = subprocess.Popen(["sh", "-c", resume])
    os.kill(os.getpid(), signal.SIGSTOP)
    assert helper.wait() == 0
