"""A real worker on a real broker stops taking jobs when it's drained, finishes what it has, and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import User
from exercises.fleet.actions import set_host_state, set_worker_state, update_broker
from exercises.models import ServiceState, Worker
from exercises.tests.processes import SiteProcesses, site_processes
from lib import broker
from runner.identity import load
from runner.protocol import broker_user, drain_key
from tests.patience import comes_true
from tests.toy_site import SLOW, host, is_being_graded, is_graded, load_toy, send

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteProcesses]:
    load_toy(tmp_path)
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    with site_processes() as processes:
        yield processes


def is_idle() -> bool:
    worker = Worker.objects.filter(name__startswith="runner.worker@").first()
    return worker is not None and worker.is_idle


def test_a_drained_host_finishes_its_job_and_takes_no_other_until_it_is_back(
    site: SiteProcesses, ada: User, grace: User
) -> None:
    running = send(ada, SLOW)
    assert comes_true(is_being_graded)
    set_host_state(person=grace, host=host(), state=ServiceState.DRAINED, reason="a new driver")
    assert comes_true(is_idle), "the runner did not answer"
    assert is_graded(running)

    waiting = send(ada)
    site.stop_runner()
    start = Worker.objects.get().start
    site.start_runner()  # and it is still drained
    assert comes_true(lambda: Worker.objects.exclude(start=start).exists() and is_idle())
    seen_at = Worker.objects.get().seen_at
    assert comes_true(lambda: Worker.objects.filter(seen_at__gt=seen_at).exists())
    assert not is_graded(waiting)

    set_host_state(person=grace, host=host(), state=ServiceState.ACTIVE)
    assert comes_true(lambda: is_graded(waiting))
    waiting.refresh_from_db()
    assert (waiting.attempts, waiting.sends) == (1, 1)


def test_a_host_changes_its_key_while_it_grades(site: SiteProcesses, ada: User, tmp_path: Path) -> None:
    old, key, line = host(), tmp_path / "new.key", tmp_path / "hill.new"
    running = send(ada, SLOW)
    assert comes_true(is_being_graded)
    line.write_text(load(key).enrolment.to_line())
    call_command("runner_host", "rotate-key", "here", "--enrolment-file", str(line))
    assert is_graded(running)
    users = broker.client().acl_users()
    assert broker_user(old.host) not in users
    assert broker_user(host().host) in users

    waiting = send(ada)
    site.kill_runner()  # it can't get in any more
    site.runner_environment["RUNNER_KEY_FILE"] = str(key)
    site.start_runner()
    assert comes_true(lambda: is_graded(waiting))
    waiting.refresh_from_db()
    assert (waiting.host, waiting.attempts, waiting.sends) == (host(), 1, 1)


def test_one_worker_is_drained_after_the_broker_has_lost_its_memory(
    site: SiteProcesses, ada: User, grace: User
) -> None:
    set_worker_state(person=grace, worker=Worker.objects.get(), state=ServiceState.DRAINED, reason="it is slow")
    assert comes_true(is_idle)
    broker.client().delete(drain_key(host().host))
    assert comes_true(lambda: Worker.objects.get().accepts_jobs)
    update_broker()  # as every few seconds
    assert comes_true(is_idle)


def test_a_paused_host_is_cut_off_and_its_job_is_graded_once_it_is_back(
    site: SiteProcesses, ada: User, grace: User
) -> None:
    set_host_state(person=grace, host=host(), state=ServiceState.PAUSED, reason="odd verdicts")
    waiting = send(ada)
    site.kill_runner()
    set_host_state(person=grace, host=host(), state=ServiceState.ACTIVE)
    site.start_runner()
    assert comes_true(lambda: is_graded(waiting))
