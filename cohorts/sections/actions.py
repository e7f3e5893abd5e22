"""Make, rename, remove and restore sections of a cohort; choose their mentors; move learners."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditEvent, AuditTarget, record, record_events
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.permissions import check_leads, lock_cohort
from cohorts.sections.models import CohortSection
from lib.errors import RefusedError
from lib.pages.undo_tokens import MAX_AGE, make_undo_token, read_undo_token

NAME_TAKEN = "This cohort already has a section with this name. Choose another name."
TOO_MANY = f"A cohort can have {CohortSection.MAX_PER_COHORT} sections. Remove one first."
SECTION_GONE = "This section was removed meanwhile. Choose another one."
NO_SUCH_SECTION = "This cohort has no section with this name."


@transaction.atomic
def add_section(*, person: User, cohort: Cohort, name: str) -> CohortSection:
    """Raises PermissionDenied unless the person leads the cohort, and RefusedError if it has that name or too many."""
    current = lock_cohort(cohort)
    check_leads(person, current)
    [section] = make_sections(current, [name])
    _record(AuditAction.SECTION_ADDED, person, section)
    return section


def make_sections(cohort: Cohort, names: Sequence[str]) -> list[CohortSection]:
    """Create sections in a cohort that the caller has locked. Raises RefusedError as `add_section`."""
    current = cohort.sections.current()
    if current.count() + len(names) > CohortSection.MAX_PER_COHORT:
        raise RefusedError(TOO_MANY)
    taken_names = {name.lower() for name in current.values_list("name", flat=True)}
    for name in names:
        if name.lower() in taken_names:
            raise RefusedError(NAME_TAKEN)
        taken_names.add(name.lower())
    return CohortSection.objects.bulk_create(CohortSection(cohort=cohort, name=name) for name in names)


def section_named(cohort: Cohort, name: str) -> CohortSection | None:
    """Return the section with this name, in any case. Empty: None. Raises RefusedError if there is none."""
    if not name:
        return None
    section = cohort.sections.current().filter(name__iexact=name).first()
    if section is None:
        raise RefusedError(NO_SUCH_SECTION)
    return section


@transaction.atomic
def edit_section(*, person: User, section: CohortSection, name: str, mentors: Collection[UUID]) -> None:
    """Rename a section and choose its mentors, by uid, among the leads and mentors of the cohort. Raises as
    `add_section`, and RefusedError if it was removed.
    """
    cohort = lock_cohort(section.cohort)
    check_leads(person, cohort)
    others = cohort.sections.current().exclude(pk=section.pk)
    if others.filter(name__iexact=name).exists():
        raise RefusedError(NAME_TAKEN)
    if not cohort.sections.current().filter(pk=section.pk).update(name=name):
        raise RefusedError(SECTION_GONE)
    section.mentors.set(cohort.memberships.staff().filter(user__uid__in=mentors))
    _record(AuditAction.SECTION_CHANGED, person, section, mentors=[str(uid) for uid in mentors])


@transaction.atomic
def remove_section(*, person: User, section: CohortSection) -> str:
    """Remove a section. Its learners stay in the cohort, without one. Return the undo token."""
    cohort = lock_cohort(section.cohort)
    check_leads(person, cohort)
    cohort.sections.current().filter(pk=section.pk).update(removed_at=timezone.now())
    _record(AuditAction.SECTION_REMOVED, person, section)
    return make_undo_token("section", person, {"uid": str(section.uid)})


@transaction.atomic
def restore_section(*, person: User, cohort: Cohort, undo_token: str) -> CohortSection:
    """Undo `remove_section`: those who have not been moved since are in it again.

    Raises RefusedError if the token is too old, the section was deleted, or another one has its name by now.
    """
    state = read_undo_token("section", person, undo_token, otherwise="Make the section again.")
    current = lock_cohort(cohort)
    check_leads(person, current)
    section = current.sections.filter(uid=state["uid"]).first()
    if section is None:
        raise RefusedError("This section was deleted. Make it again.")
    if current.sections.current().exclude(pk=section.pk).filter(name__iexact=section.name).exists():
        raise RefusedError(NAME_TAKEN)
    CohortSection.objects.filter(pk=section.pk).update(removed_at=None)
    _record(AuditAction.SECTION_RESTORED, person, section)
    return section


def delete_removed_sections() -> int:
    """Delete the sections that nobody can restore any more. Returns how many rows."""
    return CohortSection.objects.filter(removed_at__lt=timezone.now() - MAX_AGE).delete()[0]


@transaction.atomic
def move_learners(
    *, person: User, cohort: Cohort, learners: Collection[UUID], section: CohortSection | None
) -> tuple[int, str]:
    """Move learners into a section, or out of theirs. Return how many moved, and the undo token.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if the section was removed.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    if section and not current.sections.current().filter(pk=section.pk).exists():
        raise RefusedError(SECTION_GONE)
    rows = current.memberships.filter(role=CohortRole.LEARNER, user__uid__in=list(learners)[: Cohort.MAX_LEARNERS])
    members = [member for member in rows.select_related("user", "section") if member.section != section]
    earlier: dict[str, list[int]] = {}
    for member in members:
        earlier.setdefault(str(member.section.uid) if member.section else "", []).append(member.pk)
    Membership.objects.filter(pk__in=[member.pk for member in members]).update(section=section)
    _record_moves(person, current, members, section)
    state: dict[str, Any] = {"cohort": current.pk, "earlier": earlier}
    return len(members), make_undo_token("section-moves", person, state)


@transaction.atomic
def undo_move(*, person: User, cohort: Cohort, undo_token: str) -> int:
    """Undo `move_learners`. Return how many are where they were. Raises RefusedError if the token is too old."""
    state = read_undo_token("section-moves", person, undo_token, otherwise="Move them back.")
    current = lock_cohort(cohort)
    check_leads(person, current)
    sections = {str(section.uid): section for section in current.sections.current()}
    earlier: dict[str, list[int]] = state["earlier"] if state["cohort"] == current.pk else {}
    count = 0
    for uid, keys in earlier.items():
        section = sections.get(uid)
        rows = current.memberships.filter(role=CohortRole.LEARNER, pk__in=keys)
        members = list(rows.select_related("user"))
        rows.update(section=section)
        _record_moves(person, current, members, section)
        count += len(members)
    return count


def _record(action: AuditAction, person: User, section: CohortSection, **fields: Any) -> None:
    target = AuditTarget(kind="section", uid=section.uid, title=section.name)
    record(action, actor=person, target=target, cohort=section.cohort.slug, fields=fields)


def _record_moves(person: User, cohort: Cohort, members: Sequence[Membership], section: CohortSection | None) -> None:
    target = AuditTarget(kind="section", uid=section.uid if section else "", title=section.name if section else "")
    record_events(
        [
            AuditEvent(
                action=AuditAction.MEMBER_MOVED, actor=person, person=member.user, target=target, cohort=cohort.slug
            )
            for member in members
        ]
    )
