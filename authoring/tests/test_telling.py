"""Learners are told what a version means for them, once, and only if it means anything."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authoring.drafts.actions import Operation, edit_draft
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.operations import edit_node, restore_node, retire_node
from authoring.drafts.publishing import publish_draft, publish_version_again
from authoring.drafts.queries import DraftContent, draft_content
from authoring.impact.actions import preview_impact
from authoring.impact.notices import send_version_notices
from authoring.tests.conftest import Edit
from authoring.tests.small_roadmap import ROADMAP, follow_small_roadmap
from authoring.versions.models import RoadmapVersion
from curriculum.models import Activity, Roadmap
from lib.durations import HoursRange
from notices.models import Notice, NoticeKind
from progress.hours.models import StudyEntry
from progress.plan.models import StudyPlan
from progress.roadmap.actions import choose_roadmap

Content = Callable[[], DraftContent]


@pytest.fixture
def learner(roadmap: None, ada: User) -> User:
    today = ada.today
    StudyPlan.objects.create(learner=ada, start=today - timedelta(days=7), minutes_a_day=60)
    StudyEntry.objects.create(learner=ada, day=today, minutes=60, kind="reading")
    return ada


@pytest.fixture
def longer(edit: Edit, content: Content, grace: User) -> Callable[[], RoadmapVersion]:
    """Publish ten more hours for an activity."""

    def publish() -> RoadmapVersion:
        activity = Activity.objects.filter(hours_low__gt=0, phase__number=5)[0]
        edit(activity.uid, hours=HoursRange(activity.hours_low + 100, activity.hours_high + 100))
        draft = content().draft
        assert draft
        return publish_draft(
            person=grace, draft=draft, state=draft_content(draft.roadmap).state, note="It takes longer"
        )

    return publish


Publish = Callable[[], RoadmapVersion]


def publish_edit(admin: User, roadmap: Roadmap, operation: Operation) -> RoadmapVersion:
    edit_draft(person=admin, roadmap=roadmap, operation=operation, action="Edited")
    content = draft_content(roadmap)
    assert content.draft
    return publish_draft(person=admin, draft=content.draft, state=content.state, note="")


def notices_of(person: User) -> list[Notice]:
    return list(Notice.objects.filter(person=person, kind=NoticeKind.CURRICULUM))


def test_a_learner_whose_plan_grows_is_told_once(longer: Publish, learner: User, carl: User) -> None:
    version = longer()
    for _ in range(2):
        send_version_notices()
        RoadmapVersion.objects.filter(pk=version.pk).update(
            told_at=None
        )  # as if the worker had been lost before it could say so
    (notice,) = notices_of(learner)
    assert "10 h" in notice.sentence
    assert notice.link == reverse("authoring:version_detail", args=[version.roadmap.uid, version.number])
    assert not notices_of(carl)


def test_the_page_behind_the_notice_repeats_what_it_means(
    longer: Publish, learner: User, client_of: Callable[[User], Client]
) -> None:
    longer()
    send_version_notices()
    link = notices_of(learner)[0].link
    assert 'id="mine"' in client_of(learner).get(link).text
    assert 'id="mine"' not in Client().get(link).text


def test_a_change_of_words_tells_nobody(edit: Edit, content: Content, grace: User, learner: User) -> None:
    edit("calculus", title="Limits")
    draft = content().draft
    assert draft
    publish_draft(person=grace, draft=draft, state=draft_content(draft.roadmap).state, note="")
    send_version_notices()
    assert not notices_of(learner)


def test_a_question_that_was_answered_and_asks_something_else_is_named(
    ada: User, grace: User, roadmap: None, client_of: Callable[[User], Client]
) -> None:
    """It isn't new to the learner: only its words are."""
    follow_small_roadmap(ada)
    row = Roadmap.objects.get(uid=ROADMAP)
    choose_roadmap(learner=ada, roadmap=row)
    text = "Can you recite the phone book?"
    publish_edit(grace, row, lambda table: edit_node(table, "p1-q1", values={"text": text}, body=""))
    send_version_notices()
    [notice] = notices_of(ada)
    assert f"“{text}”" in notice.sentence
    assert f'href="{reverse("progress:checkpoint_list")}">Check' in client_of(ada).get(notice.link).text


def test_several_questions_that_ask_something_else_are_counted(ada: User, grace: User, roadmap: None) -> None:
    follow_small_roadmap(ada)
    row = Roadmap.objects.get(uid=ROADMAP)
    choose_roadmap(learner=ada, roadmap=row)
    publish_edit(
        grace,
        row,
        lambda table: (
            edit_node(table, "p1-q1", values={"text": "Can you do 3?"}, body="")
            | edit_node(table, "p1-q2", values={"text": "Can you do 4?"}, body="")
        ),
    )
    send_version_notices()
    [notice] = notices_of(ada)
    assert "2 questions you answered" in notice.sentence
    assert "new to you" not in notice.sentence


def test_a_checkpoint_without_questions_is_not_told_as_open_again(ada: User, grace: User, roadmap: None) -> None:
    follow_small_roadmap(ada)
    row = Roadmap.objects.get(uid=ROADMAP)
    choose_roadmap(learner=ada, roadmap=row)
    publish_edit(grace, row, lambda table: retire_node(table, "p1-q1") | retire_node(table, "p1-q2"))
    send_version_notices()
    assert not notices_of(ada)  # she said yes to both, so the checkpoint was ready


def test_a_checkpoint_that_is_ready_again_at_the_end_of_the_day_is_not_told(
    ada: User, grace: User, roadmap: None
) -> None:
    """How many questions it has doesn't count."""
    follow_small_roadmap(ada)
    row = Roadmap.objects.get(uid=ROADMAP)
    choose_roadmap(learner=ada, roadmap=row)
    publish_edit(grace, row, lambda table: retire_node(table, "p1-q1"))
    send_version_notices()
    publish_edit(grace, row, lambda table: edit_node(table, "p1-q2", values={"text": "Can you do 3?"}, body=""))
    send_version_notices()
    [notice] = notices_of(ada)
    assert "is open again" in notice.sentence
    publish_version_again(person=grace, version=RoadmapVersion.objects.get(roadmap=row, number=1))
    send_version_notices()
    assert not notices_of(ada)


def test_what_is_taken_back_on_the_same_day_is_not_told(longer: Publish, learner: User, grace: User) -> None:
    longer()
    send_version_notices()
    assert len(notices_of(learner)) == 1
    publish_version_again(person=grace, version=RoadmapVersion.objects.get(number=1))
    send_version_notices()
    assert not notices_of(learner)


def test_the_unread_notices_of_a_day_become_one_about_all_of_it(longer: Publish, learner: User) -> None:
    for _ in range(2):
        longer()
        send_version_notices()
    [notice] = notices_of(learner)
    assert "adds 20 h" in notice.sentence


def test_a_rollback_is_told_to_those_who_have_read_of_what_it_takes_back(
    longer: Publish, learner: User, grace: User
) -> None:
    longer()
    send_version_notices()
    Notice.objects.update(read_at=timezone.now())
    publish_version_again(person=grace, version=RoadmapVersion.objects.get(number=1))
    send_version_notices()
    assert len(notices_of(learner)) == 2


def test_the_preview_that_was_published_is_what_learners_are_told(
    edit: Edit, content: Content, learner: User, grace: User
) -> None:
    activity = Activity.objects.filter(hours_low__gt=0, phase__number=5)[0]
    edit(activity.uid, hours=HoursRange(activity.hours_low + 100, activity.hours_high + 100))
    draft = RoadmapDraft.objects.open().get()
    preview_impact(draft=draft)
    impact = draft.previews.get().impact
    version = publish_draft(person=grace, draft=draft, state=draft_content(draft.roadmap).state, note="")
    assert version.impact == impact
    assert version.impact["rows"][0]["learner"] == learner.pk


def test_a_preview_of_an_older_draft_is_not_shown(
    edit: Edit, content: Content, learner: User, grace: User, client_of: Callable[[User], Client]
) -> None:
    edit("calculus", title="Limits")
    preview_impact(draft=RoadmapDraft.objects.open().get())
    client, url = client_of(grace), reverse("authoring:draft_detail", args=[content().roadmap.uid])
    assert client.get(url).context["page"].impact
    edit("calculus", title="Limits and derivatives")
    assert client.get(url).context["page"].impact is None


def test_what_going_back_finishes_is_told_as_if_previewed(ada: User, grace: User, roadmap: None) -> None:
    """Marks that publishing makes are not those that the learner had before it."""
    follow_small_roadmap(ada)
    row = Roadmap.objects.get(uid=ROADMAP)
    choose_roadmap(learner=ada, roadmap=row)
    publish_edit(grace, row, lambda table: retire_node(table, "c.2"))  # closes C: she has finished the other part
    publish_edit(grace, row, lambda table: restore_node(table, "c.2"))
    versions = list(RoadmapVersion.objects.filter(roadmap=row).order_by("number"))
    send_version_notices()
    closing = RoadmapVersion.objects.get(pk=versions[1].pk)
    impact = closing.impact_on(ada)
    assert impact
    assert [(change.title, change.before, change.after) for change in impact.states] == [("C", "in progress", "done")]
    assert not closing.new_marks
