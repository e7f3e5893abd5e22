"""A page asks the database the same number of questions whatever there is to show."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from curriculum.models import Criterion, Subtopic, Topic
from exercises.models import Exercise, Submission
from progress.checkpoints.models import CriterionMark
from progress.hours.actions import log_study
from progress.hours.models import StudyEntry
from progress.log_line.study_line import StudyLine
from progress.notes.actions import save_note
from progress.notes.models import Note
from progress.plan.actions import add_pause, save_plan
from progress.topic.models import TopicMark

PAGES = {
    "/": 18,
    reverse("progress:roadmap"): 12,  # one for the pace of the last weeks, from which the finish follows
    reverse("progress:reference") + "?stars=5&q=attention": 10,
    reverse("progress:phase_detail", args=[3]): 12,  # one for the sign-offs
    reverse("progress:topic_detail", args=["transformers"]): 13,
    reverse("progress:search") + "?q=norm": 7,
    reverse("progress:notes"): 8,
    reverse("progress:notes") + "?q=norm": 8,
    reverse("progress:hours"): 14,
    reverse("progress:plan"): 15,
    reverse("progress:review"): 9,
    reverse("progress:checkpoint_list"): 11,  # the same
    reverse("progress:checkpoint_detail", args=["phase-3-checkpoint"]): 12,  # and the evidence page, for the badge
    reverse("progress:guide"): 17,
    reverse("progress:log_preview") + "?line=1h30+coding+attention": 8,
}


def study_a_lot(learner: User, exercise: Exercise, run: Callable[..., Submission]) -> None:
    topics = list(Topic.objects.all())
    today = learner.today
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=learner, topic=topics[day % len(topics)], kind="coding", minutes=30,
                   day=today - timedelta(days=day % 90), time_zone="UTC")
        for day in range(300)
    )  # fmt: skip
    TopicMark.objects.bulk_create(TopicMark(learner=learner, topic=topic, state="doing") for topic in topics)
    TopicMark.objects.bulk_create(
        TopicMark(learner=learner, topic=part.topic, subtopic=part, state="done")
        for part in Subtopic.objects.select_related("topic")
    )
    Note.objects.bulk_create(
        Note(learner=learner, topic=part.topic, subtopic=part, text="The *norm*")
        for part in Subtopic.objects.select_related("topic")
    )
    CriterionMark.objects.bulk_create(
        CriterionMark(learner=learner, criterion=criterion, answer="yes") for criterion in Criterion.objects.all()
    )
    for _ in range(20):
        run(exercise, learner)
    for week in range(20):
        first = today + timedelta(weeks=week)
        add_pause(learner=learner, first=first, last=first + timedelta(days=1))


@pytest.mark.parametrize("url", PAGES)
def test_the_number_of_queries_does_not_grow(
    url: str,
    client_of: Callable[[User], Client],
    ada: User,
    exercise: Exercise,
    run: Callable[..., Submission],
) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 3], start=ada.today)
    log_study(learner=ada, study=StudyLine(minutes=30, kind="reading", day=ada.today, topic_uid=None))
    save_note(learner=ada, of=Topic.objects.get(uid="calculus"), text="The norm", base="")
    client = client_of(ada)
    client.get(url)  # what is cached is cached
    assert (_queries(client, url), _after_much(client, url, ada, exercise, run)) == (PAGES[url], PAGES[url])


def _after_much(client: Client, url: str, learner: User, exercise: Exercise, run: Callable[..., Submission]) -> int:
    study_a_lot(learner, exercise, run)
    return _queries(client, url)


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
