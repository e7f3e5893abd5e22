"""Waiting: a place in line that only ever becomes better, an honest expectation, and a way out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.fleet.broker import CANCELLATION_SECONDS
from exercises.models import DeviceChoice, Exercise, Submission
from exercises.submissions.actions import cancel, submit
from exercises.submissions.queue_position import queue_position
from exercises.submissions.rules import headline
from exercises.tests.reports import record_report, record_worker, regrade_in_place, report_on, worker_of
from lib import broker

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def line(exercise: Exercise, ada: User, carl: User) -> list[Submission]:
    """Five submissions, Ada's last, before a runner that grades two at once and takes 2 s for each."""
    record_worker(data=worker_of("cpu"))
    now = timezone.now()
    done = Submission.objects.create(exercise=exercise, learner=carl, source="x = 0")
    record_report(data=report_on(done, phases={"total": 2000.0}))
    return [
        Submission.objects.create(
            exercise=exercise, learner=ada if number == 5 else carl, source=f"x = {number}", sent_at=now,
            created_at=now + timedelta(milliseconds=number),
        )
        for number in range(1, 6)
    ]  # fmt: skip


def state_of(submission: Submission) -> tuple[str, str]:
    position = queue_position(submission)
    return "running" if position.is_running else position.label, position.expected


def test_it_shows_the_place_and_the_expected_time(line: list[Submission]) -> None:
    assert [state_of(waiting_run) for waiting_run in line] == [
        ("running", "about 2 s"),
        ("running", "about 2 s"),
        ("3rd in line", "about 4 s"),
        ("4th in line", "about 4 s"),
        ("5th in line", "about 6 s"),
    ]


def test_the_place_only_becomes_better_whatever_happens_to_the_others(
    line: list[Submission], exercise: Exercise, carl: User
) -> None:
    last, ahead = line[-1], [queue_position(line[-1]).ahead]
    record_report(data=report_on(line[1]))
    ahead.append(queue_position(last).ahead)
    Submission.objects.create(exercise=exercise, learner=carl, source="x = 6")
    ahead.append(queue_position(last).ahead)
    record_report(data=report_on(line[0], "internal"))  # it is sent again, to the end of the queue
    ahead.append(queue_position(last).ahead)
    regrade_in_place(exercise)
    ahead.append(queue_position(last).ahead)
    cancel(submission=line[2])
    ahead.append(queue_position(last).ahead)
    assert ahead == [4, 3, 3, 2, 2, 1]


def test_another_queue_is_another_line(line: list[Submission]) -> None:
    Exercise.objects.update(device=DeviceChoice.GPU)
    Submission.objects.filter(pk__in=[line[0].pk, line[1].pk]).update(queue="gpu")
    record_worker(data=worker_of("gpu", processes=1))
    assert state_of(Submission.objects.select_related("exercise").get(pk=line[1].pk))[0] == "2nd in line"


def test_without_a_measurement_no_time_is_promised(submitted: Submission) -> None:
    record_worker(data=worker_of("cpu"))
    assert state_of(submitted) == ("running", "")


def test_a_waiting_page_is_updated_when_its_place_changes(
    line: list[Submission], ada: User, client_of: ClientOf
) -> None:
    client, url = client_of(ada), line[-1].get_absolute_url()
    Submission.objects.filter(pk=line[-1].pk).update(sent_at=timezone.now())
    asks = f"{url}?seen={queue_position(line[-1]).key}"
    assert "5th in line, about 6 s" in client.get(url).content.decode()
    assert client.get(asks, headers=HTMX).status_code == 204
    record_report(data=report_on(line[0], phases={"total": 2000.0}))
    html = client.get(asks, headers=HTMX).content.decode()
    assert "4th in line, about 4 s" in html
    assert "<html" not in html


def test_a_page_that_has_waited_long_asks_less_often(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    client, url = client_of(ada), submitted.get_absolute_url()
    asks = f"{url}?seen={queue_position(submitted).key}"
    assert 'hx-trigger="every 500ms"' in client.get(url).text
    Submission.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert 'hx-trigger="every 5000ms"' in client.get(asks, headers=HTMX).text


def test_a_learner_cancels_and_what_the_runner_says_then_is_ignored(
    line: list[Submission], ada: User, client_of: ClientOf
) -> None:
    own, client = line[-1], client_of(ada)
    html = client.post(own.get_absolute_url() + "cancel", headers=HTMX).content.decode()
    assert "<h2>Cancelled</h2>" in html
    assert '/again"' in html
    assert "hx-trigger" not in html
    assert not record_report(data=report_on(own))
    own.refresh_from_db()
    assert (own.is_cancelled, own.verdict, own.graded_at) == (True, "", None)
    page = client.get(own.get_absolute_url()).content.decode()
    assert "<h2>Cancelled</h2>" in page
    assert "refresh" not in page
    assert "cancelled" in client.get(f"{own.exercise.get_absolute_url()}submissions/").content.decode()


def test_without_javascript_cancelling_leads_back_to_the_run(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    response = client_of(ada).post(submitted.get_absolute_url() + "cancel")
    assert response.status_code == 302
    assert response["Location"] == submitted.get_absolute_url()


def test_a_verdict_that_came_first_counts(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    record_report(data=report_on(submitted))
    html = client_of(ada).post(submitted.get_absolute_url() + "cancel", headers=HTMX).content.decode()
    assert headline("passed", "submit", 1, 1) in html
    assert not cancel(submission=submitted)


def test_nobody_cancels_for_another(
    submitted: Submission, carl: User, emmy: User, grace: User, client_of: ClientOf
) -> None:
    for person in (carl, emmy, grace):
        assert client_of(person).post(submitted.get_absolute_url() + "cancel").status_code == 404
        assert client_of(person).post(f"/api/v1/submissions/{submitted.uid}/cancel/").status_code == 404
    assert Submission.objects.waiting().count() == 1
    assert '/cancel"' not in client_of(grace).get(submitted.get_absolute_url()).content.decode()


def test_a_script_cancels_too(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    response = client_of(ada).post(f"/api/v1/submissions/{submitted.uid}/cancel/")
    assert (response.status_code, response.json()["state"], response.json()["verdict"]) == (200, "cancelled", "")


def test_the_same_code_right_after_a_cancellation_is_a_new_run(exercise: Exercise, ada: User) -> None:
    first = submit(exercise=exercise, learner=ada, source="x = 1", mode="submit")
    cancel(submission=first)
    assert submit(exercise=exercise, learner=ada, source="x = 1", mode="submit") != first


@pytest.mark.django_db(transaction=True)
def test_the_runners_skip_it(submitted: Submission) -> None:
    key = f"cancelled:{submitted.attempt}"
    assert not broker.client().exists(key)
    cancel(submission=submitted)
    assert broker.client().exists(key)
    assert 0 < broker.client().ttl(key) <= CANCELLATION_SECONDS
