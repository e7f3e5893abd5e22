"""The hours ahead are those of the activities and, where no activity counts a topic of the way, the topic's own."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from curriculum.models import Activity, Topic
from lib.durations import HoursRange
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.outline.outline import Outline, outline_for
from progress.plan.actions import save_plan
from progress.plan.page import PlanPage, plan_page
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState

OWN = {
    "Optimization theory": [4, 6],
    "Software engineering basics": [4, 8],
}  # of phase 1, named by none of its activities


@pytest.fixture
def today(ada: User) -> date:
    return ada.today


@pytest.fixture
def page(ada: User, today: date, roadmap: None) -> PlanPage:
    save_plan(learner=ada, minutes_a_day=120, weekdays=range(1, 8), start=today)
    return plan_page(ada, today=today, shows_all=True)


def left_of(outline: Outline) -> dict[str, list[float]]:
    return {item.title: left.figures for item, left in outline.hours_left_by_item.items()}


def titles_in(page: PlanPage) -> list[str]:
    return list(dict.fromkeys(part.item.title for week in page.weeks for part in week.shares))


def test_topics_without_an_activity_follow_their_neighbour(page: PlanPage) -> None:
    left = left_of(page.outline)
    assert {title: left[title] for title in OWN} == OWN
    assert titles_in(page)[3:7] == [
        "Python basics",
        "Software engineering basics",
        "Probability and statistics",
        "Optimization theory",
    ]


def test_phases_weeks_and_roadmap_add_up_to_the_same(page: PlanPage) -> None:
    outline = page.outline
    whole = HoursRange.total(outline.hours_left_by_item.values())
    assert HoursRange.total(phase.hours for phase in outline.phases).figures == whole.figures == page.hours_left.figures
    planned = sum(part.minutes for week in page.weeks for part in week.shares)
    assert planned == 3 * (whole.low + whole.high)  # the middle, in minutes


def test_every_topic_with_hours_is_counted(page: PlanPage) -> None:
    work_items = [item for item, left in page.outline.hours_left_by_item.items() if left.high]
    counted = {topic for item in work_items for topic in item.topics}
    assert [topic.title for topic in page.outline.path if topic.budget.estimate and topic.pk not in counted] == []


def test_an_activity_without_hours_leaves_its_topic_its_own(ada: User, page: PlanPage) -> None:
    activity = Activity.objects.get(uid="phase-1.python")
    activity.topics.set([Topic.objects.get(uid="optimization-theory")])
    activity.save()
    left = left_of(outline_for(ada))
    assert left["Optimization theory"] == OWN["Optimization theory"]


def test_time_logged_on_it_and_its_end_count(ada: User, page: PlanPage, today: date) -> None:
    log_study(learner=ada, study=StudyLine(minutes=90, kind="reading", day=today, topic_uid="optimization-theory"))
    assert left_of(outline_for(ada))["Optimization theory"] == [2.5, 4.5]
    mark_topic(learner=ada, topic=Topic.objects.get(uid="optimization-theory"), state=TopicState.SKIPPED)
    after = plan_page(ada, today=today, shows_all=True)
    assert left_of(after.outline)["Optimization theory"] == [0, 0]
    assert "Optimization theory" not in titles_in(after)


def test_its_phase_lists_it_with_a_link_and_its_hours(page: PlanPage, roadmap: None) -> None:
    page_text = " ".join(Client().get("/roadmap/phases/1/").text.split())
    link = '<a href="/roadmap/topics/optimization-theory/">Optimization theory</a>'
    assert f'<h3>{link}</h3> <span class="end">4 to 6 h</span>' in page_text
