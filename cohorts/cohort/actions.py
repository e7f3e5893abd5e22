"""Create, change, archive and clone cohorts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import RESERVED_SLUGS, Cohort, CohortRole, Membership
from cohorts.marks.actions import copy_scheme
from cohorts.nudges.rules import days_text
from cohorts.permissions import check_leads, lock_cohort
from cohorts.plan.models import DueWeek
from cohorts.quotas.actions import copy_quotas
from cohorts.sections.models import CohortSection
from cohorts.term_end.rules import end_key
from curriculum.models import Roadmap
from lib.errors import RefusedError
from notices.actions import retract_unread
from notices.models import NoticeKind
from progress.roadmap.actions import follow_roadmap

OTHER_PHASES = "The cohort’s plan has due weeks for another roadmap. Remove them from the plan first."
MAX_SLUG_CHARS = 50  # of the title; a number may follow
END_BEFORE_START = "The term can’t end before the cohort’s start date."
END_IN_THE_PAST = "Choose today or a later day. To end it now, archive the cohort."


class EndDateError(RefusedError):
    """The cohort's term can't end on this day."""


def create_cohort(
    *, person: User, title: str, started_on: date, max_learners: int, roadmap: Roadmap | None = None
) -> Cohort:
    """Create a cohort that the person leads. Raises PermissionDenied if their account may not create any."""
    if not person.can_create_cohorts:
        raise PermissionDenied
    with transaction.atomic():
        cohort = _create(title=title, started_on=started_on, max_learners=max_learners, roadmap=roadmap)
        Membership.objects.create(cohort=cohort, user=person, role=CohortRole.LEAD)
        record_in_cohort(AuditAction.COHORT_CREATED, actor=person, cohort=cohort)
    return cohort


@transaction.atomic
def create_cohort_for_course(*, person: User, title: str, started_on: date) -> Cohort:
    """Create the cohort of a course on a learning platform, whose teacher the person is. They lead it, whatever their
    account may do elsewhere.
    """
    max_learners = Cohort._meta.get_field("max_learners").get_default()
    cohort = _create(title=title, started_on=started_on, max_learners=max_learners, roadmap=None)
    Membership.objects.create(cohort=cohort, user=person, role=CohortRole.LEAD)
    return cohort


@transaction.atomic
def edit_cohort(
    *, person: User, cohort: Cohort, title: str, started_on: date, max_learners: int, ends_on: date | None
) -> None:
    """Change a cohort. Its address stays, because people have it. Due weeks count from the new start date.

    Raises EndDateError if a new end is in the past, or before the start.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    if ends_on and ends_on < started_on:
        raise EndDateError(END_BEFORE_START)
    if ends_on != current.ends_on:
        if ends_on and ends_on < person.today:
            raise EndDateError(END_IN_THE_PAST)
        retract_unread(kind=NoticeKind.ANNOUNCEMENT, key=end_key(current))
        Cohort.objects.filter(pk=cohort.pk).update(end_set_at=timezone.now())
    settings = {"title": title, "started_on": started_on, "max_learners": max_learners, "ends_on": ends_on}
    Cohort.objects.filter(pk=cohort.pk).update(**settings)
    record_in_cohort(AuditAction.COHORT_CHANGED, actor=person, cohort=cohort, fields=settings)


@transaction.atomic
def set_roadmap(*, person: User, cohort: Cohort, roadmap: Roadmap) -> None:
    """Choose the roadmap that the cohort's plan, grid and pace are about. Its learners follow it from now on, except
    those who have chosen one themselves.

    Raises RefusedError if its plan has phases of the roadmap that it has now.
    """
    check_leads(person, lock_cohort(cohort))
    if cohort.roadmap == roadmap:
        return
    if cohort.due_weeks.exclude(phase=None).exclude(phase__roadmap=roadmap).exists():
        raise RefusedError(OTHER_PHASES)
    Cohort.objects.filter(pk=cohort.pk).update(roadmap=roadmap)
    record_in_cohort(AuditAction.COHORT_CHANGED, actor=person, cohort=cohort, fields={"roadmap": roadmap.uid})
    follow_roadmap([member.user_id for member in cohort.memberships.learners()], roadmap)


@transaction.atomic
def set_nudges(
    *, person: User, cohort: Cohort, sends_nudges: bool, nudge_days: Sequence[int], close_days: int | None
) -> None:
    """Choose whether learners are reminded of answers, after how many days, and when threads close without a reply.

    No days: the site's own. 0 days to close: threads never close.
    """
    check_leads(person, lock_cohort(cohort))
    settings = {"sends_nudges": sends_nudges, "nudge_days": days_text(nudge_days), "close_days": close_days}
    Cohort.objects.filter(pk=cohort.pk).update(**settings)
    record_in_cohort(AuditAction.COHORT_CHANGED, actor=person, cohort=cohort, fields=settings)


@transaction.atomic
def set_archived(*, person: User, cohort: Cohort, is_archived: bool) -> None:
    check_leads(person, lock_cohort(cohort))
    archive(cohort, actor=person, is_archived=is_archived)


def archive(
    cohort: Cohort, *, actor: User | None, is_archived: bool = True, fields: Mapping[str, Any] | None = None
) -> None:
    """Archive a locked cohort or take it out of the archive. ``actor`` is None for the site itself."""
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=timezone.now() if is_archived else None)
    action = AuditAction.COHORT_ARCHIVED if is_archived else AuditAction.COHORT_UNARCHIVED
    record_in_cohort(action, actor=actor, cohort=cohort, fields=fields)


@transaction.atomic
def clone_cohort(*, person: User, cohort: Cohort, title: str, started_on: date) -> Cohort:
    """Create a cohort with the same plan, marks, quotas, leads, mentors and names of sections, and without learners,
    threads or invitations. Nobody mentors a section of it yet.

    Its due dates move by the difference of the start dates, because they are stored as weeks from the start.
    """
    check_leads(person, lock_cohort(cohort))
    clone = _create(title=title, started_on=started_on, max_learners=cohort.max_learners, roadmap=cohort.roadmap)
    same = {name: getattr(cohort, name) for name in ("sends_nudges", "nudge_days", "close_days")}
    Cohort.objects.filter(pk=clone.pk).update(**same)
    staff = [
        Membership(cohort=clone, user=member.user, role=member.role)
        for member in cohort.memberships.staff().select_related("user")
    ]
    if not any(member.role == CohortRole.LEAD for member in staff):
        staff = [member for member in staff if member.user != person]
        staff.append(Membership(cohort=clone, user=person, role=CohortRole.LEAD))
    Membership.objects.bulk_create(staff)
    DueWeek.objects.bulk_create(
        DueWeek(cohort=clone, phase_id=item.phase_id, topic_id=item.topic_id, week=item.week)
        for item in cohort.due_weeks.shared()
    )
    copy_scheme(cohort, clone)
    copy_quotas(cohort, clone)
    CohortSection.objects.bulk_create(
        CohortSection(cohort=clone, name=section.name) for section in cohort.sections.current()
    )
    record_in_cohort(AuditAction.COHORT_CLONED, actor=person, cohort=clone, fields={"from": cohort.slug})
    return clone


def _create(*, title: str, started_on: date, max_learners: int, roadmap: Roadmap | None) -> Cohort:
    """Create a cohort with the first free address that follows from the title."""
    for _ in range(5):  # somebody may take the address in between
        try:
            with transaction.atomic():
                return Cohort.objects.create(
                    slug=_free_slug(title), title=title, started_on=started_on, max_learners=max_learners,
                    roadmap=roadmap,
                )  # fmt: skip
        except IntegrityError:
            continue
    raise PermissionDenied


def _free_slug(title: str) -> str:
    base = slugify(title)[:MAX_SLUG_CHARS].strip("-") or "cohort"
    used_slugs = RESERVED_SLUGS | set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in used_slugs:
        number += 1
    return slug
