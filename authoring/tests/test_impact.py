"""The preview says what an edit means for learners, and publishing it means exactly that."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from authoring.drafts.actions import edit_draft
from authoring.drafts.operations import add_node, retire_node
from authoring.drafts.publishing import publish_draft
from authoring.drafts.queries import DraftContent, draft_content
from authoring.impact.actions import impact_of
from authoring.impact.rules import Impact
from authoring.tests.conftest import Edit
from curriculum.models import Activity, Criterion, Roadmap, Subtopic, Topic
from lib.durations import HoursRange
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.learners import progress_of
from progress.plan.models import StudyPlan
from progress.roadmap.roadmaps import curriculum
from progress.topic.models import MarkState, TopicMark, record_of

Content = Callable[[], DraftContent]
TOPIC = "calculus"


@pytest.fixture
def learner(roadmap: None, ada: User) -> User:
    """Ada logs five hours a week and has finished linear algebra."""
    today = ada.today
    topic = Topic.objects.get(uid="linear-algebra")
    for week in range(6):
        StudyEntry.objects.create(
            learner=ada, day=today - timedelta(weeks=week), minutes=300, kind="reading", topic=topic
        )
    TopicMark.objects.create(learner=ada, topic=topic, state=MarkState.DONE, **record_of(topic, ada))
    StudyPlan.objects.create(learner=ada, start=today, minutes_a_day=60)
    return ada


def preview(content: DraftContent) -> Impact:
    return impact_of(content.roadmap, after=content.table, now=timezone.now())


def test_more_hours_move_the_finish(edit: Edit, content: Content, learner: User) -> None:
    activity = Activity.objects.filter(hours_low__gt=0, phase__number=5)[0]
    edit(activity.uid, hours=HoursRange(activity.hours_low + 100, activity.hours_high + 200))
    impact = preview(content())
    assert impact.learners == 1
    (row,) = impact.rows
    low, high = row.added_hours
    assert (low > 0, high > low) == (True, True)
    assert row.finish_before[1]
    assert row.finish_after[1]
    assert row.finish_after[1] > row.finish_before[1]


def test_a_new_title_affects_nobody_even_without_a_plan(edit: Edit, content: Content, learner: User) -> None:
    StudyPlan.objects.filter(learner=learner).delete()
    edit(TOPIC, title="Limits")
    assert list(preview(content()).rows) == []


def test_the_finish_is_projected_from_the_log_without_a_plan(edit: Edit, content: Content, learner: User) -> None:
    StudyPlan.objects.filter(learner=learner).delete()
    activity = Activity.objects.filter(hours_low__gt=0, phase__number=5)[0]
    edit(activity.uid, hours=HoursRange(activity.hours_low + 20, activity.hours_high + 40))
    (row,) = preview(content()).rows
    first, later = row.finish_before[0], row.finish_after[0]
    assert first
    assert later
    assert later > first


def test_publishing_does_what_the_preview_said(edit: Edit, content: Content, learner: User, grace: User) -> None:
    edit(TOPIC, hours=None)
    edit("optimization-theory", retired=False, stars=1)
    (row,) = preview(content()).rows
    draft = content().draft
    assert draft
    publish_draft(person=grace, draft=draft, state=draft_content(draft.roadmap).state, note="")
    progress = progress_of([learner], curriculum())[learner.pk]
    assert progress.forecast.total.ends == row.hours_after


def test_the_preview_changes_nothing(edit: Edit, content: Content, learner: User) -> None:
    history = Topic.history.count()
    edit(TOPIC, title="Limits")
    preview(content())
    assert Topic.objects.get(uid=TOPIC).title == "Calculus"
    assert Topic.history.count() == history
    assert curriculum().topics[Topic.objects.get(uid=TOPIC).pk].title == "Calculus"


def test_a_new_part_does_not_undo_a_finished_topic(content: Content, learner: User, edit: Edit, grace: User) -> None:

    edit_draft(
        person=grace,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: add_node(
            table, kind="subtopic", parent="linear-algebra", values={"uid": "linear-algebra.new", "title": "New"}
        ),
        action="Added",
    )
    assert not [row.states for row in preview(content()).rows if row.states]


def test_retiring_something_finished_adds_no_hours(content: Content, learner: User, grace: User) -> None:

    edit_draft(
        person=grace,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: retire_node(table, "linear-algebra"),
        action="Retired",
    )
    for row in preview(content()).rows:
        assert max(row.added_hours) <= 0


def test_a_question_with_another_meaning_is_asked_again(edit: Edit, content: Content, learner: User) -> None:
    criterion = Criterion.objects.current()[0]
    CriterionMark.objects.create(learner=learner, criterion=criterion, answer="yes")
    edit(criterion.uid, text=f"  {criterion.text.upper()} ")
    assert not [row.questions for row in preview(content()).rows if row.questions]
    edit(criterion.uid, text="Can you recite the phone book?")
    (row,) = preview(content()).rows
    assert row.questions == ["Can you recite the phone book?"]


def test_a_part_that_goes_can_finish_a_topic(content: Content, learner: User, grace: User) -> None:

    topic = Topic.objects.get(uid=TOPIC)
    *marked, last = Subtopic.objects.current().filter(topic=topic)
    for part in marked:
        TopicMark.objects.create(learner=learner, topic=topic, subtopic=part, state=MarkState.DONE)
    edit_draft(
        person=grace,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: retire_node(table, last.uid),
        action="Retired",
    )
    (row,) = preview(content()).rows
    assert [(state.title, state.after) for state in row.states] == [(topic.title, "done")]
