"""Add people to a cohort, change their role, remove them; leave it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit_log.actions import AuditEvent, AuditTarget, record_events
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.permissions import check_leads, lock_cohort
from cohorts.sections.models import CohortSection
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.task_queue import enqueue
from notices.actions import notify
from notices.models import NoticeKind
from progress.roadmap.actions import follow_roadmap

LAST_LEAD = "A cohort needs a lead, and this is the only one. Make someone else a lead first."
ASK_AGAIN = "Use an invitation instead."
ADDED_BY_ADMIN = "An admin added you to the cohort “{cohort}” as a {role}."
ADDED_BY_GROUP = "You’re in the cohort “{cohort}” as a {role} now, because of your group at {provider}."


@transaction.atomic
def add_members(*, person: User, cohort: Cohort, people: Sequence[User], role: str) -> int:
    """Add people and return how many were new. Existing members keep their role. A worker tells the new ones."""
    members = set(cohort.memberships.values_list("user", flat=True))
    cohort.group_grants.filter(user__in=people, role=role).delete()  # an admin keeps them here, whatever their groups
    new = [Membership(cohort=cohort, user=person, role=role) for person in people if person.pk not in members]
    Membership.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)  # another admin may add them too
    if role == CohortRole.LEARNER and cohort.roadmap:
        follow_roadmap([member.user_id for member in new], cohort.roadmap)
    _record_added(person, cohort, [member.user for member in new], role)
    if new:
        transaction.on_commit(partial(enqueue, "cohorts.tell_members", cohort.pk, [member.user_id for member in new]))
    return len(new)


def notify_new_members(*, cohort: int, people: Sequence[int], provider: str = "") -> int:
    """Notify people that they are in a cohort now, and lead them to the page that says who sees what.

    ``provider`` is the name of the one whose groups put them there; otherwise an admin did.
    """
    sentence = ADDED_BY_GROUP if provider else ADDED_BY_ADMIN
    members = Membership.objects.filter(cohort=cohort, user__in=people).select_related("user", "cohort")
    for member in members:
        notify(
            person=member.user,
            kind=NoticeKind.INVITATION,
            key=f"member of {member.cohort.slug}",
            sentence=sentence.format(cohort=member.cohort, role=member.get_role_display(), provider=provider),
            link=reverse("cohorts:cohort_about", args=[member.cohort.slug]),
        )
    return len(members)


@transaction.atomic
def change_role(*, person: User, cohort: Cohort, uid: UUID, role: str) -> Membership:
    """Change what somebody is in a cohort.

    Raises:
        PermissionDenied: the person doesn't lead the cohort, or nobody with that uid is in it.
        RefusedError: it would be left without a lead.
    """
    check_leads(person, lock_cohort(cohort))
    member = _member(cohort, uid)
    if role != CohortRole.LEAD:
        _check_another_lead(member)
    assign_role(member, CohortRole(role), by=person)
    return member


def assign_role(member: Membership, role: CohortRole, *, by: User) -> None:
    """Give a member another role, and record it. The same role again changes nothing."""
    if role == member.role:
        return
    fields = {"before": member.role, "after": role.value}
    set_role(member, role)
    member.cohort.group_grants.filter(user=member.user).delete()  # what a lead decides stays, whatever their groups
    record_in_cohort(AuditAction.MEMBER_ROLE_CHANGED, actor=by, cohort=member.cohort, person=member.user, fields=fields)


def set_role(member: Membership, role: CohortRole) -> None:
    member.role = role
    if member.is_staff:
        member.section = member.mentor = None  # learners alone have them
    else:
        member.mentored_sections.clear()
        member.assigned_learners.update(mentor=None)
    member.save(update_fields=["role", "section", "mentor"])


@transaction.atomic
def remove_member(*, person: User, cohort: Cohort, uid: UUID) -> str:
    """Remove somebody from a cohort and return the undo token. Raises as `change_role`."""
    check_leads(person, lock_cohort(cohort))
    return _end(_member(cohort, uid), person)


@transaction.atomic
def leave(*, person: User, cohort: Cohort) -> str:
    """Leave a cohort and return the undo token. Raises as `change_role`."""
    lock_cohort(cohort)
    return _end(_member(cohort, person.uid), person)


@transaction.atomic
def restore_member(*, person: User, undo_token: str) -> Membership:
    """Undo `remove_member` or `leave`.

    Raises:
        RefusedError: the token is too old, or the cohort or the person is gone.
        PermissionDenied: the person removed somebody else and doesn't lead the cohort any more.
    """
    state = read_undo_token("member", person, undo_token, otherwise=ASK_AGAIN)
    cohort = Cohort.objects.filter(pk=state["cohort"], archived_at=None).first()
    user = User.objects.filter(uid=state["user"]).first()
    if cohort is None or user is None:
        raise RefusedError("The cohort was archived or deleted, or the account is gone, so you can’t undo this.")
    lock_cohort(cohort)
    if user != person:
        check_leads(person, cohort)
    member, is_new = Membership.objects.get_or_create(
        cohort=cohort, user=user,
        defaults={
            "role": state["role"], "joined_on": date.fromisoformat(state["joined_on"]),
            "section": _section(cohort, state), "mentor": _mentor(cohort, state),
        },
    )  # fmt: skip
    if is_new:
        fields = {"role": member.role}
        record_in_cohort(AuditAction.MEMBER_RESTORED, actor=person, cohort=cohort, person=user, fields=fields)
    return member


def _member(cohort: Cohort, uid: UUID) -> Membership:
    member = cohort.memberships.filter(user__uid=uid).select_related("user", "section", "mentor__user").first()
    if member is None:
        raise PermissionDenied
    return member


def _section(cohort: Cohort, state: dict[str, Any]) -> CohortSection | None:
    """Return the section that somebody was in, if it is still there."""
    uid = state.get("section")
    return cohort.sections.current().filter(uid=uid).first() if uid else None


def _mentor(cohort: Cohort, state: dict[str, Any]) -> Membership | None:
    """Return the mentor who looked after somebody, if they still are one."""
    uid = state.get("mentor")
    return cohort.memberships.staff().filter(user__uid=uid).first() if uid else None


def _check_another_lead(member: Membership) -> None:
    if member.role == CohortRole.LEAD and not member.cohort.memberships.leads().exclude(pk=member.pk).exists():
        raise RefusedError(LAST_LEAD)


def _end(member: Membership, person: User) -> str:
    _check_another_lead(member)
    state: dict[str, Any] = {
        "cohort": member.cohort_id, "user": str(member.user.uid), "role": member.role,
        "joined_on": member.joined_on.isoformat(), "section": str(member.section.uid) if member.section else "",
        "mentor": str(member.mentor.user.uid) if member.mentor else "",
    }  # fmt: skip
    record_ends([member], by=person)
    member.delete()
    return make_undo_token("member", person, state)


def record_ends(members: Iterable[Membership], *, by: User) -> None:
    """Record that people leave their cohorts, or are removed."""
    record_events(
        [
            AuditEvent(
                action=AuditAction.MEMBER_LEFT if member.user == by else AuditAction.MEMBER_REMOVED,
                actor=by,
                person=member.user,
                target=AuditTarget(kind="cohort", uid=member.cohort.slug, title=member.cohort.title),
                cohort=member.cohort.slug,
                fields={"role": member.role},
            )
            for member in members
        ]
    )


def _record_added(person: User, cohort: Cohort, people: Sequence[User], role: str) -> None:
    target = AuditTarget(kind="cohort", uid=cohort.slug, title=cohort.title)
    record_events(
        [
            AuditEvent(
                action=AuditAction.MEMBER_ADDED,
                actor=person,
                person=member,
                target=target,
                cohort=cohort.slug,
                fields={"role": role},
            )
            for member in people
        ]
    )
