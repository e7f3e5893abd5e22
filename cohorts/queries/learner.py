"""One learner as their mentor sees them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Sum

from accounts.models import User
from cohorts import rules
from cohorts.models import Membership
from cohorts.queries.activity import activity_of, need_of, newest_submissions
from cohorts.queries.sign_offs import signed_off_in
from cohorts.rules import LearnerNeed
from curriculum.models import Criterion
from exercises.models import ModeChoice, Submission
from exercises.queries import Results, submission_results
from progress.kinds import KINDS
from progress.models import CriterionMark, StudyEntry
from progress.queries.curriculum.roadmaps import curriculum
from progress.queries.evidence import Evidence, evidence_of
from progress.queries.home import Balance
from progress.queries.hours.page import KindTotal, kind_totals
from progress.queries.learners import progress_of
from progress.queries.outline import Outline, outline_for
from progress.queries.phase_lines import CheckpointLine, PhaseLine
from progress.rules.balance import balance_sentence, shares
from progress.rules.checkpoints import Status, criterion_status
from progress.rules.states import TopicState

RECENT_ENTRIES = 15
RECENT_SUBMISSIONS = 30


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """A criterion with the learner's word, their note to their mentor, and what proves it."""

    criterion: Criterion
    status: Status
    note: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class CheckpointRows:
    line: CheckpointLine
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True, kw_only=True)
class LearnerPage:
    """A learner as their mentor sees them."""

    learner: User
    need: LearnerNeed
    newest: Submission | None
    outline: Outline
    minutes_by_kind: Mapping[str, int]
    entries: Sequence[StudyEntry]
    checkpoints: Sequence[CheckpointRows]
    submissions: Sequence[Submission]
    submissions_total: int
    shares_name: bool
    """Whether another learner of the cohort has the same name."""

    @property
    def total_minutes(self) -> int:
        return sum(self.minutes_by_kind.values())

    @property
    def why(self) -> str:
        """What the mentor should know first, as a sentence; empty when all is well."""
        return f"{self.learner} {self.need.reason}." if self.need.reason else ""

    @property
    def phases(self) -> list[tuple[PhaseLine, TopicState]]:
        lines = self.outline.phases
        return [(phase, rules.phase_state([topic.state for topic in phase.topics])) for phase in lines]

    @property
    def kinds(self) -> list[KindTotal]:
        return kind_totals(self.minutes_by_kind, self.outline.roadmap.balance)

    @property
    def balance(self) -> Balance:
        parts = shares({kind: self.minutes_by_kind.get(kind, 0) for kind in KINDS})
        return Balance(parts, balance_sentence(parts, self.outline.roadmap.balance))

    @property
    def here(self) -> str:
        """Where they are on the path, in a sentence."""
        topic, gate = self.outline.here, self.outline.checkpoint
        if topic:
            phase = self.outline.phase_of(topic)
            return f"Now at {topic.title}" + (f", in phase {phase.number}." if phase else ".")
        return f"Now at the checkpoint “{gate.title}”." if gate else "Has completed the roadmap."


def learner_page(member: Membership, *, now: datetime) -> LearnerPage:
    learner = member.user
    today = now.astimezone(learner.zone).date()
    activity = activity_of(progress_of([learner], curriculum(member.cohort.roadmap_id)), member.cohort)[learner.pk]
    outline = outline_for(learner)
    entries = StudyEntry.objects.of(learner)
    by_kind = dict(entries.order_by().values_list("kind").annotate(total=Sum("minutes")))
    namesakes = Membership.objects.learners().filter(cohort=member.cohort, user__name__iexact=learner.name)
    submissions = Submission.objects.filter(learner=learner, mode=ModeChoice.SUBMIT)
    return LearnerPage(
        learner=learner,
        need=need_of(member, activity, today, has_completed=outline.is_completed),
        newest=newest_submissions([learner.pk]).get(learner.pk),
        outline=outline,
        minutes_by_kind=by_kind,
        entries=list(entries.newest_first().select_related("topic")[:RECENT_ENTRIES]),
        checkpoints=_checkpoints(
            learner, outline, signed_off_in(member.cohort_id, [learner.pk]).get(learner.pk, frozenset())
        ),
        submissions=list(
            submissions.newest_first()
            .select_related("exercise")
            .defer("source", "source_html", "output")[:RECENT_SUBMISSIONS]
        ),
        submissions_total=submissions.count(),
        shares_name=namesakes.exclude(pk=member.pk).exists(),
    )


def _checkpoints(learner: User, outline: Outline, signed_off: frozenset[int]) -> list[CheckpointRows]:
    marks = {mark.criterion_id: mark for mark in CriterionMark.objects.filter(learner=learner)}
    rows: dict[str, list[CriterionRow]] = defaultdict(list)
    criteria = Criterion.objects.current().select_related("checkpoint").prefetch_related("exercises")
    evidence = evidence_of(learner, [proof for criterion in criteria for proof in criterion.exercises.all()])
    for criterion in criteria:
        mark = marks.get(criterion.pk)
        proofs = tuple(evidence[proof.pk] for proof in criterion.exercises.all() if proof.pk in evidence)
        status = criterion_status(answer=mark.answer if mark else None, is_proven=bool(proofs))
        status = status.with_sign_off if criterion.pk in signed_off else status
        note = mark.note if mark else ""
        row = CriterionRow(criterion=criterion, status=status, note=note, evidence=proofs)
        rows[criterion.checkpoint.uid].append(row)
    lines = [line.with_sign_offs(signed_off) for phase in outline.phases for line in phase.checkpoints]
    return [CheckpointRows(line, tuple(rows[line.uid])) for line in lines]


def results_for_mentor(submission: Submission) -> Results:
    """The verdict without what addresses the learner, such as what to do next."""
    return replace(submission_results(submission), proves=[], next_exercise=None)
