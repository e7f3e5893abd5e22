"""Publish a draft's changes at a date and time, unless they aren't as the admin previewed them by then."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import CURRICULUM_ROLES, User
from authoring.drafts import publishing
from authoring.drafts.actions import check_may_edit, lock_roadmap
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.publishing import check_may_publish, publish_draft
from authoring.drafts.queries import draft_content
from authoring.drafts.selections import Selection, select_changes
from authoring.impact.questions import QuestionEdit, QuestionEdits
from authoring.schedules.models import ScheduledPublication, ScheduleOutcome
from authoring.versions.models import RoadmapVersion
from lib.errors import RefusedError
from notices.actions import notify
from notices.models import NoticeKind

MAX_AHEAD = timedelta(days=366)
IN_THE_PAST = "Choose a date and time in the future."
TOO_FAR = "Choose a date within a year."
CLOSED = "The draft has been published or discarded already."
NO_ADMIN = "The person who scheduled it is no longer an admin."
STILL_THERE = "The changes are still in the draft."
REASONS = {
    publishing.EDITED_SINCE: "The changes were edited after it was scheduled.",
    publishing.PUBLISHED_SINCE: "Something else was published after it was scheduled.",
    publishing.PROBLEMS: "The draft has problems that must be fixed first.",
    publishing.CLOSED: CLOSED,
}


@transaction.atomic
def schedule_publication(
    *, person: User, draft: RoadmapDraft, selection: Selection, state: str, note: str, questions: QuestionEdits,
    publish_at: datetime | None,
) -> ScheduledPublication:  # fmt: skip
    """Publish what the person has previewed at that moment. It replaces an earlier schedule of this draft.

    Raises RefusedError: as `publish_draft`, or the moment isn't in the future.
    """
    check_may_edit(person)
    if publish_at is None or publish_at <= timezone.now():
        raise RefusedError(IN_THE_PAST)
    if publish_at > timezone.now() + MAX_AHEAD:
        raise RefusedError(TOO_FAR)
    lock_roadmap(draft.roadmap_id)
    draft = RoadmapDraft.objects.select_related("roadmap").get(pk=draft.pk)
    check_may_publish(
        draft, select_changes(draft_content(draft.roadmap, draft), selection).content, state=state, person=person
    )
    earlier = ScheduledPublication.objects.waiting().filter(draft__roadmap=draft.roadmap_id)
    earlier.update(outcome=ScheduleOutcome.CANCELLED, closed_at=timezone.now())
    return ScheduledPublication.objects.create(
        draft=draft, selection=selection.query, state=state, note=note, questions=dict(questions),
        publish_at=publish_at, set_by=person,
    )  # fmt: skip


@transaction.atomic
def cancel_publication(*, person: User, schedule: ScheduledPublication) -> None:
    """Raises RefusedError: it isn't waiting any more."""
    check_may_edit(person)
    lock_roadmap(schedule.draft.roadmap_id)
    waiting = ScheduledPublication.objects.waiting().filter(pk=schedule.pk)
    if not waiting.update(outcome=ScheduleOutcome.CANCELLED, closed_at=timezone.now()):
        raise RefusedError("It was published or canceled already.")


def publish_due() -> None:
    """Publish what is due, the earliest first. Each is published once, or refused with a reason that admins get."""
    for schedule in ScheduledPublication.objects.due().select_related("draft").order_by("publish_at", "pk"):
        _publish(schedule.pk, schedule.draft.roadmap_id)


@transaction.atomic
def _publish(pk: int, roadmap: int) -> None:
    lock_roadmap(roadmap)
    schedule = ScheduledPublication.objects.due().select_related("draft__roadmap", "set_by").filter(pk=pk).first()
    if schedule is None:
        return  # another worker was faster, or it was canceled
    try:
        with transaction.atomic():
            version = _published_version(schedule)
    except RefusedError as refusal:
        reason = REASONS.get(str(refusal), str(refusal))
        _close(schedule, outcome=ScheduleOutcome.REFUSED, reason=reason)
        _notify_admins(schedule, reason)
    else:
        _close(schedule, outcome=ScheduleOutcome.PUBLISHED, version=version)


def _published_version(schedule: ScheduledPublication) -> RoadmapVersion:
    person = schedule.set_by
    if person is None or not person.is_active:
        raise RefusedError(NO_ADMIN)
    try:
        return publish_draft(
            person=person, draft=schedule.draft, state=schedule.state, note=schedule.note,
            questions={uid: QuestionEdit(edit) for uid, edit in schedule.questions.items()},
            selection=Selection.from_query(schedule.selection),
        )  # fmt: skip
    except PermissionDenied as error:
        raise RefusedError(NO_ADMIN) from error


def _close(schedule: ScheduledPublication, **values: Any) -> None:
    ScheduledPublication.objects.filter(pk=schedule.pk).update(closed_at=timezone.now(), **values)


def _notify_admins(schedule: ScheduledPublication, reason: str) -> None:
    roadmap = schedule.draft.roadmap
    rest = "" if schedule.draft.closed_at else f" {STILL_THERE}"
    for admin in User.objects.filter(role__in=CURRICULUM_ROLES, is_active=True):
        notify(
            person=admin, kind=NoticeKind.DRAFT, key=f"schedule-{schedule.uid}",
            sentence=f"“{roadmap}” wasn’t published as scheduled. {reason}{rest}",
            link=reverse("authoring:draft_detail", args=[roadmap.uid]),
        )  # fmt: skip
