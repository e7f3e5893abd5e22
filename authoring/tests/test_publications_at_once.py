"""Two admins publish at the same moment, or while a schedule is due: each change is published once, as previewed."""

import pytest
from django.utils import timezone

from accounts.models import Role, User
from authoring.drafts.actions import edit_draft
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.nodes import document_of
from authoring.drafts.operations import edit_node
from authoring.drafts.publishing import PUBLISHED_SINCE
from authoring.drafts.queries import draft_content
from authoring.drafts.selections import EVERYTHING
from authoring.schedules.actions import publish_due
from authoring.schedules.models import ScheduledPublication, ScheduleOutcome
from authoring.tests.publications import changes_of, course, publish, state_of
from authoring.tests.small_roadmap import small_table
from authoring.versions.models import RoadmapVersion
from curriculum.actions import load_roadmap
from curriculum.models import Topic
from lib.errors import RefusedError
from tests.at_once import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


@pytest.fixture
def admins() -> tuple[User, User]:
    """Each has renamed a topic in the draft."""
    load_roadmap(document=document_of(small_table()))
    people = [
        User.objects.create(email=f"{name}@example.org", name=name, role=Role.ADMIN) for name in ("Grace", "Alan")
    ]
    for person, uid in zip(people, "ab", strict=True):
        rename(person, uid)
    return people[0], people[1]


def rename(person: User, uid: str) -> None:
    edit_draft(
        person=person, roadmap=course(), action=f"Renamed {uid}",
        operation=lambda table: edit_node(table, uid, values={"title": f"New {uid}"}, body=""),
    )  # fmt: skip


def titles() -> list[str]:
    return list(Topic.objects.filter(uid__in="ab").order_by("uid").values_list("title", flat=True))


def test_of_two_selections_one_is_published_and_the_other_is_previewed_again(admins: tuple[User, User]) -> None:
    states = [state_of(changes_of(person)) for person in admins]
    calls = [
        lambda person=person, state=state: publish(person, changes_of(person), state=state)
        for person, state in zip(admins, states, strict=True)
    ]
    results = at_once(*calls)
    assert {type(result) for result in results} == {RefusedError, RoadmapVersion}
    [refusal] = [result for result in results if isinstance(result, RefusedError)]
    assert str(refusal) == PUBLISHED_SINCE
    assert len([title for title in titles() if title.startswith("New")]) == 1
    publish(admins[0])
    assert titles() == ["New a", "New b"]
    assert not RoadmapDraft.objects.open().exists()


def test_a_schedule_that_several_workers_find_due_is_published_once(admins: tuple[User, User]) -> None:
    schedule = due(admins[0])
    assert at_once(publish_due, publish_due, publish_due) == [None, None, None]
    schedule.refresh_from_db()
    assert schedule.outcome == ScheduleOutcome.PUBLISHED
    assert RoadmapVersion.objects.count() == 2  # with the state before
    assert titles() == ["New a", "B"]


def test_a_schedule_that_is_due_while_somebody_publishes_loses_nothing(admins: tuple[User, User]) -> None:
    grace, alan = admins
    schedule, state = due(grace), state_of(changes_of(alan))
    results = at_once(publish_due, lambda: publish(alan, changes_of(alan), state=state))
    schedule.refresh_from_db()
    has_published = any(isinstance(result, RoadmapVersion) for result in results)
    assert has_published != (schedule.outcome == ScheduleOutcome.PUBLISHED)
    assert schedule.outcome in (ScheduleOutcome.PUBLISHED, ScheduleOutcome.REFUSED)
    assert titles() == (["A", "New b"] if has_published else ["New a", "B"])
    table = draft_content(course()).table
    assert [table[uid].title for uid in "ab"] == ["New a", "New b"]
    publish(grace, EVERYTHING)
    assert titles() == ["New a", "New b"]


def due(person: User) -> ScheduledPublication:
    selection = changes_of(person)
    return ScheduledPublication.objects.create(
        draft=RoadmapDraft.objects.open().get(), selection=selection.query, state=state_of(selection), set_by=person,
        publish_at=timezone.now(),
    )  # fmt: skip
