"""The page of a learner for their mentor."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from cohorts.cohort.models import Membership
from cohorts.cohort.queries import DueLine, due_lines
from cohorts.grid import rules
from cohorts.learner_page.timeline import Timeline, timeline_of
from cohorts.needs.activity import activity_of, need_of
from cohorts.needs.rules import LearnerNeed
from cohorts.plan.due_weeks import CohortPlan
from cohorts.plan.pace import LearnerPace, pace_from, plans_of
from cohorts.plan.standings import standing_of
from cohorts.sign_offs.queries import signed_off_in
from curriculum.models import Criterion
from exercises.models import LONG_TEXTS, ModeChoice, Submission, SubmissionQuerySet
from exercises.submissions.results import Results, submission_results
from progress.checkpoints.evidence import Evidence, evidence_of
from progress.checkpoints.rules import Status, criterion_status
from progress.hours.days import Balance, balance_sentence, shares
from progress.hours.models import StudyEntry
from progress.hours.page import KindTotal, kind_totals
from progress.kinds import KINDS
from progress.learners import progress_of
from progress.outline.outline import Outline, outline_from
from progress.outline.phase_lines import CheckpointLine, PhaseLine
from progress.roadmap.roadmaps import curriculum, curriculum_of
from progress.topic.rules import TopicState

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
    pace: LearnerPace
    timeline: Timeline
    mentor_name: str
    """Who looks after them first; empty for nobody in particular."""
    due: Sequence[DueLine]
    """What is due when, on the days that count for them."""

    @property
    def total_minutes(self) -> int:
        return sum(self.minutes_by_kind.values())

    @property
    def why(self) -> str:
        """Say what the mentor should know first; empty when all is well."""
        return f"{self.learner} {self.need.reason}." if self.need.reason else ""

    @property
    def phases(self) -> list[tuple[PhaseLine, TopicState]]:
        """Return each phase with the state of its topics together."""
        return [(phase, rules.phase_state([topic.state for topic in phase.topics])) for phase in self.outline.phases]

    @property
    def kinds(self) -> list[KindTotal]:
        return kind_totals(self.minutes_by_kind, self.outline.roadmap.balance)

    @property
    def balance(self) -> Balance:
        parts = shares({kind: self.minutes_by_kind.get(kind, 0) for kind in KINDS})
        return Balance(parts, balance_sentence(parts, self.outline.roadmap.balance))

    @property
    def here(self) -> str:
        """Say where they are on the path."""
        topic, gate = self.outline.here, self.outline.checkpoint
        if topic:
            phase = self.outline.phase_of(topic)
            return f"Now at {topic.title}" + (f", in phase {phase.number}." if phase else ".")
        return f"Now at the checkpoint “{gate.title}”." if gate else "Has completed the roadmap."


def learner_page(member: Membership, *, now: datetime, weeks: str = "") -> LearnerPage:
    """Return the page of a member with its user, cohort and mentor. ``weeks`` is the page of the timeline."""
    learner, course = member.user, curriculum(member.cohort.roadmap_id)
    progress = progress_of([learner], course)
    learner_progress = progress[learner.pk]
    activity = activity_of(progress, member.cohort)[learner.pk]
    today = now.astimezone(learner.zone).date()
    standing = standing_of(
        member, learner_progress, plans_of([learner.pk]).get(learner.pk), CohortPlan(member.cohort, course), today
    )
    signed_off = signed_off_in(member.cohort_id, [learner.pk]).get(learner.pk, frozenset())
    submissions = list(_submissions(learner)[:RECENT_SUBMISSIONS])
    outline = outline_from(curriculum_of(learner), learner_progress.facts, learner_progress.background)
    return LearnerPage(
        learner=learner,
        need=need_of(member, activity, today, has_completed=outline.is_completed),
        newest=submissions[0] if submissions else None,
        outline=outline,
        minutes_by_kind=learner_progress.facts.minutes_by_kind,
        entries=list(_entries(learner)[:RECENT_ENTRIES]),
        checkpoints=_checkpoints(learner, outline, signed_off),
        submissions=submissions,
        submissions_total=sum(learner_progress.submissions.values()),
        shares_name=_shares_name(member),
        timeline=timeline_of(learner, learner_progress, today=today, number=weeks),
        mentor_name=member.mentor_name,
        pace=pace_from(standing, learner_progress, today=today),
        due=due_lines(member.cohort, member),
    )


def _entries(learner: User) -> QuerySet[StudyEntry]:
    """Return the newest entries first, with their topics, but without the topics' long texts."""
    long_texts = [f"topic__{column}" for column in ("body", "body_html", "why", "why_html")]
    return StudyEntry.objects.filter(learner=learner).newest_first().select_related("topic").defer(*long_texts)


def _submissions(learner: User) -> SubmissionQuerySet:
    """Return the newest submissions first, with their exercises, but without code and long texts."""
    runs = Submission.objects.filter(learner=learner, mode=ModeChoice.SUBMIT).newest_first().select_related("exercise")
    return runs.defer("source", "source_html", "output", *(f"exercise__{column}" for column in LONG_TEXTS))


def _shares_name(member: Membership) -> bool:
    namesakes = member.cohort.memberships.learners().filter(user__name__iexact=member.user.name)
    return namesakes.exclude(pk=member.pk).exists()


def _checkpoints(learner: User, outline: Outline, signed_off: frozenset[int]) -> list[CheckpointRows]:
    course = outline.curriculum
    criteria = [criterion for of_checkpoint in course.criteria.values() for criterion in of_checkpoint]
    proofs_of = {criterion.pk: course.proofs.get(criterion.pk, ()) for criterion in criteria}
    evidence = evidence_of(learner, [proof for proofs in proofs_of.values() for proof in proofs])
    rows: dict[str, list[CriterionRow]] = defaultdict(list)
    for criterion in criteria:
        answer = outline.facts.answers.get(criterion.pk)
        proofs = tuple(evidence[proof] for proof in proofs_of[criterion.pk] if proof in evidence)
        status = criterion_status(answer=answer.answer if answer else None, is_proven=bool(proofs))
        status = status.with_sign_off if criterion.pk in signed_off else status
        row = CriterionRow(criterion=criterion, status=status, note=answer.note if answer else "", evidence=proofs)
        rows[criterion.checkpoint.uid].append(row)
    lines = [line.with_sign_offs(signed_off) for phase in outline.phases for line in phase.checkpoints]
    return [CheckpointRows(line, tuple(rows[line.uid])) for line in lines]


def results_for_mentor(submission: Submission) -> Results:
    """The verdict without what addresses the learner, such as what to do next."""
    return replace(submission_results(submission), proves=[], next_exercise=None)
