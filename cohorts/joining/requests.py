"""Decide requests to join, and undo that; withdraw one's own. `actions.join` makes them."""

from typing import Protocol
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort, Membership
from cohorts.joining.actions import COHORT_ARCHIVED, admit_by, reason_against_role
from cohorts.joining.models import Invitation, JoinRequest, JoinRequestState
from cohorts.joining.request_notices import notify_person, retract_notices
from cohorts.permissions import check_leads, lock_cohort
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token

NOT_WAITING = "This request was decided or withdrawn already."
MEMBER_ALREADY = "They’re in this cohort already, as a {role}. Decline the request, or change their role."
USED_UP = "The link of this request has reached its limit of uses. Invite them by their address."
DECIDED_SINCE = "Somebody has decided differently since, so this stays as it is."
ROLE_CHANGED = "Their role was changed since. Remove them on their page instead."


class Decide(Protocol):
    """`accept` or `decline`."""

    def __call__(self, *, person: User, cohort: Cohort, uid: UUID) -> tuple[JoinRequest, str]: ...


@transaction.atomic
def accept(*, person: User, cohort: Cohort, uid: UUID) -> tuple[JoinRequest, str]:
    """Make them a member. Return the request and the undo token.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if it was decided already, the cohort
    is archived or full, or the link is used up.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    request, invitation = _waiting(current, uid)
    if current.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    if member := current.membership_of(request.person):
        raise RefusedError(MEMBER_ALREADY.format(role=member.get_role_display()))
    if invitation.uses >= invitation.max_uses:
        raise RefusedError(USED_UP)
    if reason := reason_against_role(invitation.role, current):
        raise RefusedError(reason)
    admit_by(person=request.person, cohort=current, invitation=invitation)
    return _decide(person, request, JoinRequestState.ACCEPTED)


@transaction.atomic
def decline(*, person: User, cohort: Cohort, uid: UUID) -> tuple[JoinRequest, str]:
    """Decline it. With the same link they can't ask again. Raises as `accept`."""
    current = lock_cohort(cohort)
    check_leads(person, current)
    request, _ = _waiting(current, uid)
    return _decide(person, request, JoinRequestState.DECLINED)


@transaction.atomic
def undo_decision(*, person: User, cohort: Cohort, undo_token: str) -> JoinRequest:
    """Let a request wait again, and take back the membership that came of it.

    Raises RefusedError if the token is too old, or something else was decided since.
    """
    state = read_undo_token("join request", person, undo_token, otherwise="Change it under Members.")
    current = lock_cohort(cohort)
    check_leads(person, current)
    request = current.join_requests.select_for_update().filter(uid=state["uid"], state=state["state"]).first()
    if request is None:
        raise RefusedError(DECIDED_SINCE)
    if request.state == JoinRequestState.ACCEPTED:
        _take_back(person, current, request)
    retract_notices(request)
    return _record(person, request, JoinRequestState.WAITING)


@transaction.atomic
def withdraw(*, request: JoinRequest) -> None:
    """Withdraw one's own request, if it still waits."""
    lock_cohort(request.cohort)
    waiting = JoinRequest.objects.filter(pk=request.pk, state=JoinRequestState.WAITING)
    if waiting.update(state=JoinRequestState.WITHDRAWN):
        retract_notices(request)


def _waiting(cohort: Cohort, uid: UUID) -> tuple[JoinRequest, Invitation]:
    """Return a request that waits, and its invitation, both locked."""
    request = cohort.join_requests.select_for_update().filter(uid=uid).first()
    if request is None:
        raise PermissionDenied
    if request.state != JoinRequestState.WAITING:
        raise RefusedError(NOT_WAITING)
    return request, Invitation.objects.select_for_update().get(pk=request.invitation_id)


def _decide(person: User, request: JoinRequest, state: JoinRequestState) -> tuple[JoinRequest, str]:
    _record(person, request, state)
    notify_person(request)
    return request, make_undo_token("join request", person, {"uid": str(request.uid), "state": state.value})


def _record(person: User, request: JoinRequest, state: JoinRequestState) -> JoinRequest:
    request.state = state
    request.save(update_fields=["state"])
    fields = {"state": state.value, "role": request.invitation.role, "request": str(request.uid)}
    record_in_cohort(
        AuditAction.JOIN_REQUEST_DECIDED, actor=person, cohort=request.cohort, person=request.person, fields=fields
    )
    return request


def _take_back(person: User, cohort: Cohort, request: JoinRequest) -> None:
    member = Membership.objects.filter(cohort=cohort, user=request.person).first()
    if member is None:
        return  # they have left, or were removed
    if member.role != request.invitation.role:
        raise RefusedError(ROLE_CHANGED)
    fields = {"role": member.role, "request": str(request.uid)}
    record_in_cohort(AuditAction.MEMBER_REMOVED, actor=person, cohort=cohort, person=member.user, fields=fields)
    member.delete()
    Invitation.objects.filter(pk=request.invitation_id, uses__gt=0).update(uses=F("uses") - 1)
