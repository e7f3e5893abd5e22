"""A learner who has finished the first roadmap goes on with the second, and what they share is done already."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises.models import Exercise, Submission
from lib.durations import HoursRange
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import Status
from progress.outline.outline import Outline, outline_for
from progress.roadmap.roadmaps import curriculum
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState
from tests.roadmap_rows import NEXT

FIRST_TOPIC, FIRST_CHECKPOINT = "llm-tokenizers", "llms-phase-1-checkpoint"
SHARED = {
    "computational-fundamentals", "distributed-training", "evaluation-beyond-accuracy", "generative-ai",
    "tokenization-deep-dive", "transformers",
}  # fmt: skip
NEVER_DUE = "distributed-training"  # one star: the path of the first roadmap leaves it out
pytestmark = pytest.mark.usefixtures("both_roadmaps")


@pytest.fixture
def graduate(both_roadmaps: None, ada: User) -> User:
    """Ada, once she has finished every topic of the first roadmap and answered its checkpoints."""
    for line in outline_for(ada).path:
        mark_topic(learner=ada, topic=Topic.objects.get(uid=line.uid), state=TopicState.DONE)
    for criterion in Criterion.objects.filter(checkpoint__phase__roadmap=curriculum().roadmap):
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    return ada


@pytest.fixture
def client(graduate: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(graduate)


def follow(client: Client) -> None:
    client.post(reverse("progress:choose_roadmap", args=[NEXT]))


def outline_of(learner: User) -> Outline:
    return outline_for(User.objects.get(pk=learner.pk))


def test_what_the_first_one_taught_is_done_and_counts_no_hours(client: Client, graduate: User) -> None:
    done = {line.uid for line in outline_for(graduate).path}
    follow(client)
    outline = outline_of(graduate)
    assert outline.roadmap.uid == NEXT
    assert {line.uid for line in outline.path if line.state == TopicState.DONE} == SHARED & done == SHARED - {NEVER_DUE}
    open_topics = Topic.objects.filter(uid__in=[line.uid for line in outline.path if line.state == TopicState.TODO])
    assert len(open_topics) == 22
    assert outline.forecast.total == HoursRange.total(topic.hours_for(graduate.background) for topic in open_topics)


def test_the_next_step_is_the_first_topic_that_is_new(client: Client, graduate: User) -> None:
    follow(client)
    here = outline_of(graduate).here
    assert here
    assert here.uid == FIRST_TOPIC
    assert reverse("progress:topic_detail", args=[FIRST_TOPIC]) in client.get("/").text
    assert "2 claimed" in client.get("/roadmap/").text


def test_the_finished_roadmap_names_the_other_one(client: Client) -> None:
    assert f'href="/roadmaps/{NEXT}/"' in client.get("/").text


def test_an_exercise_that_both_know_proves_a_criterion_of_the_second(
    graduate: User, client: Client, run: Callable[..., Submission]
) -> None:
    follow(client)
    exercise = Exercise.objects.filter(criteria__uid="llms-phase-2.can-decode-with-cache").get()
    run(exercise, graduate)
    (proven,) = (line for line in outline_of(graduate).phases[1].checkpoints if Status.PROVEN in line.statuses)
    assert proven.uid == "llms-phase-2-assessment"
    assert "Proven" in client.get(reverse("progress:checkpoint_detail", args=[proven.uid])).text


def test_going_back_to_the_first_loses_nothing(client: Client, graduate: User) -> None:
    follow(client)
    tokenizers = Topic.objects.get(uid=FIRST_TOPIC)
    mark_topic(learner=graduate, topic=tokenizers, state=TopicState.DONE)
    client.post(reverse("progress:choose_roadmap", args=[curriculum().roadmap.uid]))
    assert outline_of(graduate).is_completed
    follow(client)
    assert outline_of(graduate).topics[tokenizers.pk].state == TopicState.DONE


def test_somebody_who_starts_right_away_begins_with_what_it_needs(
    carl: User, client_of: Callable[[User], Client]
) -> None:
    follow(client_of(carl))
    here = outline_of(carl).here
    assert here
    assert here.uid == "transformers"
    page = client_of(carl).get(reverse("progress:checkpoint_detail", args=[FIRST_CHECKPOINT])).text
    assert "Can you write a Llama block that gives the right outputs for given weights?" in page
