"""Reading many learners at once gives what each learner's own pages show, after every change."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Background, User
from curriculum.models import Criterion, Subtopic, Topic
from exercises.models import Exercise, ModeChoice, Submission
from progress.checkpoints.models import CriterionMark
from progress.facts import facts_of
from progress.hours.models import StudyEntry
from progress.learners import LearnerProgress, progress_of
from progress.roadmap.roadmaps import curriculum
from progress.topic.models import TopicMark

pytestmark = pytest.mark.usefixtures("roadmap")


def read(learner: User) -> LearnerProgress:
    """The progress, which is the same as what the learner's own pages read."""
    progress, facts = progress_of([learner], curriculum())[learner.pk], facts_of(learner)
    assert progress.facts == facts
    assert progress.facts.answers == facts.answers
    entries = list(StudyEntry.objects.filter(learner=learner))
    assert sum(progress.days.values()) == sum(entry.minutes for entry in entries)
    assert set(progress.days) == {entry.day for entry in entries}
    return progress


def log(learner: User, **fields: object) -> StudyEntry:
    defaults = {"kind": "coding", "minutes": 90, "day": learner.today, "time_zone": "UTC"}
    return StudyEntry.objects.create(learner=learner, topic=Topic.objects.get(uid="calculus"), **defaults | fields)


def test_it_follows_every_change_of_an_entry(ada: User) -> None:
    assert read(ada).last_at is None
    entry = log(ada)
    seen = [read(ada)]
    assert seen[0].last_at == entry.created_at
    day = entry.day - timedelta(days=3)
    for changes in ({"minutes": 60}, {"kind": "reading"}, {"day": day}, {"topic": None}):
        StudyEntry.objects.filter(pk=entry.pk).update(**changes)
        seen.append(read(ada))
    assert seen[-1].days == {day: 60}
    assert len({id(progress) for progress in seen}) == len(seen)
    entry.delete()
    assert read(ada).facts.minutes == {}


def test_it_follows_every_change_of_a_mark(ada: User) -> None:
    topic, part = Topic.objects.get(uid="calculus"), Subtopic.objects.filter(topic__uid="calculus")[0]
    mark = TopicMark.objects.create(learner=ada, topic=topic, state="doing", parts=["a", "b"])
    TopicMark.objects.create(learner=ada, topic=topic, subtopic=part, state="done")
    assert read(ada).facts.part_marks == {part.pk: "done"}
    later = timezone.now() + timedelta(hours=1)
    every_change: list[dict[str, object]] = [
        {"state": "done"}, {"by_parts": True}, {"parts": ["a"]}, {"parts": []}, {"marked_at": later},
        {"hours_low": 10, "hours_high": 25},
    ]  # fmt: skip
    for changes in every_change:
        TopicMark.objects.filter(pk=mark.pk).update(**changes)
        read(ada)
    assert read(ada).last_at == later
    mark.delete()
    read(ada)


def test_it_follows_every_change_of_a_submission(ada: User) -> None:
    exercise = Exercise.objects.get(slug="matmul")
    runs = [
        Submission.objects.create(
            learner=ada, exercise=exercise, mode=mode, source="x", state="done", verdict=verdict,
            created_at=timezone.now() - timedelta(hours=hours), graded_at=timezone.now(),
        )
        for mode, verdict, hours in (
            (ModeChoice.TRY, "passed", 4), (ModeChoice.SUBMIT, "failed", 3), (ModeChoice.SUBMIT, "passed", 2),
        )
    ]  # fmt: skip
    assert read(ada).facts.first_passes == {exercise.pk: runs[2].created_at}
    assert read(ada).last_at == runs[2].created_at
    Submission.objects.filter(pk=runs[1].pk).update(verdict="passed")
    assert read(ada).facts.first_passes == {exercise.pk: runs[1].created_at}
    Submission.objects.all().delete()
    assert read(ada).facts.tried_exercises == frozenset()


def test_it_follows_every_change_of_an_answer(ada: User) -> None:
    answer = CriterionMark.objects.create(learner=ada, criterion=Criterion.objects.all()[0], answer="yes")
    read(ada)
    for changes in ({"answer": "not_yet"}, {"note": "“quoted”, a \\ and\na line"}, {"marked_at": timezone.now()}):
        CriterionMark.objects.filter(pk=answer.pk).update(**changes)
        read(ada)
    answer.delete()
    read(ada)


def test_it_follows_the_background_and_the_curriculum(ada: User) -> None:
    before = read(ada)
    User.objects.filter(pk=ada.pk).update(background=Background.FROM_SCRATCH)
    ada.refresh_from_db()
    assert read(ada).forecast.total != before.forecast.total
    topic = Topic.objects.get(uid="calculus")
    topic.retired = True
    topic.save()
    assert topic.pk not in read(ada).states


def test_who_did_nothing_since_costs_one_query_and_no_work(
    ada: User, carl: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for learner in (ada, carl):
        log(learner, day=date(2026, 3, 2), uid=uuid4())
    course = curriculum()
    first = progress_of([ada, carl], course)
    with django_assert_num_queries(1):
        second = progress_of([carl, ada], course)
    assert second[ada.pk] is first[ada.pk]
    log(carl)
    third = progress_of([ada, carl], course)
    assert third[ada.pk] is first[ada.pk]
    assert third[carl.pk] is not first[carl.pk]
