"""The fleet page: who takes jobs, and taking hosts and workers out of service with what that means for who waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.fleet.actions import set_host_state, set_worker_state
from exercises.fleet.capacity import capacity
from exercises.fleet.figures import fleet_figures, measure_fleet
from exercises.fleet.queries import DRAINING, IDLE, NO_ANSWER, fleet_page, impact_of
from exercises.fleet.status import runner_status
from exercises.fleet.views import NOT_CHANGED
from exercises.models import Exercise, RunnerHost, ServiceChange, ServiceState, Submission, VerdictChoice, Worker
from exercises.submissions.resending import resend_lost
from exercises.tests.reports import record_report, record_worker, report_on, worker_of
from lib.errors import RefusedError

ClientOf = Callable[[User], Client]
FLEET = "/exercises/fleet/"
DRAINED, ACTIVE, PAUSED, RETIRED = (
    ServiceState.DRAINED, ServiceState.ACTIVE, ServiceState.PAUSED, ServiceState.RETIRED,
)  # fmt: skip


@pytest.fixture
def host(db: None) -> RunnerHost:
    """A host called hill with one worker for the CPU."""
    record_worker(data=worker_of("cpu"))
    return RunnerHost.objects.get()


def worker() -> Worker:
    return Worker.objects.select_related("host").get(name="cpu@host")


# ------------------------------------------------------------------ out of service


@pytest.mark.parametrize("state", [DRAINED, PAUSED])
def test_a_host_out_of_service_serves_no_queue_and_comes_back(host: RunnerHost, grace: User, state: str) -> None:
    assert capacity("cpu").processes == 2
    set_host_state(person=grace, host=host, state=state, reason="a new driver")
    assert (capacity("cpu").processes, Worker.objects.ready().count()) == (0, 0)
    assert "out of service" in capacity("cpu").problem
    set_host_state(person=grace, host=host, state=ACTIVE)
    assert capacity("cpu").processes == 2


def test_a_drained_worker_leaves_the_hosts_others_at_work(host: RunnerHost, grace: User) -> None:
    record_worker(data=worker_of("cpu", name="second@host", processes=5))
    set_worker_state(person=grace, worker=worker(), state=DRAINED, reason="it is slow")
    assert capacity("cpu").processes == 5
    assert [ready_worker.name for ready_worker in Worker.objects.ready()] == ["second@host"]


def test_a_drain_survives_the_workers_restart_and_a_day_without_a_heartbeat(host: RunnerHost, grace: User) -> None:
    set_worker_state(person=grace, worker=worker(), state=DRAINED, reason="it is slow")
    record_worker(data=worker_of("cpu", start="second"))
    assert worker().state == DRAINED
    Worker.objects.update(seen_at=timezone.now() - timedelta(days=3))
    record_worker(data=worker_of("gpu"))
    assert worker().state == DRAINED


def test_a_retired_host_leaves_the_status_page(host: RunnerHost, grace: User) -> None:
    set_host_state(person=grace, host=host, state=RETIRED, reason="sold")
    assert not runner_status().workers
    assert fleet_page().retired_hosts == [host]


def test_jobs_that_waited_for_a_drained_worker_are_not_taken_for_lost(
    host: RunnerHost, grace: User, submitted: Submission
) -> None:
    long_ago = timezone.now() - timedelta(hours=3)
    Worker.objects.update(online_since=long_ago)
    Submission.objects.update(sent_at=long_ago, created_at=long_ago, sends=1)
    set_host_state(person=grace, host=host, state=DRAINED, reason="a new driver")
    assert resend_lost() == 0
    set_host_state(person=grace, host=host, state=ACTIVE)
    assert resend_lost() == 0
    assert Submission.objects.get().sends == 1


def test_a_paused_hosts_reports_do_not_count_and_a_drained_ones_do(
    host: RunnerHost, grace: User, submitted: Submission
) -> None:
    set_host_state(person=grace, host=host, state=PAUSED, reason="odd verdicts")
    assert not record_report(data=report_on(submitted))
    set_host_state(person=grace, host=host, state=DRAINED, reason="odd verdicts")
    assert record_report(data=report_on(submitted))


def test_a_revoked_host_never_comes_back(host: RunnerHost, grace: User) -> None:
    set_host_state(person=grace, host=host, state=ServiceState.REVOKED, reason="it cheats")
    with pytest.raises(RefusedError):
        set_host_state(person=grace, host=host, state=ACTIVE)


def test_only_admins_may_and_not_without_a_reason(host: RunnerHost, grace: User, emmy: User) -> None:
    with pytest.raises(PermissionDenied):
        set_host_state(person=emmy, host=host, state=DRAINED, reason="because")
    with pytest.raises(RefusedError):
        set_host_state(person=grace, host=host, state=DRAINED, reason="")
    with pytest.raises(RefusedError):
        set_worker_state(person=grace, worker=worker(), state=PAUSED, reason="only hosts are paused")
    assert not ServiceChange.objects.exists()


def test_a_host_has_only_so_many_workers_and_those_it_has_are_heard(
    host: RunnerHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exercises.fleet.heartbeats.MAX_WORKERS", 2)
    assert record_worker(data=worker_of("cpu", name="second@host"))
    assert not record_worker(data=worker_of("cpu", name="third@host"))
    assert record_worker(data=worker_of("cpu", name="second@host", processes=7))
    assert capacity("cpu").processes == 2 + 7


# ------------------------------------------------------------------ what it means for who waits


def test_it_says_how_many_wait_if_no_other_worker_serves_them(
    host: RunnerHost, grace: User, exercise: Exercise, ada: User, run: Callable[..., Submission]
) -> None:
    for _ in range(3):
        Submission.objects.create(exercise=exercise, learner=ada, source="x")
    record_worker(data=worker_of("cpu", jobs=1))
    [sentence] = impact_of(host)
    assert sentence.startswith("2 submissions wait for CPU")  # it finishes the third
    record_worker(data=worker_of("cpu", name="cpu@desk"), by="desk")
    assert impact_of(host) == []


def test_the_page_warns_while_submissions_wait_for_a_drained_host(
    host: RunnerHost, grace: User, submitted: Submission, client_of: ClientOf
) -> None:
    assert not fleet_page().alerts
    client = client_of(grace)
    page = client.post(f"{FLEET}{host.host}/", {"state": "drained", "reason": "a new driver"}, follow=True)
    [alert] = fleet_page().alerts
    assert "1 submission waits for CPU" in alert
    assert alert in page.content.decode()


# ------------------------------------------------------------------ the page


def test_an_admin_drains_a_host_and_undoes_it(host: RunnerHost, grace: User, client_of: ClientOf) -> None:
    client = client_of(grace)
    drained = client.post(f"{FLEET}{host.host}/", {"state": "drained", "reason": "a new driver"}, follow=True)
    host.refresh_from_db()
    assert host.state == DRAINED
    html = drained.content.decode()
    assert "a new driver" in html
    change = ServiceChange.objects.get()
    assert (change.by, change.before, change.after) == (grace, ACTIVE, DRAINED)
    assert fleet_page().undoable == {change.pk}
    client.post(f"{FLEET}{host.host}/", {"state": change.before, "reason": "Undone"})
    host.refresh_from_db()
    assert host.state == ACTIVE
    assert ServiceChange.objects.count() == 2


@pytest.mark.parametrize(
    "form", [{}, {"state": "drained"}, {"state": "revoked", "reason": "x"}, {"state": "drained", "reason": "x" * 241}]
)
def test_an_incomplete_form_changes_nothing(
    host: RunnerHost, grace: User, client_of: ClientOf, form: dict[str, str]
) -> None:
    html = client_of(grace).post(f"{FLEET}{host.host}/", form, follow=True).content.decode()
    host.refresh_from_db()
    assert host.state == ACTIVE
    assert not ServiceChange.objects.exists()
    assert 'class="messages' in html or NOT_CHANGED in html


@pytest.mark.parametrize(
    ("heartbeat", "label"),
    [
        ({"jobs": 1}, NO_ANSWER),
        ({"jobs": 2, "accepts_jobs": False}, DRAINING.format("2 jobs")),
        ({"accepts_jobs": False}, IDLE),
    ],
)
def test_a_drained_worker_says_how_far_it_is(
    host: RunnerHost, grace: User, heartbeat: dict[str, Any], label: str
) -> None:
    set_host_state(person=grace, host=host, state=DRAINED, reason="a new driver")
    record_worker(data=worker_of("cpu", **heartbeat))
    [row] = fleet_page().hosts
    assert row.workers[0].state == label
    assert row.is_idle == (not heartbeat.get("jobs"))


def test_the_figures_are_percentiles_by_queue_and_failures_by_kind(
    host: RunnerHost, exercise: Exercise, ada: User, run: Callable[..., Submission]
) -> None:
    now = timezone.now()
    for wait in (10, 20, 3000):
        run(exercise, ada, graded_at=now, phases={"queue": wait, "total": 100}, host=host, worker="cpu@host")
    run(exercise, ada, graded_at=now - timedelta(hours=5), phases={"queue": 5000, "total": 100})
    for _ in range(2):
        run(exercise, ada, VerdictChoice.INTERNAL, graded_at=now, message="No cell.", host=host, worker="cpu@host")
    assert fleet_figures() is None
    measure_fleet()
    figures = fleet_figures()
    assert figures is not None
    assert (figures.hour["cpu"].count, figures.day["cpu"].count) == (5, 6)
    assert figures.hour["cpu"].wait == "20 ms / 2.7 s"
    assert figures.hour["cpu"].run == "100 ms / 100 ms"
    [failure] = figures.failures
    assert (failure.message, failure.worker, failure.host, failure.count) == ("No cell.", "cpu@host", "hill", 2)
    [row] = fleet_page().workers
    assert (row.verdict_count, row.failure_count) == (5, 2)


def test_the_number_of_queries_does_not_grow(
    host: RunnerHost, grace: User, exercise: Exercise, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        fleet_page()
    for number in range(8):
        record_worker(data=worker_of("cpu", name=f"cpu{number}@host"), by=f"host {number}")
        Submission.objects.create(exercise=exercise, learner=ada, source="x")
    for row in RunnerHost.objects.all():
        set_host_state(person=grace, host=row, state=DRAINED, reason="all of them")
    with django_assert_num_queries(6):
        assert len(fleet_page().workers) == 9


def test_an_empty_fleet_says_how_it_fills(db: None, grace: User, client_of: ClientOf) -> None:
    html = client_of(grace).get(FLEET).content.decode()
    assert "/admin/exercises/runnerhost/add/" in html
