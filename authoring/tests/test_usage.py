"""What learners needed and got wrong, for the authors of the roadmap and its exercises."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Background, User
from authoring.drafts.queries import DraftContent
from authoring.usage.queries import UsagePage, usage_page
from curriculum.models import Roadmap, Topic
from exercises.models import CheckResult, Exercise, Submission, VerdictChoice
from progress.hours.models import StudyEntry
from progress.topic.models import MarkState, TopicMark

Run = Callable[..., Submission]


def page_now() -> UsagePage:
    return usage_page(Roadmap.objects.get(), now=timezone.now())


@pytest.fixture
def people(db: None) -> list[User]:
    return [
        User.objects.create_user(f"p{n}@example.org", None, name=f"P{n}", background=Background.REFRESHER)
        for n in range(6)
    ]


@pytest.fixture
def slow_topic(roadmap: None, people: list[User]) -> Topic:
    """Six learners needed 40 hours for calculus as a refresher."""
    topic = Topic.objects.get(uid="calculus")
    for person in people:
        TopicMark.objects.create(learner=person, topic=topic, state=MarkState.DONE)
        for _ in range(2):
            StudyEntry.objects.create(
                learner=person, day=timezone.localdate(), minutes=1200, kind="reading", topic=topic
            )
    return topic


def test_it_lists_topics_that_took_other_hours_than_estimated(slow_topic: Topic) -> None:
    (row,) = page_now().topics
    assert (row.uid, row.background, row.learners) == ("calculus", Background.REFRESHER, 6)
    assert row.hours_needed.low > row.estimate.high


def test_four_learners_are_too_few(slow_topic: Topic, people: list[User]) -> None:
    TopicMark.objects.filter(learner__in=people[:2]).delete()
    assert not page_now().topics


def test_the_measured_hours_go_into_the_draft(
    slow_topic: Topic, grace: User, client_of: Callable[[User], Client], content: Callable[[], DraftContent]
) -> None:
    (row,), roadmap = page_now().topics, Roadmap.objects.get()
    client_of(grace).post(
        reverse("authoring:use_hours", args=[roadmap.uid, row.uid]),
        {"background": row.background, "hours": str(row.hours_needed)},
    )
    hours = content().table[row.uid].values["hours"]
    assert hours.refresher == row.hours_needed
    assert hours.from_scratch == slow_topic.hours_from_scratch


def test_it_lists_checks_that_nobody_passes(roadmap: None, people: list[User], run: Run) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    for person in people:
        for _ in range(4):
            failure = run(exercise, person, verdict=VerdictChoice.FAILED)
            for order, (name, verdict) in enumerate((("hard", VerdictChoice.FAILED), ("fine", VerdictChoice.PASSED))):
                CheckResult.objects.create(
                    submission=failure, order=order, name=name, title=name, verdict=verdict, ms=1
                )
    assert [(check.title, check.failures, check.runs) for check in page_now().checks] == [
        ("hard", 24, 24),
        ("fine", 0, 24),
    ]


def test_it_counts_mistakes_by_learners(roadmap: None, people: list[User], run: Run) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    for person in people[:3]:
        for _ in range(2):
            run(exercise, person, verdict=VerdictChoice.FAILED, mistake="sign", mistake_message="The sign is wrong.")
    (row,) = page_now().mistakes
    assert (row.learners, row.text) == (3, "The sign is wrong.")


def test_it_groups_equal_code_that_no_mistake_explains(roadmap: None, people: list[User], run: Run) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    for person in people[:2]:
        run(exercise, person, verdict=VerdictChoice.FAILED, normal_digest="a" * 16, source=f"x = {person.pk}")
    run(exercise, people[2], verdict=VerdictChoice.FAILED, normal_digest="b" * 16)
    run(exercise, people[3], verdict=VerdictChoice.FAILED, normal_digest="a" * 16, mistake="sign")
    (row,) = page_now().unnamed_answers
    assert (row.learners, row.source) == (2, f"x = {people[1].pk}")
