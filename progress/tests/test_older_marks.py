"""Marks from before the records: the migration fills in which parts and which estimate their topic had."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.utils import timezone

from accounts.models import User
from curriculum.models import Subtopic, Topic
from lib.ranges import HoursRange
from progress.models import TopicMark

fill = import_module("progress.migrations.0009_fill_the_records_of_marks").fill
CALCULUS = [
    f"calculus.{part}" for part in ("derivatives", "chain-rule", "gradients", "jacobian-hessian", "matrix-calculus")
]


def mark(learner: User, node: Topic | Subtopic, days_ago: int) -> None:
    topic, part = (node, None) if isinstance(node, Topic) else (node.topic, node)
    at = timezone.now() - timedelta(days=days_ago)
    TopicMark.objects.create(learner=learner, topic=topic, subtopic=part, state="done", marked_at=at)


def test_the_estimate_is_the_one_of_that_day(ada: User, carl: User, roadmap: None) -> None:
    topic = Topic.objects.get(uid="calculus")
    topic.history.update(history_date=timezone.now() - timedelta(days=30))
    mark(ada, topic, days_ago=10)
    topic.hours_refresher = HoursRange(1500, 1500)
    topic.save()
    mark(carl, topic, days_ago=40)  # before the history begins: today's estimate, for his background
    fill(apps, None)
    hers, his = TopicMark.objects.get(learner=ada), TopicMark.objects.get(learner=carl)
    assert (hers.hours, sorted(hers.parts)) == (HoursRange(60, 100), sorted(CALCULUS))
    assert his.hours == HoursRange(150, 250)


def test_a_topic_that_was_done_by_its_parts_gets_a_mark_of_its_own(ada: User, carl: User, roadmap: None) -> None:
    parts = list(Subtopic.objects.filter(topic__uid="calculus").select_related("topic"))
    for part in parts:
        mark(ada, part, days_ago=3)
    mark(carl, parts[0], days_ago=3)
    fill(apps, None)
    hers, his = (TopicMark.objects.get(learner=one, subtopic=None) for one in (ada, carl))
    assert (hers.state, hers.by_parts, hers.hours) == ("done", True, HoursRange(60, 100))
    assert (his.state, his.by_parts) == ("doing", True)
