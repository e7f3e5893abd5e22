"""Approve a sign-off request, say what is missing, revoke an approval, and undo each of them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from cohorts.actions.access import lock_learner
from cohorts.actions.sign_off_notices import notify_learner, notify_mentors, queue_decision_event
from cohorts.models import SignOff, SignOffDecision, SignOffState
from cohorts.models.sign_off import version_of_sign_off
from lib.errors import RefusedError
from lib.markdown import MarkdownError
from lib.undo_tokens import make_undo_token, read_undo_token

MAX_DECISIONS = 20  # about one request
COHORT_ARCHIVED = "This cohort is archived, so you can’t decide about sign-offs in it."
NO_REASON = "Say what’s missing, so that the learner knows what to do."
NO_REASON_TO_REVOKE = "Say why you’re taking back the sign-off."
STALE = "Another mentor decided in the meantime, or the criterion was reworded. Read it again, then decide."
TOO_MANY_DECISIONS = "There are too many decisions about this request. Ask the learner to send a new one."
NOT_NEWEST = "Someone has made another decision since. Make a new decision instead."
# What a mentor may decide in each state: a sign-off that was given isn't silently turned into a question.
CHOICES = {
    SignOffState.WAITING: (SignOffState.APPROVED, SignOffState.MISSING),
    SignOffState.MISSING: (SignOffState.APPROVED, SignOffState.MISSING),
    SignOffState.APPROVED: (SignOffState.REVOKED,),
    SignOffState.REVOKED: (SignOffState.APPROVED,),
}


@transaction.atomic
def decide_sign_off(
    *, person: User, sign_off: SignOff, outcome: SignOffState, text: str, base: str
) -> tuple[SignOffDecision, str]:
    """Decide about a request. Return the decision and the undo token. ``base`` is the version that the person read.

    Raises:
        PermissionDenied: they don't mentor the learner in that cohort, or they are the learner.
        RefusedError: somebody decided in the meantime, a reason is missing, or the cohort is archived.
    """
    lock_learner(sign_off.learner_id)
    current = _current(person, sign_off)
    newest = current.decisions.last()
    if newest and (newest.mentor_id, newest.outcome, newest.text) == (person.pk, outcome, text):
        return newest, _undo_token(person, newest)  # a second click
    if version_of_sign_off(newest, current.criterion) != base or outcome not in CHOICES[state_after(newest)]:
        raise RefusedError(STALE)
    if outcome != SignOffState.APPROVED and not text.strip():
        raise RefusedError(NO_REASON if outcome == SignOffState.MISSING else NO_REASON_TO_REVOKE)
    if current.decisions.count() >= MAX_DECISIONS:
        raise RefusedError(TOO_MANY_DECISIONS)
    decision = SignOffDecision(
        sign_off=current, outcome=outcome, text=text, mentor=person, criterion_text=current.criterion.text
    )
    try:
        decision.save()
    except MarkdownError as error:
        raise RefusedError(str(error)) from error
    notify_learner(decision, newest)
    queue_decision_event(current, decision.state)
    return decision, _undo_token(person, decision)


@transaction.atomic
def undo_decision(*, person: User, undo_token: str) -> SignOff:
    """Undo `decide_sign_off`: the decision before holds again. Raises as it does, and as `read_undo_token`."""
    state = read_undo_token("decision", person, undo_token, otherwise="Make a new decision instead.")
    decision = SignOffDecision.objects.filter(uid=state["uid"], mentor=person).select_related("sign_off").first()
    if decision is None:
        raise RefusedError("This has already been undone.")
    lock_learner(decision.sign_off.learner_id)
    current = _current(person, decision.sign_off)
    if current.decisions.last() != decision:
        raise RefusedError(NOT_NEWEST)
    decision.delete()
    queue_decision_event(current, state_after(current.decisions.last()))
    if not current.decisions.exists():
        notify_mentors(current)
    return current


def state_after(newest: SignOffDecision | None) -> SignOffState:
    return newest.state if newest else SignOffState.WAITING


def _current(person: User, sign_off: SignOff) -> SignOff:
    """The request as it is now. Raises PermissionDenied unless the person may decide about it."""
    visible = SignOff.objects.visible_to(person).exclude(learner=person)
    current = visible.filter(pk=sign_off.pk).select_related("criterion", "cohort", "learner").first()
    if current is None:
        raise PermissionDenied
    if current.cohort and current.cohort.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    return current


def _undo_token(person: User, decision: SignOffDecision) -> str:
    return make_undo_token("decision", person, {"uid": str(decision.uid)})
