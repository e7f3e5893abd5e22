"""Do with several learners what a mentor or a lead does with one. The number of queries is constant."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_members
from cohorts.bulk.outcome import BulkOutcome, learners_named
from cohorts.cohort.models import Cohort, Membership
from cohorts.permissions import check_leads, lock_cohort
from cohorts.plan.models import DueWeek
from cohorts.reminders.actions import CHOOSE_LATER_DAY
from cohorts.reminders.models import MAX_REMINDER_DAYS, Reminder
from cohorts.sections import actions as sections
from cohorts.sections.models import CohortSection
from curriculum.models import Phase, Topic
from lib.errors import RefusedError

SAME_WEEK = "already due then"
IN_IT = "in it already"
HAS_MENTOR = "assigned already"
MENTOR_LEFT = "They are no longer a mentor of this cohort. Choose another one."


@transaction.atomic
def remind_later(*, person: User, cohort: Cohort, learners: Collection[UUID], remind_on: date) -> BulkOutcome:
    """Hide learners from who needs the mentor until a day. Raises as `set_reminder`."""
    if not cohort.is_visible_to(person):
        raise PermissionDenied
    if not person.today < remind_on <= person.today + timedelta(days=MAX_REMINDER_DAYS):
        raise RefusedError(CHOOSE_LATER_DAY)
    outcome = learners_named(cohort, learners).sort_out(lambda _: "")
    people = [member.user for member in outcome.members]
    earlier = Reminder.objects.of(person, cohort).filter(learner__in=people)
    state = {str(row.learner_id): [row.seen_at.isoformat(), row.remind_on.isoformat()] for row in earlier}
    now = timezone.now()
    Reminder.objects.bulk_create(
        [Reminder(mentor=person, learner=user, cohort=cohort, seen_at=now, remind_on=remind_on) for user in people],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["mentor", "cohort", "learner"],
        update_fields=["seen_at", "remind_on"],
    )
    return outcome.with_undo({"reminders": [user.pk for user in people], "earlier": state})


@transaction.atomic
def undo_reminders(*, person: User, cohort: Cohort, reminders: list[int], earlier: dict[str, list[str]]) -> None:
    """Undo `remind_later`. Doing so twice changes nothing more."""
    if not cohort.is_visible_to(person):
        raise PermissionDenied
    Reminder.objects.of(person, cohort).filter(learner__in=reminders).delete()
    learners = cohort.memberships.learners().filter(user__in=[int(key) for key in earlier])
    Reminder.objects.bulk_create(
        [
            Reminder(mentor=person, cohort=cohort, learner_id=pk, seen_at=at, remind_on=day)
            for pk in learners.values_list("user", flat=True)
            for at, day in [earlier[str(pk)]]
        ],
        batch_size=500,
    )


@transaction.atomic
def set_own_week(
    *, person: User, cohort: Cohort, learners: Collection[UUID], subject: Phase | Topic, week: int | None
) -> BulkOutcome:
    """Give learners a due week of their own for a phase or a topic; None takes it away. Raises PermissionDenied unless
    the person leads the cohort.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    weeks = _own_weeks(current, subject)
    outcome = learners_named(current, learners).sort_out(
        lambda member: SAME_WEEK if weeks.get(member.pk) == week else ""
    )
    _write_weeks(person, current, outcome.members, subject, {member.pk: week for member in outcome.members})
    earlier = {str(member.pk): weeks.get(member.pk) for member in outcome.members}
    kind = "phase" if isinstance(subject, Phase) else "topic"
    return outcome.with_undo({"weeks": earlier, "kind": kind, "subject": subject.pk})


@transaction.atomic
def undo_own_week(*, person: User, cohort: Cohort, weeks: dict[str, int | None], kind: str, subject: int) -> None:
    """Undo `set_own_week`. Raises PermissionDenied as that, and RefusedError if the phase or the topic is gone."""
    current = lock_cohort(cohort)
    check_leads(person, current)
    row = (Phase if kind == "phase" else Topic).objects.filter(pk=subject).first()
    if row is None:
        raise RefusedError("The roadmap no longer has this phase or topic.")
    members = list(current.memberships.learners().filter(pk__in=[int(key) for key in weeks]).select_related("user"))
    _write_weeks(person, current, members, row, {member.pk: weeks[str(member.pk)] for member in members})


def _own_weeks(cohort: Cohort, subject: Phase | Topic) -> dict[int | None, int]:
    rows = cohort.due_weeks.exclude(member=None).filter(**_field(subject))
    return dict(rows.values_list("member", "week"))


def _field(subject: Phase | Topic) -> dict[str, Phase | Topic]:
    return {"phase" if isinstance(subject, Phase) else "topic": subject}


def _write_weeks(
    person: User, cohort: Cohort, members: Collection[Membership], subject: Phase | Topic, weeks: dict[int, int | None]
) -> None:
    cohort.due_weeks.filter(member__in=weeks, **_field(subject)).delete()
    rows = [
        DueWeek(cohort=cohort, member_id=member, week=week, **_field(subject))
        for member, week in weeks.items()
        if week is not None
    ]
    DueWeek.objects.bulk_create(rows, batch_size=500)
    [kind] = _field(subject)
    fields: dict[Membership, dict[str, object]] = {
        member: {kind: str(subject), "week": weeks[member.pk]} for member in members
    }
    record_members(AuditAction.PLAN_CHANGED, actor=person, cohort=cohort, fields=fields)


def move_to_section(
    *, person: User, cohort: Cohort, learners: Collection[UUID], section: CohortSection | None
) -> tuple[BulkOutcome, str]:
    """Move learners into a section, or out of theirs. Return the undo token too. Raises as `move_learners`."""
    outcome = learners_named(cohort, learners).sort_out(lambda member: IN_IT if member.section == section else "")
    uids = [member.user.uid for member in outcome.members]
    _, undo_token = sections.move_learners(person=person, cohort=cohort, learners=uids, section=section)
    return outcome, undo_token


@transaction.atomic
def assign(*, person: User, cohort: Cohort, learners: Collection[UUID], mentor: Membership | None) -> BulkOutcome:
    """Say which lead or mentor looks after learners first. None: nobody in particular.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if the mentor has left it.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    if mentor and not current.memberships.staff().filter(pk=mentor.pk).exists():
        raise RefusedError(MENTOR_LEFT)
    outcome = learners_named(current, learners).sort_out(
        lambda member: HAS_MENTOR if member.mentor_id == (mentor.pk if mentor else None) else ""
    )
    mentors: dict[int, int | None] = {member.pk: mentor.pk if mentor else None for member in outcome.members}
    _write_mentors(person, current, outcome.members, mentors)
    return outcome.with_undo({"mentors": {str(member.pk): member.mentor_id for member in outcome.members}})


@transaction.atomic
def undo_assignment(*, person: User, cohort: Cohort, mentors: dict[str, int | None]) -> None:
    """Undo `assign`. Raises PermissionDenied as that."""
    current = lock_cohort(cohort)
    check_leads(person, current)
    staff = set(current.memberships.staff().values_list("pk", flat=True))
    members = list(current.memberships.learners().filter(pk__in=[int(key) for key in mentors]).select_related("user"))
    earlier = {member.pk: mentors[str(member.pk)] for member in members}
    _write_mentors(
        person, current, members, {pk: mentor if mentor in staff else None for pk, mentor in earlier.items()}
    )


def _write_mentors(
    person: User, cohort: Cohort, members: Collection[Membership], mentors: dict[int, int | None]
) -> None:
    keys: dict[int | None, list[int]] = {}
    for member, mentor in mentors.items():
        keys.setdefault(mentor, []).append(member)
    for mentor, group in keys.items():
        Membership.objects.filter(pk__in=group).update(mentor=mentor)
    staff = cohort.memberships.filter(pk__in=[key for key in keys if key]).values_list("pk", "user__uid")
    uids = {pk: str(uid) for pk, uid in staff}
    fields: dict[Membership, dict[str, object]] = {
        member: {"mentor": uids.get(mentors[member.pk] or 0, "")} for member in members
    }
    record_members(AuditAction.MEMBER_ASSIGNED, actor=person, cohort=cohort, fields=fields)
