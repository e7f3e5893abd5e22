"""Invite people to a cohort, by a link or by their addresses; withdraw an invitation; join."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.models import Invitation, InvitationState, JoinRequest, JoinRequestState, expiry
from cohorts.joining.request_notices import notify_leads
from cohorts.joining.roster import known_addresses
from cohorts.permissions import check_leads, lock_cohort
from cohorts.sections.models import CohortSection
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.task_queue import enqueue
from notices.mail import can_mail
from progress.roadmap.actions import follow_roadmap

MAX_ADDRESSES = 500  # at once
MAX_A_DAY = 1_000  # by one person, so that nobody uses the site to send spam
COHORT_ARCHIVED = "This cohort was archived, so nobody can join it any more."
FULL = "This cohort is full. Ask the person who invited you to make room."
OTHER_ROLE = "You’re already in this cohort as a {role}. Ask a lead of the cohort to change your role."
OTHER_DOMAIN = (
    "This link is for people with a confirmed email address at {domain}. Add yours under Settings, Email addresses, "
    "and confirm it. Then open this link again."
)
DECLINED = "A lead declined your request. If that was a mistake, ask them for a new link."
ALL_ASKED = "As many people as can use this link have asked to join. Ask the person who sent it for a new one."
REASONS = {
    InvitationState.REVOKED: "This invitation was withdrawn.",
    InvitationState.USED_UP: "This invitation has reached its limit of uses.",
    InvitationState.EXPIRED: "This invitation has expired.",
}


@dataclass
class InvitationResult:
    """The number of people who were invited, and the links to give them where the site can't send email."""

    count: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)
    """(address, secret)."""


def digest_of(secret: str) -> str:
    """A plain hash is enough: the secret is random, so nobody can guess what was hashed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_secret() -> str:
    return secrets.token_urlsafe(24)


@transaction.atomic
def create_link(
    *, person: User, cohort: Cohort, role: str, days: int, max_uses: int, domain: str = "",
    needs_approval: bool | None = None,
) -> tuple[Invitation, str]:  # fmt: skip
    """Create a link that several people may use. Return it with its secret, which nothing stores.

    Without a choice about approval, a lead accepts those who become mentors by a link for several people.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if it is archived or has too many.
    """
    _check_may_invite(person, cohort, 1)
    secret = make_secret()
    if needs_approval is None:
        needs_approval = role != CohortRole.LEARNER and max_uses > 1
    invitation = Invitation.objects.create(
        cohort=cohort, role=role, digest=digest_of(secret), max_uses=max_uses, expires_at=expiry(days),
        invited_by=person, domain=domain, needs_approval=needs_approval,
    )  # fmt: skip
    fields = {
        "role": role, "days": days, "max_uses": max_uses, "domain": domain, "needs_approval": needs_approval,
        "invitation": invitation.uid,
    }  # fmt: skip
    record_in_cohort(AuditAction.INVITATION_LINK_CREATED, actor=person, cohort=cohort, fields=fields)
    return invitation, secret


@transaction.atomic
def invite_people(*, person: User, cohort: Cohort, addresses: Sequence[str], role: str, days: int) -> InvitationResult:
    """Invite each address once, all or none. A worker sends the notices and emails.

    People who are in the cohort or have an open invitation are left out. Raises as `create_link`.
    """
    reasons = known_addresses(cohort, addresses)
    new = [address for address in dict.fromkeys(addresses) if address not in reasons]
    _check_may_invite(person, cohort, len(new))
    result = InvitationResult(count=len(new))
    rows = []
    for address in new:
        secret = "" if can_mail() else make_secret()
        if secret:
            result.links.append((address, secret))
        rows.append(
            Invitation(
                cohort=cohort, role=role, address=address, digest=digest_of(secret) if secret else None,
                expires_at=expiry(days), invited_by=person, delivery=Invitation.Delivery.DUE,
                next_try_at=timezone.now(),
            )
        )  # fmt: skip
    Invitation.objects.bulk_create(rows, batch_size=500)
    if rows:
        fields = {"role": role, "days": days, "count": len(rows)}
        record_in_cohort(AuditAction.INVITATIONS_SENT, actor=person, cohort=cohort, fields=fields)
        transaction.on_commit(partial(enqueue, "cohorts.queue_invitations"))
    return result


@transaction.atomic
def revoke(*, person: User, invitation: Invitation) -> str:
    """Withdraw an invitation. People who have used it stay in the cohort. Return the undo token."""
    check_leads(person, lock_cohort(invitation.cohort))
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())
    _record_state(AuditAction.INVITATION_REVOKED, person, invitation)
    return make_undo_token("invitation", person, {"uid": str(invitation.uid)})


@transaction.atomic
def restore_invitation(*, person: User, cohort: Cohort, undo_token: str) -> Invitation:
    """Undo `revoke`: the same link works again, until the same day. An email that was due is sent after all.

    Raises RefusedError if the token is too old, the invitation was deleted, or its address was invited again since.
    """
    state = read_undo_token("invitation", person, undo_token, otherwise="Invite them again.")
    current = lock_cohort(cohort)
    check_leads(person, current)
    invitation = current.invitations.filter(uid=state["uid"]).first()
    if invitation is None:
        raise RefusedError("This invitation was deleted. Invite them again.")
    if invitation.revoked_at and known_addresses(current, [invitation.address] if invitation.address else []):
        raise RefusedError("They’ve been invited again or joined since, so this invitation stays withdrawn.")
    if invitation.revoked_at and current.invitations.open().count() >= Invitation.MAX_OPEN:
        raise RefusedError(f"A cohort can have {Invitation.MAX_OPEN} open invitations. Withdraw some first.")
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=None)
    _record_state(AuditAction.INVITATION_RESTORED, person, invitation)
    return invitation


@transaction.atomic
def send_again(*, person: User, cohort: Cohort) -> int:
    """Try to send the failed emails of a cohort's invitations again. Return how many."""
    current = lock_cohort(cohort)
    check_leads(person, current)
    failures = current.invitations.open().failed()
    count = failures.update(delivery=Invitation.Delivery.DUE, tries=0, next_try_at=timezone.now())
    if count:
        transaction.on_commit(partial(enqueue, "cohorts.queue_invitations"))
    return count


def delete_invitations_to(*, person: User) -> int:
    """Delete the invitations to somebody's addresses, because their account is deleted. Returns how many."""
    return Invitation.objects.filter(address__in=addresses_of(person)).delete()[0]


def addresses_of(person: User) -> set[str]:
    """All addresses of an account, confirmed or not."""
    return {*person.emailaddress_set.values_list("email", flat=True), person.email}  # type: ignore[attr-defined]  # allauth adds it


def find_by_secret(secret: str) -> Invitation | None:
    rows = Invitation.objects.select_related("cohort", "invited_by")
    return rows.filter(digest=digest_of(secret)).first()


@transaction.atomic
def join(*, person: User, invitation: Invitation) -> Membership | JoinRequest:
    """Become a member, or ask a lead for it if the invitation needs approval. Somebody who is a member already in the
    invited role stays one, and uses up nothing.

    Raises RefusedError with `reason_against`, or if the person has no address that the invitation lets in.
    """
    cohort = lock_cohort(invitation.cohort)
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if member := Membership.objects.filter(cohort=cohort, user=person).first():
        if member.role == current.role:
            if not REASONS.get(current.state):
                cohort.group_grants.filter(user=person).delete()  # from now on the invitation keeps them here
            return member
        raise RefusedError(OTHER_ROLE.format(role=member.get_role_display()))
    if reason := reason_against(current, cohort, person):
        raise RefusedError(reason)
    if current.needs_approval:
        return _ask_to_join(person, cohort, current)
    return admit_by(person=person, cohort=cohort, invitation=current)


def _ask_to_join(person: User, cohort: Cohort, invitation: Invitation) -> JoinRequest:
    """Store the request, once for each person and cohort, and notify the leads."""
    request, is_new = JoinRequest.objects.get_or_create(
        cohort=cohort, person=person, defaults={"invitation": invitation}
    )
    if not is_new and request.state == JoinRequestState.WAITING:
        return request
    request.invitation, request.state, request.asked_at = invitation, JoinRequestState.WAITING, timezone.now()
    request.save()
    fields = {"role": invitation.role, "invitation": invitation.uid}
    record_in_cohort(AuditAction.JOIN_REQUESTED, actor=person, cohort=cohort, person=person, fields=fields)
    notify_leads(request)
    return request


def admit_by(*, person: User, cohort: Cohort, invitation: Invitation) -> Membership:
    """Make somebody a member of a locked cohort, in which they aren't yet, by a locked invitation with a use left."""
    Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
    cohort.group_grants.filter(user=person).delete()
    fields = {"role": invitation.role, "invitation": invitation.uid}
    record_in_cohort(AuditAction.MEMBER_JOINED, actor=person, cohort=cohort, person=person, fields=fields)
    used = invitation if invitation.address else None
    return admit(person=person, cohort=cohort, role=CohortRole(invitation.role), invitation=used)


def admit(*, person: User, cohort: Cohort, role: CohortRole, invitation: Invitation | None = None) -> Membership:
    """Make somebody a member of a locked cohort, in which they aren't yet.

    ``invitation`` is the one to their address that they have used. Somebody who comes another way uses up the open one,
    because a roster keeps their section and external id with it.
    """
    if role == CohortRole.LEARNER and cohort.roadmap:
        follow_roadmap([person.pk], cohort.roadmap)
    member = Membership(cohort=cohort, user=person, role=role)
    if invitation := invitation or _use_up_invitation(person, cohort, role):
        member.section, member.external_id = _section_of(invitation), _external_id_of(invitation)
        if invitation.name and not person.name:
            User.objects.filter(pk=person.pk).update(name=invitation.name)
    member.save()
    return member


def _use_up_invitation(person: User, cohort: Cohort, role: CohortRole) -> Invitation | None:
    """Take the newest open invitation to one of their confirmed addresses, so that no email is sent for it any more."""
    rows = cohort.invitations.open().addressed_to(person).filter(role=role).select_related("section")
    invitation = rows.first()
    if invitation:
        Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
    return invitation


def _section_of(invitation: Invitation) -> CohortSection | None:
    """Return the section into which the invitation leads, if it is still there."""
    section = invitation.section
    is_there = section is not None and section.removed_at is None and invitation.role == CohortRole.LEARNER
    return section if is_there else None


def _external_id_of(invitation: Invitation) -> str:
    """Return the external id of the roster, unless somebody else in the cohort has it by now."""
    external_id = invitation.external_id
    taken = Membership.objects.filter(cohort=invitation.cohort_id, external_id=external_id).exists()
    return "" if external_id and taken else external_id


def reason_against(invitation: Invitation, cohort: Cohort, person: User | None = None) -> str:
    """Return why the person can't join with the invitation, and what to do; empty if they can.

    None: somebody who hasn't signed in, of whom nothing is known yet.
    """
    if cohort.is_archived:
        return COHORT_ARCHIVED
    if reason := REASONS.get(invitation.state, ""):
        return f"{reason} Ask the person who invited you for a new one."
    if person and not invitation.lets_in(person):
        return OTHER_DOMAIN.format(domain=invitation.domain)
    requests = invitation.requests.filter(state=JoinRequestState.WAITING)
    if person and invitation.needs_approval:
        if invitation.requests.filter(person=person, state=JoinRequestState.DECLINED).exists():
            return DECLINED
        requests = requests.exclude(person=person)
    if invitation.needs_approval and invitation.uses + requests.count() >= invitation.max_uses:
        return ALL_ASKED
    return reason_against_role(invitation.role, cohort)


def reason_against_role(role: str, cohort: Cohort) -> str:
    """Return why there is no place in the cohort for somebody in this role; empty if there is one."""
    is_full = cohort.memberships.learners().count() >= cohort.max_learners
    return FULL if role == CohortRole.LEARNER and is_full else ""


def _record_state(action: AuditAction, person: User, invitation: Invitation) -> None:
    record_in_cohort(action, actor=person, cohort=invitation.cohort, fields={"invitation": invitation.uid})


def _check_may_invite(person: User, cohort: Cohort, count: int) -> None:
    current = lock_cohort(cohort)
    check_leads(person, current)
    if current.is_archived:
        raise RefusedError("This cohort is archived. Unarchive it before you invite people.")
    if count > MAX_ADDRESSES:
        raise RefusedError(f"Invite at most {MAX_ADDRESSES} people at once.")
    if current.invitations.open().count() + count > Invitation.MAX_OPEN:
        raise RefusedError(f"A cohort can have {Invitation.MAX_OPEN} open invitations. Withdraw some first.")
    lately = Invitation.objects.filter(invited_by=person, created_at__gt=timezone.now() - timedelta(days=1))
    if lately.count() + count > MAX_A_DAY:
        raise RefusedError(f"You can send {MAX_A_DAY:,} invitations a day. Send the rest tomorrow.")
