"""Send invitations, in a worker: a notice to whoever has an account with the address, otherwise an email."""

from datetime import timedelta
from functools import partial
from itertools import takewhile

import structlog
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from branding.queries import branding
from cohorts.joining.actions import digest_of, make_secret
from cohorts.joining.models import Invitation
from lib.task_queue import enqueue
from notices.actions import notify
from notices.mail import absolute_url, can_mail
from notices.models import NoticeKind

log = structlog.get_logger(__name__)

MAX_TRIES = 6
FIRST_WAIT = timedelta(minutes=2)  # doubled for each try: the sixth comes an hour after the first
MAX_QUEUED = 500  # at once


def queue_invitations() -> int:
    """Queue those that are due, a task for each, as long as the broker can be reached. Return how many."""
    pks = list(Invitation.objects.to_send().order_by("next_try_at").values_list("pk", flat=True)[:MAX_QUEUED])
    return sum(1 for _ in takewhile(partial(enqueue, "cohorts.send_invitation"), pks))


def send_invitation(*, pk: int) -> bool:
    """Send one invitation if it is due. Return whether it was sent.

    A worker claims it by moving ``next_try_at``, so only one of two sends it. If it dies, the next one tries.
    """
    invitation = Invitation.objects.to_send().filter(pk=pk).select_related("cohort", "invited_by").first()
    if invitation is None:
        return False
    wait = FIRST_WAIT * 2**invitation.tries
    claim = Invitation.objects.filter(pk=pk, delivery=Invitation.Delivery.DUE, tries=invitation.tries)
    if not claim.update(tries=invitation.tries + 1, next_try_at=timezone.now() + wait):
        return False
    return _deliver(invitation)


def _deliver(invitation: Invitation) -> bool:
    person = User.objects.filter(
        emailaddress__email=invitation.address, emailaddress__verified=True, is_active=True
    ).first()
    if person:
        _notify(invitation, person)
    elif can_mail():
        try:
            _mail(invitation)
        except OSError as error:  # the base class of smtplib's errors
            log.warning("invitation.not_mailed", invitation=str(invitation.uid), error=str(error))
            if invitation.tries + 1 >= MAX_TRIES:
                _set_delivery(invitation, Invitation.Delivery.FAILED)
            return False
    else:
        _set_delivery(invitation, Invitation.Delivery.LINK)  # whoever invited them has the link
        return False
    _set_delivery(invitation, Invitation.Delivery.SENT)
    return True


def _notify(invitation: Invitation, person: User) -> None:
    """Send a notice without the secret: the page checks that the address is theirs."""
    sentence = f"You’re invited to the cohort “{invitation.cohort}” as a {invitation.get_role_display()}."
    link = reverse("cohorts:invitation", args=[invitation.uid])
    notify(person=person, kind=NoticeKind.INVITATION, key=str(invitation.uid), sentence=sentence, link=link)


def _mail(invitation: Invitation) -> None:
    """Make the secret only now, so that nothing stores it. A second try makes another. Raises OSError."""
    secret = make_secret()
    Invitation.objects.filter(pk=invitation.pk).update(digest=digest_of(secret))
    context = {"invitation": invitation, "link": absolute_url(reverse("cohorts:join", args=[secret]))}
    EmailMessage(
        subject=f"Invitation to the cohort “{invitation.cohort}” on {branding().name}",
        body=render_to_string("cohorts/invitation_mail.txt", context),
        to=[invitation.address],
    ).send()


def _set_delivery(invitation: Invitation, delivery: Invitation.Delivery) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(delivery=delivery)
