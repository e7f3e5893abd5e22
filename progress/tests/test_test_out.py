"""Learners who know a topic already can show it by its hardest exercise, and then mark it done."""

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
PASSED = sentence_to_test_out("integral", 20, 2, is_passed=True)
OPEN = sentence_to_test_out("integral", 20, 2, is_passed=False)


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
                                difficulty=difficulty, digest="0123456789abcdef")
        for name, difficulty in (("derivative", 1), ("integral", 3))
    ]  # fmt: skip
    calculus.exercises.set(rows)
    return rows


def test_a_topic_page_leads_to_it(client: Client, exercises: list[Exercise]) -> None:
    assert f'href="{URL}"' in client.get(TOPIC).text


def test_it_asks_for_the_hardest_exercise(client: Client, exercises: list[Exercise]) -> None:
    page = squeeze(client.get(URL).text)
    assert OPEN in page
    assert "Try “integral”" in page


def test_the_easier_one_shows_nothing(client: Client, ada: User, exercises: list[Exercise], run: Run) -> None:
    run(exercises[0], ada)
    assert OPEN in squeeze(client.get(URL).text)


def test_an_exercise_that_needs_a_gpu_is_never_asked_for(client: Client, exercises: list[Exercise]) -> None:
    Exercise.objects.filter(pk=exercises[1].pk).update(device="gpu")
    assert "Try “derivative”" in squeeze(client.get(URL).text)


def test_without_an_exercise_the_topic_can_only_be_claimed(client: Client, exercises: list[Exercise]) -> None:
    Topic.objects.get(uid="calculus").exercises.clear()
    assert CLAIM_ONLY in client.get(URL).text


def test_once_it_is_passed_the_topic_can_be_marked_done_and_names_the_pass(
    client: Client, ada: User, exercises: list[Exercise], run: Run
) -> None:
    run(exercises[1], ada)
    assert PASSED in squeeze(client.get(URL).text)
    answer = client.post(reverse("progress:mark_topic", args=["calculus"]), {"state": "done"}, follow=True)
    assert "Undo" in answer.text
    assert TopicMark.objects.get(learner=ada).state == "done"
    assert PASSED in squeeze(client.get(URL).text)


def test_somebody_else_s_passes_prove_nothing(client: Client, carl: User, exercises: list[Exercise], run: Run) -> None:
    for exercise in exercises:
        run(exercise, carl)
    assert PASSED not in squeeze(client.get(URL).text)
