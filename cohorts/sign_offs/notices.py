"""Notify mentors of sign-off requests, and learners of decisions. No names: a notice may outlive an account."""

from typing import Any

from django.db.models.signals import post_delete

from accounts.models import User
from cohorts.permissions import readers_of
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffState
from notices.actions import mark_read, notify, retract
from notices.mail import absolute_url
from notices.models import NoticeKind, WebhookEvent
from notices.webhooks.events import queue_events

NEW_REQUEST = "A learner asks you to sign off “{}”"
SENTENCES = {
    SignOffState.APPROVED: "Your mentor signed off “{}”",
    SignOffState.MISSING: "Your mentor says what’s missing for “{}”",
    SignOffState.REVOKED: "Your mentor took back the sign-off of “{}”",
}


def notify_mentors(sign_off: SignOff) -> None:
    sentence = NEW_REQUEST.format(sign_off.title)
    for member in readers_of(sign_off.learner, sign_off.cohort).select_related("user"):
        notify(
            person=member.user, kind=NoticeKind.QUESTION, key=str(sign_off.uid), item=str(sign_off.uid),
            sentence=sentence, link=sign_off.get_absolute_url(),
        )  # fmt: skip


def notify_learner(decision: SignOffDecision, earlier: SignOffDecision | None) -> None:
    """Notify the learner, and replace the notice of the decision before."""
    sign_off = decision.sign_off
    retract_request(sign_off)  # no other mentor has to decide any more
    if earlier:
        _retract_decision(earlier)
    notify(
        person=sign_off.learner, kind=NoticeKind.ANSWER, key=str(sign_off.uid), item=str(decision.uid),
        sentence=SENTENCES[decision.state].format(sign_off.title), link=sign_off.get_absolute_url(),
    )  # fmt: skip


def queue_decision_event(sign_off: SignOff, state: SignOffState) -> None:
    """Send the state to the learner's webhooks, without the mentor's name and text, which are on the page."""
    data = {
        "sign_off": str(sign_off.uid),
        "criterion": sign_off.criterion.uid,
        "state": state.value,
        "url": absolute_url(sign_off.get_absolute_url()),
    }
    queue_events(WebhookEvent.SIGN_OFF, [(sign_off.learner_id, data)])


def retract_request(sign_off: SignOff) -> None:
    retract(kind=NoticeKind.QUESTION, key=str(sign_off.uid), item=str(sign_off.uid))


def read_sign_off(*, person: User, sign_off: SignOff) -> None:
    """Mark the notices of a sign-off as read because the person is looking at it."""
    mark_read(person=person, kinds=(NoticeKind.ANSWER, NoticeKind.QUESTION), link=sign_off.get_absolute_url())


def connect_sign_off_signals() -> None:
    """Retract the notices of each deleted request and decision. Called once, when the app is ready."""
    post_delete.connect(_retract_request_of, SignOff, dispatch_uid="sign-off-notice-retracted")
    post_delete.connect(_retract_decision_of, SignOffDecision, dispatch_uid="decision-notice-retracted")


def _retract_request_of(instance: SignOff, **_: Any) -> None:
    retract_request(instance)


def _retract_decision_of(instance: SignOffDecision, **_: Any) -> None:
    _retract_decision(instance)


def _retract_decision(decision: SignOffDecision) -> None:
    retract(kind=NoticeKind.ANSWER, key=str(decision.sign_off.uid), item=str(decision.uid))
