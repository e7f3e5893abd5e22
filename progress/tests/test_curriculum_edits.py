"""An edit of the curriculum changes nothing for a learner who is well under way that the page doesn't explain."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db.models import JSONField, Value
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Activity, Criterion, Section, Subtopic, Topic
from lib.durations import HoursRange
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import Status, outcome_sentence
from progress.forecast.changes import TOPICS_CHANGED, explain, save_forecast
from progress.forecast.forecast import Forecast
from progress.forecast.models import ForecastSnapshot
from progress.hours.actions import log_study
from progress.hours.models import StudyEntry
from progress.log_line.study_line import StudyLine
from progress.outline.outline import Outline, outline_for
from progress.plan.actions import save_plan
from progress.tests.conftest import plain
from progress.topic.actions import mark_subtopic, mark_topic, undo_mark
from progress.topic.models import TopicMark
from progress.topic.rules import TopicState

ClientOf = Callable[[User], Client]
DONE = (
    "linear-algebra",
    "calculus",
    "probability-statistics",
    "python",
    "software-engineering",
)  # all of phase 1 but one
TEMPO = 0.85


@pytest.fixture
def before(ada: User, roadmap: None) -> Outline:
    """Ada finished five topics a little faster than estimated, and looked at her forecast yesterday."""
    for day, uid in enumerate(DONE):
        topic = Topic.objects.get(uid=uid)
        assert topic.hours_refresher
        minutes = round(TEMPO * 3 * (topic.hours_refresher.low + topic.hours_refresher.high))
        StudyEntry.objects.create(
            learner=ada, topic=topic, kind="coding", minutes=minutes, day=ada.today - timedelta(days=30 + day),
            time_zone="UTC",
        )  # fmt: skip
        mark_topic(learner=ada, topic=topic, state=TopicState.DONE)
    outline = outline_for(ada)
    save_forecast(learner=ada, forecast=outline.forecast, today=ada.today - timedelta(days=1))
    return outline


def change(node: Topic | Subtopic | Activity, **values: object) -> None:
    for name, value in values.items():
        setattr(node, name, value)
    node.save()


def retire(uid: str) -> None:
    change(Topic.objects.get(uid=uid), retired=True)


def reasons(before: Outline, after: Outline) -> list[str]:
    titles = {topic.pk: topic.title for topic in Topic.objects.all()}
    changes = explain(before.forecast, after.forecast, titles)
    assert before.forecast.total.low + sum(change.low for change in changes) == after.forecast.total.low
    assert before.forecast.total.high + sum(change.high for change in changes) == after.forecast.total.high
    return [plain(f"{change.reason}: {change.hours}") for change in changes]


# ---------------------------------------------------------------- estimates


@pytest.mark.parametrize("hours", [HoursRange(1500, 1500), HoursRange(32_000, 32_000), HoursRange(0, 1)])
def test_a_wrong_estimate_of_a_finished_topic_moves_nothing(before: Outline, ada: User, hours: HoursRange) -> None:
    change(Topic.objects.get(uid="calculus"), hours_refresher=hours)
    after = outline_for(ada)
    assert (after.hours_left, after.factor) == (before.hours_left, before.factor)
    assert reasons(before, after) == []


def test_a_finished_topic_says_which_estimate_its_pace_is_measured_against(
    before: Outline, ada: User, client_of: ClientOf
) -> None:
    url = reverse("progress:topic_detail", args=["calculus"])
    sentence = "The estimate was 6 to 10 h"
    assert sentence not in client_of(ada).get(url).text
    change(Topic.objects.get(uid="calculus"), hours_refresher=HoursRange(1500, 1500))
    assert sentence in client_of(ada).get(url).text


def test_a_wrong_estimate_of_what_is_ahead_adds_its_hours_and_says_so(
    before: Outline, ada: User, client_of: ClientOf
) -> None:
    change(Topic.objects.get(uid="optimization-theory"), hours_refresher=HoursRange(32_000, 32_000))
    after = outline_for(ada)
    [line] = reasons(before, after)
    assert line.startswith("“Optimization theory” was changed from 4 to 6 h to 3200 h: +")
    page = plain(client_of(ada).get("/").text)
    assert "was changed from 4 to 6 h to 3200 h</span>" in page
    assert 'id="changes"' in page
    assert after.factor == before.factor


def test_a_smaller_estimate_never_completes_a_roadmap_with_open_topics(
    before: Outline, ada: User, client_of: ClientOf
) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=range(1, 8), start=ada.today)
    zero = HoursRange(0, 0)
    for activity in Activity.objects.exclude(hours_low=None):
        change(activity, hours=zero)
    for topic in Topic.objects.exclude(hours_refresher_low=None):
        change(topic, hours_refresher=zero, hours_from_scratch=zero)
    client = client_of(ada)
    page = plain(client.get("/plan/").text)
    assert "completed the roadmap" not in page
    assert "13 topics and 4 checkpoints are open</h1>" in page
    assert "5 of 18 topics done" in plain(client.get("/").text)


# ---------------------------------------------------------------- retiring and moving


@pytest.mark.parametrize("uid", DONE)
def test_retiring_a_finished_topic_never_adds_hours(before: Outline, ada: User, uid: str) -> None:
    retire(uid)
    after = outline_for(ada)
    assert after.forecast.total.low <= before.forecast.total.low
    assert after.forecast.total.high <= before.forecast.total.high
    assert after.factor == before.factor
    reasons(before, after)
    change(Topic.objects.get(uid=uid), retired=False)
    assert outline_for(ada).forecast == before.forecast


def test_retiring_a_whole_section_never_adds_hours(before: Outline, ada: User) -> None:
    section = Section.objects.get(number="1")
    section.retired = True
    section.save()
    after = outline_for(ada)
    assert after.forecast.total.low <= before.forecast.total.low
    assert after.forecast.total.high <= before.forecast.total.high
    assert after.factor == before.factor
    assert all("retired" in line or "removed" in line for line in reasons(before, after))


def test_retiring_what_is_ahead_takes_its_hours_off_and_says_so(before: Outline, ada: User) -> None:
    retire("optimization-theory")
    [line] = reasons(before, outline_for(ada))
    assert line.startswith("“Optimization theory” was")
    assert ": −" in line


def test_a_finished_topic_that_is_retired_keeps_its_page(
    before: Outline, ada: User, carl: User, client_of: ClientOf
) -> None:
    retire("calculus")
    url = reverse("progress:topic_detail", args=["calculus"])
    page = client_of(ada).get(url).text
    assert 'id="retired"' in page
    assert 'class="icon claimed"' in page
    assert "mark-topic" not in page
    assert page.count('<form id="mark"') == 1  # the buttons of its parts belong to it
    assert client_of(carl).get(url).status_code == HTTPStatus.GONE
    assert Client().get(url).status_code == HTTPStatus.GONE


def test_a_topic_that_leaves_its_activity_is_explained(before: Outline, ada: User) -> None:
    activity = Activity.objects.filter(topics__uid="calculus", hours_low__isnull=False)[0]
    activity.topics.remove(Topic.objects.get(uid="calculus"))
    assert any(
        line.startswith(f"{TOPICS_CHANGED.format(activity.title)}: +") for line in reasons(before, outline_for(ada))
    )


# ---------------------------------------------------------------- parts


def part_of(topic: Topic, title: str) -> Subtopic:
    new_part = Subtopic(uid=f"{topic.uid}.{title}", topic=topic, title=title)
    new_part.save()
    return new_part


def finish_parts(learner: User, topic: Topic, count: int) -> list[Subtopic]:
    parts = list(topic.subtopics.current())
    for part in parts[:count]:
        mark_subtopic(learner=learner, subtopic=part, state=TopicState.DONE)
    return parts


def state(learner: User, topic: Topic) -> TopicState:
    return outline_for(learner).topics[topic.pk].state


@pytest.fixture
def topic(roadmap: None) -> Topic:
    topic = Topic.objects.get(uid="calculus")
    assert topic.subtopics.current().count() == 5
    return topic


def test_a_sixth_part_leaves_a_finished_topic_done_and_the_page_says_so(
    ada: User, topic: Topic, client_of: ClientOf
) -> None:
    finish_parts(ada, topic, 5)
    part = part_of(topic, "sixth")
    assert state(ada, topic) == TopicState.DONE
    page = client_of(ada).get(reverse("progress:topic_detail", args=[topic.uid])).text
    assert "1 part was added since" in page
    mark_subtopic(learner=ada, subtopic=part, state=TopicState.DONE)
    assert state(ada, topic) == TopicState.DONE
    assert "added since" not in client_of(ada).get(reverse("progress:topic_detail", args=[topic.uid])).text


def test_a_part_that_moves_in_leaves_a_finished_topic_done(ada: User, topic: Topic) -> None:
    finish_parts(ada, topic, 5)
    change(Subtopic.objects.get(uid="linear-algebra.norms"), topic=topic)
    assert state(ada, topic) == TopicState.DONE


def test_retiring_the_fifth_part_finishes_a_topic_and_a_new_one_does_not_open_it(ada: User, topic: Topic) -> None:
    parts = finish_parts(ada, topic, 4)
    assert state(ada, topic) == TopicState.DOING
    change(parts[4], retired=True)
    assert state(ada, topic) == TopicState.DONE
    part_of(topic, "sixth")
    assert state(ada, topic) == TopicState.DONE


def test_the_learner_s_own_mark_opens_it_again(ada: User, topic: Topic) -> None:
    parts = finish_parts(ada, topic, 5)
    part_of(topic, "sixth")
    mark_subtopic(learner=ada, subtopic=parts[0], state=TopicState.DOING)
    assert state(ada, topic) == TopicState.DOING
    mark_subtopic(learner=ada, subtopic=parts[0], state=TopicState.DONE)
    assert state(ada, topic) == TopicState.DOING  # the sixth is known by now, and open


def test_a_part_that_was_there_before_the_last_mark_counts(ada: User, topic: Topic) -> None:
    parts = finish_parts(ada, topic, 4)
    part_of(topic, "sixth")
    mark_subtopic(learner=ada, subtopic=parts[4], state=TopicState.DONE)
    assert state(ada, topic) == TopicState.DOING


def test_taking_all_marks_back_leaves_nothing(ada: User, topic: Topic) -> None:
    for part in finish_parts(ada, topic, 5):
        mark_subtopic(learner=ada, subtopic=part, state=TopicState.TODO)
    assert not TopicMark.objects.exists()
    assert state(ada, topic) == TopicState.TODO


def test_undoing_a_mark_of_a_part_is_followed_by_its_topic(ada: User, topic: Topic) -> None:
    part = finish_parts(ada, topic, 5)[0]
    undo_token = mark_subtopic(learner=ada, subtopic=part, state=TopicState.DOING)
    assert state(ada, topic) == TopicState.DOING
    undo_mark(learner=ada, undo_token=undo_token)
    assert state(ada, topic) == TopicState.DONE


def test_a_mark_undone_keeps_the_estimate_of_the_day_it_was_made(ada: User, topic: Topic) -> None:
    mark_topic(learner=ada, topic=topic, state=TopicState.DONE)
    undo_token = mark_topic(learner=ada, topic=topic, state=TopicState.DOING)
    change(topic, hours_refresher=HoursRange(1500, 1500))
    undo_mark(learner=ada, undo_token=undo_token)
    mark = TopicMark.objects.get()
    assert (mark.state, mark.hours) == ("done", HoursRange(60, 100))


def test_marking_a_finished_topic_for_review_keeps_the_estimate(ada: User, topic: Topic) -> None:
    mark_topic(learner=ada, topic=topic, state=TopicState.DONE)
    change(topic, hours_refresher=HoursRange(1500, 1500))
    mark_topic(learner=ada, topic=topic, state=TopicState.REVIEW)
    assert TopicMark.objects.get().hours == HoursRange(60, 100)


def test_marking_a_topic_without_parts_keeps_the_estimate(ada: User, topic: Topic) -> None:
    topic.subtopics.update(retired=True)
    test_marking_a_finished_topic_for_review_keeps_the_estimate(ada, topic)


# ---------------------------------------------------------------- criteria


PHASE_3 = "/checkpoints/phase-3-checkpoint/"


def answer_all(learner: User) -> None:
    for criterion in Criterion.objects.filter(checkpoint__uid="phase-3-checkpoint"):
        answer_criterion(learner=learner, criterion=criterion, answer=CriterionMark.Answer.YES)


def test_a_criterion_that_was_added_says_that_you_were_ready(ada: User, roadmap: None, client_of: ClientOf) -> None:
    answer_all(ada)
    old = Criterion.objects.get(uid="phase-3.debug-model")
    Criterion.history.model.objects.filter(history_type="+").update(history_date=ada.date_joined - timedelta(days=90))
    checkpoints = type(old.checkpoint).history.model.objects
    checkpoints.filter(history_type="+").update(history_date=ada.date_joined - timedelta(days=90))
    Criterion(uid="phase-3.new", checkpoint=old.checkpoint, text="Can you fly?", order=99).save()
    client = client_of(ada)
    sentence = outcome_sentence([Status.CLAIMED] * 3 + [Status.OPEN], new_count=1)
    assert sentence in client.get(PHASE_3).text
    assert sentence in client.get("/checkpoints/").text


# ---------------------------------------------------------------- the explanation


def test_every_visit_is_compared_with_the_day_before(before: Outline, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert 'id="changes"' not in client.get("/").text
    log_study(learner=ada, study=StudyLine(minutes=360, kind="coding", day=ada.today, topic_uid="neural-networks"))
    yesterday = ada.today - timedelta(days=1)
    for url in ("/", "/plan/?show=forecast"):
        page = plain(client.get(url).text)
        assert f"{yesterday.day} {yesterday:%B}: −6 h" in page
        assert '<span>You logged 6 h</span><span class="end">−6 h</span>' in page


def test_the_first_visit_has_nothing_to_compare_with(ada: User, roadmap: None, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert 'id="changes"' not in client.get("/").text
    assert ada.forecast_snapshot.day == ada.today
    assert Forecast.from_json(ada.forecast_snapshot.newer) == outline_for(ada).forecast
    retire("calculus")
    assert "“Calculus” was retired" in client.get("/").text  # on the same day, too


def test_a_day_later_the_newer_snapshot_is_the_earlier_one(before: Outline, ada: User) -> None:
    save_forecast(learner=ada, forecast=before.forecast, today=ada.today)
    save_forecast(learner=ada, forecast=before.forecast, today=ada.today)
    row = ForecastSnapshot.objects.get(learner=ada)
    assert (row.earlier_day, row.day) == (ada.today - timedelta(days=1), ada.today)


def test_no_retired_topic_whatsoever_adds_hours(before: Outline, ada: User) -> None:
    for topic in Topic.objects.all():
        change(topic, retired=True)
        after = outline_for(ada)
        assert after.forecast.total.low <= before.forecast.total.low, topic
        assert after.forecast.total.high <= before.forecast.total.high, topic
        reasons(before, after)
        change(topic, retired=False)


def test_a_forged_record_of_parts_breaks_no_page(ada: User, topic: Topic) -> None:
    finish_parts(ada, topic, 4)
    for forged in (5, {"a": 1}, None, [5, None]):
        TopicMark.objects.filter(subtopic=None).update(parts=forged if forged is not None else Value(None, JSONField()))
        assert state(ada, topic) in TopicState
        finish_parts(ada, topic, 4)
