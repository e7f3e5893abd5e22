"""Ask for a sign-off, withdraw the request, decide about it, and undo each of these."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from cohorts.permissions import check_has_readers, lock_learner
from cohorts.quotas.charges import charge_file
from cohorts.sign_offs.files import check_file
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffFile, SignOffState, version_of_sign_off
from cohorts.sign_offs.notices import notify_learner, notify_mentors, queue_decision_event, retract_request
from curriculum.models import Criterion
from exercises.submissions.achievements import achievements_changed
from lib.errors import RefusedError
from lib.pages.undo_tokens import MAX_AGE, make_undo_token, read_undo_token
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark

MAX_A_DAY = 20
NO_EVIDENCE = "Write something, or add a link or a file."
NOT_ASKED = "This criterion is no longer part of the roadmap, so it can’t be signed off."
PROVABLE = "You can prove this with an exercise. Pass that instead."
STILL_WAITING = "You’ve asked already, and no mentor has decided yet. Withdraw that request to send another one."
ALREADY_APPROVED = "A mentor has already signed this off."
TOO_MANY_TODAY = f"You can send {MAX_A_DAY} requests a day. Send the rest tomorrow."
NO_ROOM = "Your sign-off files would take up more than {} MiB. Withdraw an older request, or send a link."
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


@dataclass(frozen=True, kw_only=True)
class SignOffEvidence:
    """The evidence of the learner. ``file`` is (name, content)."""

    text: str = ""
    link: str = ""
    file: tuple[str, bytes] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.text.strip() or self.link or self.file)


@transaction.atomic
def request_sign_off(
    *, person: User, criterion: Criterion, cohort: Cohort | None, evidence: SignOffEvidence, uid: UUID
) -> SignOff:
    """Ask the mentors of a cohort to sign off a criterion. It also answers yes, unless the learner has answered.

    ``uid`` identifies the request: sending the same one twice makes one.

    Raises RefusedError: nobody would decide, there is no evidence, it isn't needed, or there are too many.
    """
    lock_learner(person.pk)
    same = SignOff.objects.filter(uid=uid, learner=person, criterion=criterion, text=evidence.text, link=evidence.link)
    if sign_off := same.first():
        return sign_off  # a second click
    check_has_readers(person, cohort)
    _check_needed(person, criterion)
    if evidence.is_empty:
        raise RefusedError(NO_EVIDENCE)
    yesterday = timezone.now() - timedelta(days=1)
    if SignOff.objects.filter(learner=person, requested_at__gt=yesterday).count() >= MAX_A_DAY:
        raise RefusedError(TOO_MANY_TODAY)
    sign_off = _create(person, criterion, cohort, evidence, uid)
    if not CriterionMark.objects.filter(learner=person, criterion=criterion).exists():
        answer_criterion(learner=person, criterion=criterion, answer=CriterionMark.Answer.YES)
    notify_mentors(sign_off)
    return sign_off


@transaction.atomic
def withdraw_sign_off(*, person: User, sign_off: SignOff) -> str:
    """Hide the request and its evidence from everybody else, with any decision. Return the undo token."""
    lock_learner(sign_off.learner_id)
    if person.pk != sign_off.learner_id:
        raise PermissionDenied
    SignOff.objects.filter(pk=sign_off.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    retract_request(sign_off)
    achievements_changed([sign_off.learner_id])
    return make_undo_token("sign-off", person, {"uid": str(sign_off.uid)})


@transaction.atomic
def restore_sign_off(*, person: User, undo_token: str) -> SignOff:
    """Undo `withdraw_sign_off`. Raises RefusedError if the token is too old or the learner has asked again since."""
    state = read_undo_token("sign-off", person, undo_token, otherwise="Ask again.")
    lock_learner(person.pk)
    sign_off = SignOff.objects.filter(uid=state["uid"], learner=person).select_related("criterion__checkpoint").first()
    if sign_off is None:
        raise RefusedError("This request was deleted in the meantime. Ask again.")
    is_waiting = not sign_off.decisions.exists()
    if sign_off.withdrawn_at and is_waiting:
        check_has_readers(person, sign_off.cohort)
        _check_needed(person, sign_off.criterion)
        notify_mentors(sign_off)
    SignOff.objects.filter(pk=sign_off.pk).update(withdrawn_at=None)
    achievements_changed([sign_off.learner_id])
    return sign_off


def delete_withdrawn_sign_offs() -> int:
    """Delete the requests that nobody can restore any more, with their files. Returns how many rows."""
    return SignOff.objects.filter(withdrawn_at__lt=timezone.now() - MAX_AGE).delete()[0]


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
    decision.save()
    notify_learner(decision, newest)
    queue_decision_event(current, decision.state)
    _record(AuditAction.SIGN_OFF_DECIDED, decision)
    achievements_changed([current.learner_id])
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
    _record(AuditAction.SIGN_OFF_UNDONE, decision)
    decision.delete()
    queue_decision_event(current, state_after(current.decisions.last()))
    achievements_changed([current.learner_id])
    if not current.decisions.exists():
        notify_mentors(current)
    return current


def _record(action: AuditAction, decision: SignOffDecision) -> None:
    sign_off = decision.sign_off
    record(
        action,
        actor=decision.mentor,
        person=sign_off.learner,
        target=AuditTarget(kind="criterion", uid=sign_off.criterion.uid),
        cohort=sign_off.cohort.slug if sign_off.cohort else "",
        fields={"outcome": decision.outcome, "sign_off": sign_off.uid},
    )


def state_after(newest: SignOffDecision | None) -> SignOffState:
    return newest.state if newest else SignOffState.WAITING


def _check_needed(learner: User, criterion: Criterion) -> None:
    if criterion.retired or criterion.checkpoint.retired:
        raise RefusedError(NOT_ASKED)
    if criterion.exercises.counting().exists():
        raise RefusedError(PROVABLE)
    rows = SignOff.objects.filter(learner=learner, criterion=criterion, withdrawn_at=None).with_outcome()
    newest = rows.order_by("-requested_at", "-pk").first()
    if newest and newest.state == SignOffState.WAITING:
        raise RefusedError(STILL_WAITING)
    if newest and newest.state == SignOffState.APPROVED and _still_reads_the_same(newest):
        raise RefusedError(ALREADY_APPROVED)


def _still_reads_the_same(sign_off: SignOff) -> bool:
    newest = sign_off.decisions.last()
    return newest is not None and newest.criterion_text == sign_off.criterion.text


def _create(
    learner: User, criterion: Criterion, cohort: Cohort | None, evidence: SignOffEvidence, uid: UUID
) -> SignOff:
    if SignOff.objects.filter(uid=uid).exists():
        uid = uuid4()  # another request has it: they went back in the browser and sent a new text
    sign_off = SignOff(
        uid=uid, learner=learner, cohort=cohort, criterion=criterion, criterion_text=criterion.text,
        text=evidence.text, link=evidence.link,
    )  # fmt: skip
    sign_off.save()
    if evidence.file:
        _save_file(sign_off, *evidence.file)
    return sign_off


def _save_file(sign_off: SignOff, name: str, content: bytes) -> None:
    stored_name = check_file(name, content)
    if SignOffFile.bytes_of(sign_off.learner) + len(content) > SignOffFile.MAX_TOTAL_BYTES:
        raise RefusedError(NO_ROOM.format(SignOffFile.MAX_TOTAL_BYTES // 2**20))
    charge_file(sign_off.learner, len(content))
    SignOffFile.objects.create(sign_off=sign_off, name=stored_name, content=content, size=len(content))


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
