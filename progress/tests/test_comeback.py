"""After a break, the home page offers a small step and a plan that starts today."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.models import Exercise, Submission
from lib.errors import RefusedError
from progress.home.page import BREAK_DAYS, home_for
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.plan.actions import add_pause, restart_plan, save_plan, undo_restart
from progress.plan.models import StudyPlan
from progress.plan.views import PLAN_RESTARTED
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
BREAK = timedelta(days=BREAK_DAYS)


@pytest.fixture
def ada(ada: User, roadmap: None) -> User:
    """She has a plan that began three breaks ago."""
    save_plan(learner=ada, minutes_a_day=60, weekdays=range(1, 8), start=ada.today - 3 * BREAK)
    return ada


def last_study(learner: User, ago: timedelta) -> None:
    day = learner.today - ago
    log_study(learner=learner, study=StudyLine(minutes=30, kind="coding", day=day, topic_uid=None))


def has_comeback(learner: User) -> bool:
    return home_for(learner, today=learner.today).comeback is not None


def test_only_a_break_is_one(ada: User) -> None:
    assert not has_comeback(ada)  # nothing logged yet
    last_study(ada, BREAK)
    assert has_comeback(ada)
    last_study(ada, BREAK - timedelta(days=1))
    assert not has_comeback(ada)


def test_a_break_longer_than_the_page_looks_back_is_one(ada: User) -> None:
    last_study(ada, timedelta(weeks=40))
    comeback = home_for(ada, today=ada.today).comeback
    assert comeback
    assert comeback.last_day is None


def test_a_pause_is_no_break(ada: User) -> None:
    last_study(ada, BREAK)
    add_pause(learner=ada, first=ada.today - timedelta(days=3), last=ada.today - timedelta(days=2))
    assert not has_comeback(ada)  # two days fewer
    last_study(ada, BREAK + timedelta(days=9))
    add_pause(learner=ada, first=ada.today, last=ada.today)
    assert not has_comeback(ada)


def test_the_plan_restarts_in_one_click_and_back(ada: User, client_of: ClientOf) -> None:
    last_study(ada, BREAK)
    client, before = client_of(ada), StudyPlan.objects.get().start
    assert 'action="/plan/restart/"' in client.get("/").text
    answer = client.post("/plan/restart/", {"next": "/"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert PLAN_RESTARTED in answer.text
    assert StudyPlan.objects.get().start == ada.today
    assert 'action="/plan/restart/"' not in answer.text  # done
    assert 'id="comeback"' in answer.text  # the small step stays until there is study
    undo_token = answer.text.partition('name="undo_token" value="')[2].partition('"')[0]
    client.post("/plan/restart/undo/", {"undo_token": undo_token})
    assert StudyPlan.objects.get().start == before


def test_a_restart_is_not_undone_over_a_newer_change(ada: User) -> None:
    undo_token = restart_plan(learner=ada, today=ada.today)
    start = ada.today + timedelta(days=7)
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1], start=start)
    with pytest.raises(RefusedError):
        undo_restart(learner=ada, undo_token=undo_token)
    assert StudyPlan.objects.get().start == start


def test_the_small_step_is_a_review_or_the_shortest_of_the_topic(
    ada: User, exercise: Exercise, run: Callable[..., Submission], client_of: ClientOf
) -> None:
    last_study(ada, BREAK)
    mark_topic(learner=ada, topic=exercise.topics.get(), state=TopicState.DOING)
    shortest = min(Exercise.objects.on_offer().filter(topics=exercise.topics.get()), key=lambda one: one.minutes)
    assert f"</a>, about {shortest.minutes} min." in squeeze(client_of(ada).get("/").text)
    passed = run(exercise, ada)
    Submission.objects.filter(pk=passed.pk).update(created_at=timezone.now() - timedelta(days=9))
    assert "review one item</a>, about 2 min." in squeeze(client_of(ada).get("/").text)
