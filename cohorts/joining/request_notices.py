"""Notify leads of requests to join, and people of decisions. No names: a notice may outlive an account."""

from django.urls import reverse

from cohorts.joining.models import JoinRequest, JoinRequestState
from notices.actions import notify, retract_unread
from notices.models import NoticeKind

ASKED = "Somebody asks to join the cohort “{cohort}” as a {role}."
ACCEPTED = "You’re in the cohort “{cohort}” as a {role} now: a lead accepted your request."
DECLINED = "A lead of the cohort “{cohort}” declined your request to join."


def notify_leads(request: JoinRequest) -> None:
    sentence = ASKED.format(cohort=request.cohort, role=request.role)
    for member in request.cohort.memberships.leads().select_related("user"):
        notify(
            person=member.user, kind=NoticeKind.INVITATION, key=_key(request), item=str(request.invitation.uid),
            sentence=sentence, link=reverse("cohorts:member_list", args=[request.cohort.slug]),
        )  # fmt: skip


def notify_person(request: JoinRequest) -> None:
    """Say what a lead decided. No other lead has to decide any more."""
    retract_unread(kind=NoticeKind.INVITATION, key=_key(request))
    is_accepted = request.state == JoinRequestState.ACCEPTED
    sentence = (ACCEPTED if is_accepted else DECLINED).format(cohort=request.cohort, role=request.role)
    notify(
        person=request.person, kind=NoticeKind.INVITATION, key=_key(request, request.state), sentence=sentence,
        item=str(request.invitation.uid), link=request.get_absolute_url(),
    )  # fmt: skip


def retract_notices(request: JoinRequest) -> None:
    """Delete the unread notices about a request that was withdrawn, or about a decision that was undone."""
    for state in ("", JoinRequestState.ACCEPTED, JoinRequestState.DECLINED):
        retract_unread(kind=NoticeKind.INVITATION, key=_key(request, state))


def _key(request: JoinRequest, state: str = "") -> str:
    return f"request {request.uid} {state}".strip()
