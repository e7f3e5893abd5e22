"""Helpers that request a sign-off and decide about it."""

from typing import Any
from uuid import uuid4

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.sign_offs import actions
from cohorts.sign_offs.actions import SignOffEvidence
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffState
from cohorts.sign_offs.queries import sign_off_page
from curriculum.models import Criterion

EXPLAIN = "phase-4.explain-attention"
FINE_TUNE = "phase-4.fine-tune-own-data"
PROVABLE = "phase-4.multi-head-attention"
PDF = b"%PDF-1.7\n%%EOF\n"


def ask(learner: User, *, criterion: str = EXPLAIN, cohort: Cohort | None = None, **evidence: Any) -> SignOff:
    """Request a sign-off in the one cohort in which the learner learns, unless another is named."""
    learns = Membership.objects.filter(user=learner, role=CohortRole.LEARNER)
    return actions.request_sign_off(
        person=learner,
        criterion=Criterion.objects.select_related("checkpoint").get(uid=criterion),
        cohort=cohort or Cohort.objects.get(memberships__in=learns),
        evidence=SignOffEvidence(**evidence or {"text": "Queries ask, keys answer."}),
        uid=uuid4(),
    )


def decide(
    mentor: User, sign_off: SignOff, outcome: SignOffState = SignOffState.APPROVED, text: str = ""
) -> tuple[SignOffDecision, str]:
    base = version_of(mentor, sign_off)
    return actions.decide_sign_off(person=mentor, sign_off=sign_off, outcome=outcome, text=text, base=base)


def version_of(reader: User, sign_off: SignOff) -> str:
    """Return the version in the form of somebody who reads the page now."""
    return sign_off_page(SignOff.objects.select_related("criterion").get(pk=sign_off.pk), reader).version


def state_of(sign_off: SignOff) -> SignOffState:
    return SignOff.objects.with_outcome().get(pk=sign_off.pk).state
