"""Read the members of a cohort's courses every night, and choose which cohort a course fills."""

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort
from cohorts.permissions import check_leads, lock_cohort
from cohorts.rosters.actions import check_roster, give_roster
from cohorts.rosters.models import Roster, RosterSource
from lib.errors import RefusedError
from lib.task_queue import enqueue
from lti.launches.models import LtiContext
from lti.members.models import NightlyRoster
from lti.members.roster import course_lines

log = structlog.get_logger(__name__)

NIGHTLY_TASK = "lti.give_nightly_roster"


@transaction.atomic
def switch_on(*, person: User, cohort: Cohort, removes_missing: bool) -> None:
    """Read the courses every night from now on. Raises PermissionDenied unless the person leads the cohort."""
    check_leads(person, lock_cohort(cohort))
    values = {"person": person, "removes_missing": removes_missing}
    NightlyRoster.objects.update_or_create(cohort=cohort, defaults=values)
    _record_nightly(person, cohort, {"is_on": True, "removes_missing": removes_missing})


@transaction.atomic
def switch_off(*, person: User, cohort: Cohort) -> None:
    """Raises PermissionDenied unless the person leads the cohort."""
    check_leads(person, lock_cohort(cohort))
    if NightlyRoster.objects.filter(cohort=cohort).delete()[0]:
        _record_nightly(person, cohort, {"is_on": False})


def give_nightly_roster(*, after: int = 0) -> None:
    """Give the nightly roster of one cohort. `check_course_roster` goes on with the next, so that platforms that don't
    answer keep one process busy and no more. ``after`` is the pk of the cohort before.
    """
    rows = NightlyRoster.objects.filter(cohort__gt=after, cohort__archived_at=None).select_related("cohort", "person")
    for row in rows.order_by("cohort").iterator(chunk_size=100):
        try:
            give_roster(
                person=row.person, cohort=row.cohort, source=RosterSource.COURSE, removes_missing=row.removes_missing,
                applies_at_once=True,
            )  # fmt: skip
        except (PermissionDenied, RefusedError) as error:  # the page says who doesn't lead the cohort any more
            log.info("lti.no_nightly_roster", cohort=row.cohort.slug, error=repr(error))
        else:
            return


def check_course_roster(*, pk: int) -> None:
    """Read the courses of a roster's cohort, and check what they say. In a worker."""
    try:
        check_roster(pk=pk, parse=course_lines)
    finally:
        if roster := Roster.objects.filter(pk=pk, applies_at_once=True).first():
            enqueue(NIGHTLY_TASK, roster.cohort_id)


def may_choose_cohort(person: User, course: LtiContext) -> bool:
    """Whether somebody may choose which cohort the course fills: an admin, or a lead of the one that it fills now."""
    return person.is_admin or (course.cohort is not None and course.cohort.is_led_by(person))


@transaction.atomic
def change_cohort(*, person: User, course: LtiContext, cohort: Cohort | None) -> None:
    """Let a course fill another cohort that the person leads, or none: then the next teacher who opens a link chooses.

    Members stay where they are, and the courses of both cohorts aren't read by night until a lead switches it on again.
    Raises PermissionDenied.
    """
    current = LtiContext.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=course.pk)
    if not may_choose_cohort(person, current):
        raise PermissionDenied
    if cohort and (not cohort.is_led_by(person) or cohort.is_archived):
        raise PermissionDenied
    before = current.cohort
    if before == cohort:
        return
    LtiContext.objects.filter(pk=current.pk).update(cohort=cohort)
    NightlyRoster.objects.filter(cohort__in=[row for row in (before, cohort) if row]).delete()
    fields = {"course": str(current), "before": before.slug if before else "", "after": cohort.slug if cohort else ""}
    for row in (before, cohort):
        if row:
            record_in_cohort(AuditAction.COURSE_COHORT_CHANGED, actor=person, cohort=row, fields=fields)


def _record_nightly(person: User, cohort: Cohort, fields: dict[str, bool]) -> None:
    record_in_cohort(AuditAction.NIGHTLY_ROSTER_CHANGED, actor=person, cohort=cohort, fields=fields)
