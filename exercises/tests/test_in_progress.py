"""A learner has at most two runs in progress. The third is refused, and the page can cancel each of the two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from exercises.models import Exercise, Submission
from exercises.submissions.actions import RateLimitError, cancel, submit, submit_again
from exercises.tests.reports import (
    grade_all,
    record_report,
    record_worker,
    regrade_in_place,
    report_on,
    worker_of,
)

ClientOf = Callable[[User], Client]
SENTENCE = "Two of your submissions are still being graded."
HTMX = {"HX-Request": "true"}


def _run(exercise: Exercise, learner: User, number: int, mode: str = "submit") -> Submission:
    return submit(exercise=exercise, learner=learner, source=f"x = {number}", mode=mode)


@pytest.fixture(autouse=True)
def _runner(db: None) -> None:
    record_worker(data=worker_of())


@pytest.fixture
def two(exercise: Exercise, ada: User) -> list[Submission]:
    return [_run(exercise, ada, 1), _run(exercise, ada, 2, "try")]


def test_a_third_run_is_refused_whatever_its_mode(two: list[Submission], exercise: Exercise, ada: User) -> None:
    for mode in ("submit", "try"):
        with pytest.raises(RateLimitError, match=SENTENCE) as refusal:
            _run(exercise, ada, 3, mode)
        assert {run.pk for run in refusal.value.runs} == {run.pk for run in two}
    assert Submission.objects.count() == 2


def test_another_learners_runs_do_not_count(two: list[Submission], exercise: Exercise, carl: User) -> None:
    assert _run(exercise, carl, 3).pk


def test_a_verdict_makes_room(two: list[Submission], exercise: Exercise, ada: User) -> None:
    record_report(data=report_on(two[0]))
    assert _run(exercise, ada, 3).pk


def test_a_cancellation_makes_room(two: list[Submission], exercise: Exercise, ada: User) -> None:
    cancel(submission=two[1])
    assert _run(exercise, ada, 3).pk
    with pytest.raises(RateLimitError):
        submit_again(submission=two[1])


def test_a_run_that_is_tried_again_by_our_fault_is_still_in_progress(
    two: list[Submission], exercise: Exercise, ada: User
) -> None:
    record_report(data=report_on(two[0], "internal"))
    with pytest.raises(RateLimitError):
        _run(exercise, ada, 3)


def test_regrades_do_not_count(exercise: Exercise, ada: User) -> None:
    for number in range(3):
        record_report(data=report_on(_run(exercise, ada, number)))
    regrade_in_place(exercise)
    assert Submission.objects.filter(state=Submission.State.REGRADING).count() == 3
    assert _run(exercise, ada, 4).pk


def test_the_same_click_twice_is_the_run_that_is_in_progress(
    two: list[Submission], exercise: Exercise, ada: User
) -> None:
    assert submit(exercise=exercise, learner=ada, source=two[1].source, mode="try") == two[1]


def test_the_page_names_the_two_and_cancels_either(
    two: list[Submission], exercise: Exercise, ada: User, client_of: ClientOf
) -> None:
    client, code = client_of(ada), {"source": "x = 3", "mode": "submit"}
    for headers in ({}, HTMX):
        html = client.post(exercise.get_absolute_url(), code, headers=headers).content.decode()
        assert SENTENCE in html
        assert "x = 3" in html or headers
        for run in two:
            assert f'href="{run.get_absolute_url()}"' in html
            assert f'action="{run.get_absolute_url()}cancel"' in html
    assert client.post(f"{two[0].get_absolute_url()}cancel").status_code == 302
    assert client.post(exercise.get_absolute_url(), code).status_code == 302


def test_sending_a_run_again_is_refused_in_the_same_words(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    old = _run(exercise, ada, 0)
    cancel(submission=old)
    runs = [_run(exercise, ada, number) for number in (1, 2)]
    html = client_of(ada).post(f"{old.get_absolute_url()}again", headers=HTMX).content.decode()
    assert SENTENCE in html
    assert runs[0].get_absolute_url() in html
    assert SENTENCE in client_of(ada).post(f"{old.get_absolute_url()}again", follow=True).content.decode()


def test_the_api_answers_429_with_the_sentence(
    two: list[Submission], exercise: Exercise, ada: User, api_of: Callable[[User], APIClient]
) -> None:
    body = {"exercise": exercise.slug, "source": "x = 3", "mode": "submit"}
    response = api_of(ada).post("/api/v1/submissions/", body, format="json")
    assert response.status_code == 429
    assert response.json()["detail"].startswith(SENTENCE)


def test_submitting_has_a_constant_number_of_queries(exercise: Exercise, ada: User) -> None:
    counts = []
    for number in range(6):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            _run(exercise, ada, number)
        counts.append(len(queries))
        grade_all()
    assert len(set(counts)) == 1
