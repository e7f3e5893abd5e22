"""Placement shows the hardest exercise of each topic in turn, and ends after two in a row that aren't passed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exercises.models import Exercise, Submission
from progress.outline.outline import outline_for
from progress.placement.queries import PlacementPage, placement_of
from progress.topic.models import TopicMark
from tests.markup import squeeze

URL = reverse("progress:placement")
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def client(ada: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(ada)


@pytest.fixture
def pass_hardest(ada: User, run: Callable[..., Submission]) -> Callable[[str], None]:
    def pass_hardest(uid: str) -> None:
        topic = next(topic for topic in outline_for(ada).path if topic.uid == uid)
        assert topic.hardest_exercise
        run(Exercise.objects.get(slug=topic.hardest_exercise.slug), ada)

    return pass_hardest


def placement(learner: User, *skipped: str) -> PlacementPage:
    return placement_of(outline_for(learner), skipped)


def steps(page: PlacementPage) -> dict[str, str]:
    return {line.topic.uid: line.step.value for line in page.lines}


def test_it_begins_with_the_first_topic(ada: User, client: Client) -> None:
    assert steps(placement(ada)) == {"linear-algebra": "next"}
    assert "Linear algebra: can you do its hardest exercise" in squeeze(client.get(URL).text)


def test_a_pass_moves_on_and_counts_as_no_miss(ada: User, pass_hardest: Callable[[str], None]) -> None:
    pass_hardest("calculus")
    assert steps(placement(ada, "linear-algebra", "python")) == {
        "linear-algebra": "missed", "calculus": "known", "python": "missed", "probability-statistics": "next",
    }  # fmt: skip


def test_after_two_misses_in_a_row_it_ends_where_the_learner_starts(ada: User) -> None:
    page = placement(ada, "linear-algebra", "calculus")
    assert page.next is None
    assert page.start
    assert page.start.uid == "linear-algebra"


def test_a_failed_try_counts_as_a_miss_until_it_is_passed(
    ada: User, run: Callable[..., Submission], pass_hardest: Callable[[str], None]
) -> None:
    topic = outline_for(ada).path[0]
    assert topic.hardest_exercise
    run(Exercise.objects.get(slug=topic.hardest_exercise.slug), ada, verdict="failed")
    assert steps(placement(ada)) == {"linear-algebra": "missed", "calculus": "next"}
    pass_hardest("linear-algebra")
    assert steps(placement(ada)) == {"linear-algebra": "known", "calculus": "next"}


def test_the_topics_shown_are_marked_together_and_leave_the_list(
    ada: User, client: Client, pass_hardest: Callable[[str], None]
) -> None:
    pass_hardest("linear-algebra")
    client.post(URL, {"do": "skip"})
    answer = client.post(URL, {"do": "mark"}, follow=True)

    assert [mark.topic.uid for mark in TopicMark.objects.filter(learner=ada, subtopic=None)] == ["linear-algebra"]
    assert "Linear algebra" in answer.text
    assert outline_for(ada).standing_text == "0 of 18 topics proven, 1 known"
    assert steps(placement(ada)) == {"calculus": "next"}


def test_skipped_topics_can_be_asked_about_again(client: Client) -> None:
    client.post(URL, {"do": "skip"})
    assert "Calculus: can you do" in squeeze(client.get(URL).text)
    client.post(URL, {"do": "again"})
    assert "Linear algebra: can you do" in squeeze(client.get(URL).text)
