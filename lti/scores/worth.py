"""What a link is worth to somebody, between 0 and 1, as it follows from what they have shown until now."""

from fractions import Fraction

from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.marks.learner_marks import Marking
from cohorts.marks.models import MarkScheme
from cohorts.sign_offs.queries import signed_off_in
from curriculum.models import Checkpoint
from exercises.models import Exercise, Submission
from lti.links.models import LtiLink
from progress.checkpoints.queries import gates, statuses_of
from progress.checkpoints.rules import Status


def worth_of(link: LtiLink, person: User) -> Fraction:
    """A passed exercise is worth 1. A checkpoint is worth the share of its criteria that are proven or signed off."""
    cohort = link.context.cohort
    if link.exercise:
        return _worth_of_exercise(link.exercise, person, cohort)
    return _worth_of_checkpoint(link.checkpoint, person, cohort) if link.checkpoint else Fraction(0)


def _worth_of_exercise(exercise: Exercise, person: User, cohort: Cohort | None) -> Fraction:
    """Without a pass, the part that the cohort's marks give for it, if they do."""
    if Submission.objects.filter(learner=person, exercise=exercise).passes().exists():
        return Fraction(1)
    member = Membership.objects.filter(cohort=cohort, user=person).select_related("user").first() if cohort else None
    scheme = MarkScheme.objects.filter(cohort=cohort).select_related("cohort").first() if member else None
    if member is None or scheme is None:
        return Fraction(0)
    [marks] = Marking(scheme).marks_of([member], now=timezone.now())
    for row in marks.rows:
        if row.subject.row.exercise_id == exercise.pk and row.possible:
            return min(Fraction(row.points) / row.possible, Fraction(1))
    return Fraction(0)


def _worth_of_checkpoint(checkpoint: Checkpoint, person: User, cohort: Cohort | None) -> Fraction:
    gate = next((gate for gate in gates() if gate[0].pk == checkpoint.pk), None)
    if gate is None or not gate[1]:
        return Fraction(0)  # it was retired
    signed_off = signed_off_in(cohort.pk, [person.pk]).get(person.pk, frozenset()) if cohort else frozenset()
    [row] = statuses_of(person, [gate])
    count = sum(
        status == Status.PROVEN or (status == Status.CLAIMED and criterion.pk in signed_off)
        for status, criterion in zip(row.statuses, gate[1], strict=True)
    )
    return Fraction(count, len(gate[1]))
