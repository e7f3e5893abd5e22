"""Learners who know a topic already can prove it by its exercises, and then mark it done."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from progress.topic.models import TopicMark
from progress.topic.rules import CLAIM_ONLY, sentence_to_test_out
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
URL = reverse("progress:test_out", args=["calculus"])
TOPIC = reverse("progress:topic_detail", args=["calculus"])
ALL_PASSED = sentence_to_test_out([], 2)


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


@pytest.fixture
def exercises(roadmap: None) -> list[Exercise]:
    """The only two of the topic."""
    calculus = Topic.objects.get(uid="calculus")
    calculus.exercises.clear()
    rows = [
        Exercise.objects.create(uid=f"tests.{name}", slug=name, section="maths", title=name, stars=4, minutes=20,
                                digest="0123456789abcdef")
        for name in ("derivative", "integral")
    ]  # fmt: skip
    calculus.exercises.set(rows)
    return rows


def test_a_topic_page_leads_to_it(client: Client, exercises: list[Exercise]) -> None:
    assert f'href="{URL}"' in client.get(TOPIC).text


def test_it_offers_the_exercises_not_passed_yet(client: Client, ada: User, exercises: list[Exercise], run: Run) -> None:
    assert sentence_to_test_out([20, 20], 2) in client.get(URL).text
    run(exercises[0], ada)
    page = squeeze(client.get(URL).text)
    assert sentence_to_test_out([20], 2) in page
    assert "Start with “integral”" in page


def test_without_an_exercise_the_topic_can_only_be_claimed(client: Client, exercises: list[Exercise]) -> None:
    Topic.objects.get(uid="calculus").exercises.clear()
    assert CLAIM_ONLY in client.get(URL).text


@pytest.mark.parametrize("page", [URL, TOPIC])
def test_once_all_are_passed_it_offers_to_mark_the_topic_done_with_undo(
    page: str, client: Client, ada: User, exercises: list[Exercise], run: Run
) -> None:
    for exercise in exercises:
        run(exercise, ada)
    assert ALL_PASSED in client.get(page).text
    answer = client.post(reverse("progress:mark_topic", args=["calculus"]), {"state": "done"}, follow=True)
    assert "Undo" in answer.text
    assert TopicMark.objects.get(learner=ada).state == "done"
    assert ALL_PASSED not in client.get(page).text


def test_somebody_else_s_passes_prove_nothing(client: Client, carl: User, exercises: list[Exercise], run: Run) -> None:
    for exercise in exercises:
        run(exercise, carl)
    assert ALL_PASSED not in client.get(URL).text
