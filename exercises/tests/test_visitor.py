"""Who is not signed in reads the exercises, and nothing that a learner has to earn; no trace of the visit is kept."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.models import Draft, Exercise, Submission

ClientOf = Callable[[User], Client]
LIST = "/exercises/"
CODE = {"source": "x = 1", "mode": "submit"}


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()


def text_of(client: Client, url: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", unescape(client.get(url).text)).split())


def test_the_list_can_be_read_and_claims_nothing_about_the_reader(exercise: Exercise, visitor: Client) -> None:
    page_text = text_of(visitor, LIST)
    assert "1 exercise, about 40 min of work." in page_text
    assert "Causal attention" in page_text
    for state in ("to do", "in progress", "✓", "solved"):
        assert state not in page_text


def test_visitors_filter_by_topic_but_not_by_state(exercise: Exercise, visitor: Client) -> None:
    assert "Causal attention" in text_of(visitor, LIST + "?topic=transformers&state=passed")
    assert "No exercises match." in text_of(visitor, LIST + "?topic=calculus")


def test_an_exercise_shows_the_task_the_starter_and_the_grading(exercise: Exercise, visitor: Client) -> None:
    Exercise.objects.update(limits={"wall_s": 10.0, "memory_mib": 512}, device="any")
    page_text = text_of(visitor, exercise.get_absolute_url())
    for sentence in (
        "Write it.",
        "def attention(Q, K, V, mask=None): ...",
        "attention, with fresh inputs",
        "on CPU or GPU, for up to 10 s and with 512 MiB of memory",
        "1 hint, the gentlest first",
    ):
        assert sentence in page_text


def test_signing_up_leads_back_to_the_exercise(exercise: Exercise, visitor: Client) -> None:
    html = visitor.get(exercise.get_absolute_url()).text
    assert f'href="/accounts/signup/?next={exercise.get_absolute_url()}"' in html
    assert ">Sign up to submit</a>" in html
    assert f'href="/accounts/login/?next={exercise.get_absolute_url()}"' in html


def test_hints_solutions_and_submissions_need_an_account(submitted: Submission, visitor: Client) -> None:
    Draft.objects.create(exercise=submitted.exercise, learner=submitted.learner, source="drafted = 1")
    url = submitted.exercise.get_absolute_url()
    for page in (LIST, url):
        html = visitor.get(page).text
        for secret in ("Think of a triangle.", "drafted = 1", submitted.source.strip(), submitted.learner.email):
            assert secret not in html
    for page in ("solutions/", "submissions/", "compare/", f"submissions/{submitted.uid}/"):
        assert visitor.get(url + page)["Location"] == f"/accounts/login/?next={url}{page}"


@pytest.mark.parametrize("path", ["exercises/", "exercises/causal-attention/", "submissions/"])
def test_the_rest_interface_needs_authentication(exercise: Exercise, visitor: Client, path: str) -> None:
    response = visitor.get(f"/api/v1/{path}")
    assert response.status_code == 401
    assert "Causal" not in response.text


def test_code_that_a_visitor_sends_is_not_run(exercise: Exercise, visitor: Client) -> None:
    response = visitor.post(exercise.get_absolute_url(), CODE)
    assert response["Location"] == f"/accounts/login/?next={exercise.get_absolute_url()}"
    assert not Submission.objects.exists()
    assert not Draft.objects.exists()


def test_retired_and_unknown_exercises_are_not_found(exercise: Exercise, visitor: Client) -> None:
    Exercise.objects.update(retired=True)
    assert visitor.get(exercise.get_absolute_url()).status_code == 404
    assert visitor.get("/exercises/unknown/").status_code == 404
    assert exercise.get_absolute_url() not in visitor.get(LIST).text


@pytest.mark.parametrize("page", [LIST, "/exercises/causal-attention/"])
def test_reading_leaves_no_session_and_no_cookie(exercise: Exercise, visitor: Client, page: str) -> None:
    response = visitor.get(page)
    assert not response.cookies
    assert not Session.objects.exists()
    assert "Cookie" in response["Vary"]  # a cache keeps it apart from a learner's


def test_the_number_of_queries_is_the_same_for_one_and_for_forty(
    exercise: Exercise, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        visitor.get(LIST)
        with django_assert_num_queries(1):  # the version of what is kept
            visitor.get(LIST)
        visitor.get(exercise.get_absolute_url())
        with django_assert_num_queries(2):  # the exercise, and the version
            visitor.get(exercise.get_absolute_url())
        for number in range(40):
            Exercise.objects.get_or_create(
                uid=f"e{number}", slug=f"e{number}", section="more", title=f"E{number}", stars=3, minutes=9, starter="#"
            )
