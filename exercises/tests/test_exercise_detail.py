"""The workspace: my draft, my verdict, and running code with and without JavaScript."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.models import Exercise, Submission
from exercises.submissions import views as submissions
from exercises.submissions.rules import EMPTY_SOURCE, headline
from exercises.tests.reports import check_of, record_report, report_on
from tests.patience import PATIENCE_S, comes_true

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
CODE = "def attention(Q, K, V, mask=None):\n    return V\n"


def html_of(client: Client, exercise: Exercise) -> str:
    return client.get(exercise.get_absolute_url()).content.decode()


def test_a_newcomer_finds_the_starter_and_the_hints(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    html = html_of(client_of(ada), exercise)
    assert exercise.starter in html
    assert "<summary>Hint 1 of 1</summary>" in html
    assert 'class="verdict' not in html


@pytest.mark.parametrize("names", [["torch", "<b>"], ["numpy.dot", "@", "torch", "sympy", "numpy.<b>"]])
def test_the_statement_names_what_is_not_allowed(
    names: list[str], exercise: Exercise, ada: User, client_of: ClientOf
) -> None:
    assert 'id="forbidden"' not in html_of(client_of(ada), exercise)
    Exercise.objects.update(forbidden=names)
    page = html_of(client_of(ada), exercise)
    assert ", ".join(f"<code>{escape(name)}</code>" for name in names) in page


def test_without_a_draft_the_newest_source_is_in_the_editor(
    exercise: Exercise, ada: User, carl: User, client_of: ClientOf
) -> None:
    Submission.objects.create(exercise=exercise, learner=ada, source="first = 1")
    Submission.objects.create(exercise=exercise, learner=ada, source="second = 2")
    Submission.objects.create(exercise=exercise, learner=carl, source="carls = 3")
    html = html_of(client_of(ada), exercise)
    assert "second = 2" in html
    assert "first = 1" not in html
    assert "carls = 3" not in html


def test_without_javascript_a_run_leads_to_its_own_page(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    response = client_of(ada).post(exercise.get_absolute_url(), {"source": CODE, "mode": "submit"})
    submission = Submission.objects.get()
    assert (submission.learner, submission.source, submission.mode) == (ada, CODE, "submit")
    assert response.status_code == 302
    assert response["Location"] == submission.get_absolute_url()


def test_with_htmx_a_run_that_takes_longer_answers_with_a_part_that_follows_it(
    exercise: Exercise, ada: User, client_of: ClientOf
) -> None:
    html = (
        client_of(ada).post(exercise.get_absolute_url(), {"source": CODE, "mode": "try"}, headers=HTMX).content.decode()
    )
    assert f'hx-get="{Submission.objects.get().get_absolute_url()}?seen=' in html
    assert "<html" not in html


def test_rejected_code_stays_in_the_editor_with_an_error(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    code = {"source": "kept = 1 #" + "x" * 70_000, "mode": "submit"}
    whole = client.post(exercise.get_absolute_url(), code).content.decode()
    fragment = client.post(exercise.get_absolute_url(), code, headers=HTMX).content.decode()
    for html in (whole, fragment):
        assert "Your code is 69 KiB long. The limit is 64 KiB." in html
    assert "kept = 1 #xxx" in whole
    assert "<html" not in fragment
    assert EMPTY_SOURCE in client.post(exercise.get_absolute_url(), {"mode": "try"}).content.decode()
    assert not Submission.objects.exists()


def test_a_retired_exercise_takes_no_more_runs_but_keeps_the_old_ones(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    Exercise.objects.update(retired=True)
    client = client_of(ada)
    assert client.post(submitted.exercise.get_absolute_url(), {"source": CODE, "mode": "try"}).status_code == 404
    assert client.get(submitted.get_absolute_url()).status_code == 200
    assert client.get(submitted.exercise.get_absolute_url() + "submissions/").status_code == 200


def test_the_list_of_runs_holds_mine_only(submitted: Submission, ada: User, carl: User, client_of: ClientOf) -> None:
    url = submitted.exercise.get_absolute_url() + "submissions/"
    assert str(submitted.uid) in client_of(ada).get(url).content.decode()
    assert "No submissions yet." in client_of(carl).get(url).content.decode()


def test_the_number_of_queries_does_not_depend_on_how_often_it_was_run(
    exercise: Exercise, ada: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(ada)
    for runs in (6, 40):
        for number in range(runs):
            newest = Submission.objects.create(exercise=exercise, learner=ada, source=f"x = {number}")
        record_report(data=report_on(newest, "failed", *[check_of(f"Check {n}", "failed") for n in range(runs)]))
        client.get(exercise.get_absolute_url())  # its topics and neighbours are cached
        # session, user, exercise, mentor, runners, draft, newest run with checks and history, the one before, version,
        # timer, notices
        with django_assert_num_queries(13):
            client.get(exercise.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_a_verdict_that_comes_within_half_a_second_is_the_answer(
    exercise: Exercise, ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "ANSWER_WITHIN_SECONDS", PATIENCE_S)
    answers = []

    def click() -> None:
        response = client_of(ada).post(exercise.get_absolute_url(), {"source": CODE, "mode": "submit"}, headers=HTMX)
        answers.append(response.content.decode())
        connection.close()

    clicked = threading.Thread(target=click)
    clicked.start()
    assert comes_true(Submission.objects.exists)
    record_report(data=report_on(Submission.objects.get()))
    clicked.join(PATIENCE_S)
    assert headline("passed", "submit", 1, 1) in answers[0]
