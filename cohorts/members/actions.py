"""Add people to a cohort, change their role, remove them; leave it."""

from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit_log.actions import AuditEvent, AuditTarget, record_events
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort, record_members
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members.records import MemberRecord, add_back, records_of
from cohorts.permissions import check_leads, lock_cohort
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.task_queue import enqueue
from notices.actions import notify
from notices.models import NoticeKind
from progress.roadmap.actions import follow_roadmap

LAST_LEAD = "A cohort needs a lead, and this is the only one. Make someone else a lead first."
UNDO_KIND = "member"
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
def restore_members(*, person: User, undo_token: str) -> tuple[Cohort, list[User]]:
    """Undo `remove_member`, `leave` or `remove_members`. Return the cohort and whom the token names.

    Raises:
        RefusedError: the token is too old, or the cohort or everybody's account is gone.
        PermissionDenied: the person removed somebody else and doesn't lead the cohort any more.
    """
    state = read_undo_token(UNDO_KIND, person, undo_token, otherwise=ASK_AGAIN)
    records: list[MemberRecord] = state.get("members", [])
    cohort = Cohort.objects.filter(pk=state["cohort"], archived_at=None).first()
    users = User.objects.in_bulk([record["user"] for record in records])
    if cohort is None or not users:
        raise RefusedError("The cohort was archived or deleted, or the account is gone, so you can’t undo this.")
    lock_cohort(cohort)
    if set(users) != {person.pk}:
        check_leads(person, cohort)
    fields = {member: {"role": member.role} for member in add_back(cohort, records, users)}
    record_members(AuditAction.MEMBER_RESTORED, actor=person, cohort=cohort, fields=fields)
    return cohort, list(users.values())


def _member(cohort: Cohort, uid: UUID) -> Membership:
    member = cohort.memberships.filter(user__uid=uid).select_related("user", "section", "mentor__user").first()
    if member is None:
        raise PermissionDenied
    return member


def _check_another_lead(member: Membership) -> None:
    if member.role == CohortRole.LEAD and not member.cohort.memberships.leads().exclude(pk=member.pk).exists():
        raise RefusedError(LAST_LEAD)


def _end(member: Membership, person: User) -> str:
    _check_another_lead(member)
    return end_memberships([member], by=person)


def end_memberships(members: Sequence[Membership], *, by: User) -> str:
    """Remove members of one cohort, which the caller has locked, in a few queries. Return the undo token."""
    state = {"cohort": members[0].cohort_id, "members": records_of(members)}
    record_ends(members, by=by)
    Membership.objects.filter(pk__in=[member.pk for member in members]).delete()
    return make_undo_token(UNDO_KIND, by, state)


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
