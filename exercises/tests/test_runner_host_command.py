"""`manage.py runner_host`: hosts leave service and come back from scripts, as on the fleet page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exercises.fleet.actions import KEY_WAS_REVOKED
from exercises.fleet.queries import NO_ANSWER
from exercises.management.commands.runner_host import HAS_FINISHED, STILL_BUSY
from exercises.models import RunnerHost, ServiceChange, Submission
from exercises.tests.reports import host_called, identity_of, record_worker, worker_of

Run = Callable[..., str]


@pytest.fixture
def host(db: None) -> RunnerHost:
    """A host called hill with one worker, which takes jobs."""
    record_worker(data=worker_of("cpu"))
    return RunnerHost.objects.get()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command and return what it prints."""

    def runner_host(*options: str) -> str:
        call_command("runner_host", *options)
        return capsys.readouterr().out

    return runner_host


@pytest.fixture
def new_key(tmp_path: Path) -> str:
    file = tmp_path / "hill.new"
    file.write_text(identity_of("new").enrolment.to_line())
    return str(file)


def state() -> str:
    return RunnerHost.objects.get(name="hill").state


def test_each_action_moves_the_host_and_writes_the_history(host: RunnerHost, run: Run) -> None:
    for action, expected in (("drain", "drained"), ("pause", "paused"), ("retire", "retired"), ("return", "active")):
        assert "hill" in run(action, "hill", "--reason", f"a test of {action}")
        assert state() == expected
    newest = ServiceChange.objects.first()
    assert newest is not None
    assert (newest.by, newest.before, newest.reason) == (None, "retired", "a test of return")
    host.refresh_from_db()
    assert host.flag == ""  # nobody has to look at it


def test_it_says_what_would_wait_for_the_host(host: RunnerHost, submitted: Submission, run: Run) -> None:
    assert "1 submission waits for CPU" in run("drain", "hill")


def test_it_waits_until_the_worker_has_finished(host: RunnerHost, run: Run) -> None:
    with pytest.raises(CommandError, match=NO_ANSWER) as refusal:
        run("drain", "hill", "--wait", "--timeout", "0")
    assert refusal.value.returncode == STILL_BUSY
    record_worker(data=worker_of("cpu", accepts_jobs=False, jobs=1))
    with pytest.raises(CommandError, match="works on 1 job"):
        run("drain", "hill", "--wait", "--timeout", "0")
    record_worker(data=worker_of("cpu", accepts_jobs=False))
    assert HAS_FINISHED.format("hill") in run("drain", "hill", "--wait", "--timeout", "0")


def test_an_answer_to_an_earlier_drain_does_not_count(host: RunnerHost, run: Run) -> None:
    run("drain", "hill")
    record_worker(data=worker_of("cpu", accepts_jobs=False))
    run("return", "hill")
    with pytest.raises(CommandError, match=NO_ANSWER):
        run("drain", "hill", "--wait", "--timeout", "0")


def test_it_refuses_what_the_page_refuses(host: RunnerHost, run: Run) -> None:
    with pytest.raises(CommandError, match="no host called hall"):
        run("drain", "hall")
    with pytest.raises(CommandError, match="240 characters"):
        run("drain", "hill", "--reason", "x" * 241)
    RunnerHost.objects.update(revoked_at=host.created_at)
    with pytest.raises(CommandError, match=KEY_WAS_REVOKED):
        run("return", "hill")


def test_the_list_shows_hosts_and_workers(host: RunnerHost, run: Run) -> None:
    record_worker(data=worker_of("cpu", name="old@host"), by="desk")
    run("retire", "desk")
    lines = run("list").splitlines()
    assert lines == [
        "hill: in service, cpu, cpu-regrade, gpu, gpu-regrade",
        "  cpu@host: takes jobs, 0 of 2 processes busy",
        "desk: retired",
    ]


# ------------------------------------------------------------------ another key


def test_without_the_new_line_it_says_what_to_do(host: RunnerHost, run: Run) -> None:
    assert "runner_host rotate-key hill --enrolment-file" in run("rotate-key", "hill")
    assert state() == "active"


def test_the_old_key_counts_until_its_jobs_are_done(host: RunnerHost, run: Run, new_key: str) -> None:
    with pytest.raises(CommandError, match="stays drained"):
        run("rotate-key", "hill", "--enrolment-file", new_key, "--timeout", "0")
    host.refresh_from_db()
    assert (host.name, host.state) == ("hill", "drained")
    run("return", "hill")
    run("drain", "hill")
    record_worker(data=worker_of("cpu", accepts_jobs=False))
    output = run("rotate-key", "hill", "--enrolment-file", new_key, "--timeout", "0")
    host.refresh_from_db()
    assert host.state == "revoked"
    assert RunnerHost.objects.get(name="hill").host == identity_of("new").enrolment.host
    assert state() == "drained"  # as it was before
    assert "runner_host return hill" in output


def test_a_host_that_was_in_service_returns_with_its_new_key(db: None, run: Run, new_key: str) -> None:
    host_called("hill", ("cpu",), lent=True)
    run("rotate-key", "hill", "--enrolment-file", new_key)
    successor = RunnerHost.objects.get(name="hill")
    assert (successor.state, successor.queues, successor.is_lent) == ("active", ["cpu"], True)


def test_a_line_that_is_no_new_key_changes_nothing(host: RunnerHost, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "line"
    for line, reason in ((identity_of("hill").enrolment.to_line(), "has this key already"), ("hello", "prints it")):
        file.write_text(line)
        with pytest.raises(CommandError, match=reason):
            run("rotate-key", "hill", "--enrolment-file", str(file))
    with pytest.raises(CommandError, match="No such file"):
        run("rotate-key", "hill", "--enrolment-file", str(tmp_path / "none"))
    assert not ServiceChange.objects.exists()
