"""Remove several members of a cohort, or change their role, and undo both. The number of queries is constant."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_members
from cohorts.bulk.outcome import BulkOutcome, members_named
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members.actions import LAST_LEAD, end_memberships
from cohorts.members.records import MemberRecord, link, records_of
from cohorts.permissions import check_leads, check_not_archived, lock_cohort
from cohorts.sections.models import CohortSection
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token

UNDO_KIND = "member-roles"
YOURSELF = "is you"
NEEDS_LEAD = "a cohort needs a lead"
HAS_ROLE = "is one already"
NOTHING_CHANGED = "Nothing has changed"


@transaction.atomic
def remove_members(*, person: User, cohort: Cohort, members: Collection[UUID]) -> tuple[BulkOutcome, str]:
    """Remove members, but never the person or the last lead. Return the undo token too, for `restore_members`.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if it's archived or nobody would be
    removed.
    """
    outcome = _sort_out(person, cohort, members, role=None)
    return outcome, end_memberships(outcome.members, by=person)


@transaction.atomic
def change_roles(
    *, person: User, cohort: Cohort, members: Collection[UUID], role: CohortRole
) -> tuple[BulkOutcome, str]:
    """Give members another role, but never the person, and never take it from the last lead. Return the undo token too.

    Raises as `remove_members`.
    """
    outcome = _sort_out(person, cohort, members, role=role)
    records = records_of(outcome.members)
    _set_roles(person, cohort, outcome.members, [role] * len(records))
    undo_token = make_undo_token(UNDO_KIND, person, {"cohort": cohort.pk, "role": role.value, "members": records})
    return outcome, undo_token


@transaction.atomic
def undo_roles(*, person: User, cohort: Cohort, undo_token: str) -> int:
    """Undo `change_roles` for those whom nobody has given another role since. Return how many.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if the token is too old or of another
    cohort, or no lead would be left.
    """
    state = read_undo_token(UNDO_KIND, person, undo_token, otherwise="Change the roles again.")
    current = lock_cohort(cohort)
    check_leads(person, current)
    records: dict[int, MemberRecord] = {record["user"]: record for record in state["members"]}
    if state["cohort"] != current.pk:
        raise RefusedError(NOTHING_CHANGED)
    if state["role"] == CohortRole.LEAD and not current.memberships.leads().exclude(user__in=records).exists():
        raise RefusedError(LAST_LEAD)
    rows = current.memberships.filter(user__in=records, role=state["role"])
    members = list(rows.select_related("user").order_by("pk"))
    earlier = [records[member.user_id] for member in members]
    _set_roles(person, current, members, [CohortRole(record["role"]) for record in earlier])
    link(current, members, earlier)
    return len(members)


def _sort_out(person: User, cohort: Cohort, uids: Collection[UUID], *, role: CohortRole | None) -> BulkOutcome:
    """Lock the cohort, and leave out those who stay what they are. ``role`` is the new one; None: they go."""
    current = lock_cohort(cohort)
    check_leads(person, current)
    check_not_archived(current)
    named = members_named(current, uids)
    others = [member.pk for member in named.members if member.user != person]
    leads_stay = current.memberships.leads().exclude(pk__in=others).exists()

    def reason(member: Membership) -> str:
        if member.user == person:
            return YOURSELF
        if member.role == role:
            return HAS_ROLE
        needed = member.role == CohortRole.LEAD and role != CohortRole.LEAD and not leads_stay
        return NEEDS_LEAD if needed else ""

    outcome = named.sort_out(reason)
    if not outcome.members:
        raise RefusedError(f"{NOTHING_CHANGED}. {outcome.left_out_text}".strip())
    return outcome


def _set_roles(person: User, cohort: Cohort, members: Sequence[Membership], roles: Sequence[CohortRole]) -> None:
    """Set roles and take away what only the earlier ones have, as `set_role` does for one. Record it for each."""
    fields = {member: {"before": member.role, "after": role.value} for member, role in zip(members, roles, strict=True)}
    for member, role in zip(members, roles, strict=True):
        member.role = role
        if member.is_staff:
            member.section = member.mentor = None
    for role in set(roles):
        group = Membership.objects.filter(pk__in=[member.pk for member in members if member.role == role])
        if role == CohortRole.LEARNER:
            group.update(role=role)
        else:
            group.update(role=role, section=None, mentor=None)
    learners = [member.pk for member in members if not member.is_staff]
    CohortSection.mentors.through.objects.filter(membership__in=learners).delete()
    cohort.memberships.filter(mentor__in=learners).update(mentor=None)
    cohort.group_grants.filter(user__in=[member.user_id for member in members]).delete()
    record_members(AuditAction.MEMBER_ROLE_CHANGED, actor=person, cohort=cohort, fields=fields)
