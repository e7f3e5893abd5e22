"""Revoke the badges of a checkpoint that a regrade has reopened."""

from django.utils import timezone

from accounts.models import User
from exercises.actions.proof_changes import when_proof_changes
from progress.queries.checkpoints.reached import gates_of_exercise
from proof.models import Badge
from proof.queries.evidence import evidence_for


def connect_revocation() -> None:
    """Called once, when the app is ready."""
    when_proof_changes(_revoke_unproven)


def _revoke_unproven(learner: User, exercise: int) -> None:
    """Of the checkpoints that this exercise counts towards. What is revoked stays so: if a regrade is undone, the
    learner makes a new badge.
    """
    gates = gates_of_exercise(exercise)
    badges = list(Badge.objects.filter(learner=learner, checkpoint__in=[gate.pk for gate, _ in gates], revoked_at=None))
    if not badges:
        return
    proven = {line.criterion.uid for gate in evidence_for(learner, ()).checkpoints for line in gate.proven}
    unproven = {criterion.uid for _, criteria in gates for criterion in criteria} - proven
    revoked_keys = [badge.pk for badge in badges if unproven.intersection(badge.criteria)]
    Badge.objects.filter(pk__in=revoked_keys).update(revoked_at=timezone.now())
