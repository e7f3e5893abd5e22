import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises.models import Exercise
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.hours.actions import log_study
from progress.hours.days import unstated_sentence
from progress.hours.models import StudyKind
from progress.log_line.study_line import StudyLine
from progress.outline.outline import outline_for
from progress.plan.actions import save_plan
from progress.plan.page import plan_page
from progress.tests.conftest import plain
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
PHASE_1 = ("linear-algebra", "calculus", "python", "software-engineering", "probability-statistics",
           "optimization-theory")  # fmt: skip


@pytest.fixture
def client(ada: User, client_of: ClientOf, roadmap: None) -> Client:
    return client_of(ada)


def close(learner: User, *uids: str) -> None:
    for uid in uids:
        mark_topic(learner=learner, topic=Topic.objects.get(uid=uid), state=TopicState.DONE)


def test_a_visitor_reads_what_descent_is_and_sees_the_map(roadmap: None) -> None:
    page = Client().get("/").text
    assert "<h1>" in page
    assert reverse("account_signup") in page
    assert reverse("account_login") in page
    assert "Linear algebra" in page


def test_a_new_learner_sees_where_to_start(client: Client) -> None:
    page = squeeze(client.get("/").text)
    assert "Linear algebra</h1>" in page
    assert "<b>8 to 12 h</b></li>" in page
    assert "left of 8 to 12 h" not in page  # nothing is spent of it yet
    assert page.count('<button name="state" value="doing">') == 1
    assert 'class="button"' not in page  # one thing to do


def test_the_log_line_counts_for_the_topic_shown(client: Client, ada: User) -> None:
    assert '<input type="hidden" name="topic" value="linear-algebra">' in client.get("/").text


def test_the_next_open_exercise_is_the_button(client: Client, ada: User, exercise: Exercise) -> None:
    topic = Topic.objects.get(uid="neural-networks")
    topic.exercises.exclude(pk=exercise.pk).update(retired=True)
    mark_topic(learner=ada, topic=topic, state=TopicState.DOING)
    page = client.get("/").text
    assert "Neural network fundamentals</h1>" in page
    assert "Try “The chain rule by hand”" in page
    assert 'aria-label="0 of 1 proven' in page


def test_after_the_topics_of_a_phase_its_checkpoint_is_next(client: Client, ada: User) -> None:
    close(ada, *PHASE_1)
    page = client.get("/").text
    assert "Ready for phase 2?</h1>" in page
    assert "Answer the checkpoint" in page
    for criterion in Criterion.objects.filter(checkpoint__uid="phase-1-checkpoint"):
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    assert "Core machine learning concepts</h1>" in client.get("/").text


def test_at_the_end_the_roadmap_is_completed(client: Client, ada: User) -> None:
    close(ada, *Topic.objects.values_list("uid", flat=True))
    for criterion in Criterion.objects.all():
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    page = squeeze(client.get("/").text)
    assert "<h1>You’ve completed the roadmap</h1>" in page
    assert "18 of 18 topics done" in page
    assert "0 of 12 proven, 12 claimed." in page


def test_the_week_and_the_balance_are_sentences(client: Client, ada: User) -> None:
    log_study(learner=ada, study=StudyLine(minutes=90, kind="reading", day=ada.today, topic_uid="linear-algebra"))
    page = plain(client.get("/").text)
    assert "1.5 h this week" in page
    assert "Last week" not in page  # before the first entry
    assert "coding 0%, reading 100%, watching 0%." in page


def test_time_without_a_kind_counts_as_time_but_for_no_share(client: Client, ada: User) -> None:
    today = ada.today
    for minutes, kind in ((90, "reading"), (120, "unstated")):
        log_study(learner=ada, study=StudyLine(minutes=minutes, kind=kind, day=today, topic_uid=None))
    home, hours = client.get("/").text, squeeze(client.get("/hours/").text)
    assert "3.5 h this week" in plain(home)
    assert "coding 0%, reading 100%, watching 0%." in plain(home)
    assert unstated_sentence(120) in home
    assert StudyKind.UNSTATED.label.capitalize() in hours
    assert "unstated" not in hours


def test_a_checkpoint_waits_as_soon_as_every_topic_before_it_is_closed(client: Client, ada: User) -> None:
    waits = "“Ready for phase 2?”</a> is ready to answer"
    first, *others = PHASE_1
    close(ada, *others)
    assert waits not in squeeze(client.get("/").text)
    close(ada, first)
    mark_topic(learner=ada, topic=Topic.objects.get(uid="neural-networks"), state=TopicState.DOING)
    page = squeeze(client.get("/").text)
    assert "Neural network fundamentals</h1>" in page  # which was begun, and so comes first
    assert waits in page
    for criterion in Criterion.objects.filter(checkpoint__uid="phase-1-checkpoint"):
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    assert waits not in squeeze(client.get("/").text)


def test_several_that_wait_are_one_sentence(client: Client, ada: User) -> None:
    close(ada, *Topic.objects.values_list("uid", flat=True))
    page = re.sub("<[^>]+>", "", squeeze(client.get("/").text))
    assert page.count("ready to answer") == 1
    *others, last = [f"“{checkpoint.title}”" for checkpoint in outline_for(ada).checkpoints_to_answer]
    assert f"{', '.join(others)} and {last} are" in page
    assert "the topics before them" in page


def test_the_page_of_a_phase_shows_its_weeks_activities_and_rule(client: Client) -> None:
    page = squeeze(client.get(reverse("progress:phase_detail", args=[1])).text)
    for said in ("weeks at 10 h a week", "weeks 1 to 2", "8 to 12 h", "Goal:", "If yes:", "If no:",
                 "Start Linear algebra"):  # fmt: skip
        assert said in page
    assert client.get(reverse("progress:phase_detail", args=[9])).status_code == 404


def test_the_guide_has_paces_balance_tracks_resources_and_advice(client: Client) -> None:
    page = squeeze(client.get(reverse("progress:guide")).text)
    for said in ("critical", "weeks at 12.5 h a week", "70% coding, 20% reading, 10% watching", "2 to 3 h a week",
                 "Attention Is All You Need", 'id="left-out"', "Your gaps"):  # fmt: skip
        assert said in page


def test_with_a_plan_the_home_page_shows_standing_and_finish(client: Client, ada: User) -> None:
    today = ada.today
    save_plan(learner=ada, minutes_a_day=600, weekdays=[1, 2, 3, 4, 5, 6, 7], start=today)
    page = client.get("/").text
    end = plan_page(ada, today=today).phases[-1].finish_text
    assert f": {end}." in page
    assert " to " in end
