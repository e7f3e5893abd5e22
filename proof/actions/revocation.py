"""Revoke badges: those of a checkpoint that a regrade has reopened, and those that are replaced."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from exercises.submissions.proof_changes import when_proof_changes
from progress.checkpoints.queries import gates_of_exercise
from proof.models import Badge, Revocation
from proof.queries.evidence import evidence_for


def connect_revocation() -> None:
    """Called once, when the app is ready."""
    when_proof_changes(_revoke_unproven)


@transaction.atomic
def revoke(badges: QuerySet[Badge]) -> None:
    """Revoke valid badges for good."""
    numbers = list(badges.filter(revoked_at=None).values_list("pk", flat=True))
    Revocation.objects.bulk_create([Revocation(number=number) for number in numbers], ignore_conflicts=True)
    Badge.objects.filter(pk__in=numbers).update(revoked_at=timezone.now())


def _revoke_unproven(learner: User, exercise: int) -> None:
    """Revoke the badges of checkpoints that this exercise counts towards and no longer proves. They stay revoked: if a
    regrade is undone, the learner makes a new badge.
    """
    gates = gates_of_exercise(exercise)
    badges = list(Badge.objects.filter(learner=learner, checkpoint__in=[gate.pk for gate, _ in gates], revoked_at=None))
    if not badges:
        return
    proven = {line.criterion.uid for gate in evidence_for(learner, ()).checkpoints for line in gate.proven}
    unproven = {criterion.uid for _, criteria in gates for criterion in criteria} - proven
    revoke(Badge.objects.filter(pk__in=[badge.pk for badge in badges if unproven.intersection(badge.criteria)]))
