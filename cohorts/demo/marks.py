"""The marks of a demo cohort."""

from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.marks.models import LateChoice, MarkException, MarkRow, MarkScheme
from curriculum.models import CheckpointKind
from progress.roadmap.roadmaps import curriculum

PHASES_WITH_MARKS = 3
EXTENDED = "Nora Lindqvist"


def set_up_marks(cohort: Cohort, lead: User) -> None:
    """Let the topics and checkpoints of the first phases count, due with the shared plan. A learner has more time."""
    course = curriculum(cohort.roadmap_id)
    scheme = MarkScheme.objects.create(
        cohort=cohort, is_shown=True, time_zone=lead.time_zone, percent_signed_off=90, percent_claimed=25,
        late_kind=LateChoice.PER_DAY, late_percent=5, late_cap=50,
    )  # fmt: skip
    rows = []
    for phase in course.phases[:PHASES_WITH_MARKS]:
        topics = [pk for pk in course.phase_topics.get(phase.pk, ()) if course.exercises.get(pk)]
        gates = [gate for gate in course.checkpoints.get(phase.pk, ()) if gate.kind == CheckpointKind.CHECKPOINT]
        rows += [MarkRow(scheme=scheme, topic_id=pk, points=10, follows_due_week=True) for pk in topics]
        rows += [MarkRow(scheme=scheme, checkpoint=gate, points=20, follows_due_week=True) for gate in gates]
    for position, row in enumerate(rows):
        row.position = position
    MarkRow.objects.bulk_create(rows)
    learner = cohort.memberships.learners().filter(user__name=EXTENDED).first()
    if learner:
        MarkException.objects.create(
            scheme=scheme, learner=learner.user, extra_days=7, reason="Moved house", writer=lead, told_at=timezone.now()
        )
