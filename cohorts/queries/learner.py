"""One learner as their mentor sees them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Sum

from accounts.models import User
from cohorts import rules
from cohorts.models import Membership
from cohorts.queries.deeds import deeds_of, need_of
from cohorts.rules import Need
from curriculum.models import Criterion
from exercises.models import Mode, Submission
from exercises.queries import Results, submission_results
from progress.durations import say_hours
from progress.models import CriterionMark, Kind, StudyEntry
from progress.queries.facts import Evidence, evidence_of
from progress.queries.home import Balance
from progress.queries.hours import KindTotal
from progress.queries.outline import CheckpointLine, Outline, PhaseLine, outline_for
from progress.rules import State, Status, balance_sentence, criterion_status, shares

RECENT_ENTRIES = 15
RECENT_SUBMISSIONS = 30


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class LearnerPage:
    """A learner as their mentor sees them."""

    learner: User
    need: Need
    newest: Submission | None
    outline: Outline
    minutes_by_kind: Mapping[str, int]
    entries: Sequence[StudyEntry]
    checkpoints: Sequence[CheckpointRows]
    submissions: Sequence[Submission]
    submissions_total: int

    @property
    def total_minutes(self) -> int:
        return sum(self.minutes_by_kind.values())

    @property
    def why(self) -> str:
        """What the mentor should know first, as a sentence; empty when all is well."""
        return f"{self.learner} {self.need.reason}." if self.need.reason else ""

    @property
    def phases(self) -> list[tuple[PhaseLine, State]]:
        lines = self.outline.phases
        return [(phase, rules.phase_state([topic.state for topic in phase.topics])) for phase in lines]

    @property
    def kinds(self) -> list[KindTotal]:
        asked, parts = self.outline.roadmap.balance, self.balance.parts
        return [KindTotal(kind, say_hours(self.minutes_by_kind[kind]), parts[kind], asked[kind]) for kind in parts]

    @property
    def balance(self) -> Balance:
        parts = shares({kind: self.minutes_by_kind.get(kind, 0) for kind in Kind.values})
        return Balance(parts, balance_sentence(parts, self.outline.roadmap.balance))

    @property
    def here(self) -> str:
        """Where they are on the way, in a sentence."""
        topic, gate = self.outline.here, self.outline.checkpoint
        if topic:
            phase = self.outline.phase_of(topic)
            return f"At {topic.title}" + (f", in phase {phase.number}." if phase else ".")
        return f"Before the {gate.title.lower()}." if gate else "The whole way is walked."


def learner_page(member: Membership, *, now: datetime) -> LearnerPage:
    learner = member.user
    today = now.astimezone(learner.zone).date()
    deeds = deeds_of([learner.pk], since=today)[learner.pk]
    outline = outline_for(learner)
    entries = StudyEntry.objects.of(learner)
    by_kind = dict(entries.order_by().values_list("kind").annotate(total=Sum("minutes")))
    counted = Submission.objects.filter(learner=learner, mode=Mode.SUBMIT)
    return LearnerPage(
        learner=learner,
        need=need_of(member, deeds, today),
        newest=deeds.newest,
        outline=outline,
        minutes_by_kind={kind: by_kind.get(kind, 0) for kind in Kind.values},
        entries=list(entries.newest_first().select_related("topic")[:RECENT_ENTRIES]),
        checkpoints=_checkpoints(learner, outline),
        submissions=list(
            counted.newest_first().select_related("exercise").defer("source", "output")[:RECENT_SUBMISSIONS]
        ),
        submissions_total=counted.count(),
    )


def _checkpoints(learner: User, outline: Outline) -> list[CheckpointRows]:
    marks = {mark.criterion_id: mark for mark in CriterionMark.objects.filter(learner=learner)}
    rows: dict[str, list[CriterionRow]] = defaultdict(list)
    criteria = Criterion.objects.current().select_related("checkpoint").prefetch_related("exercises")
    evidence = evidence_of(learner, [proof for criterion in criteria for proof in criterion.exercises.all()])
    for criterion in criteria:
        mark = marks.get(criterion.pk)
        proofs = tuple(evidence[proof.pk] for proof in criterion.exercises.all() if proof.pk in evidence)
        status = criterion_status(answer=mark.answer if mark else None, evidenced=bool(proofs))
        rows[criterion.checkpoint.uid].append(CriterionRow(criterion, status, mark.note if mark else "", proofs))
    lines = [line for phase in outline.phases for line in phase.checkpoints]
    return [CheckpointRows(line, tuple(rows[line.uid])) for line in lines]


def results_for_mentor(submission: Submission) -> Results:
    """The verdict without what speaks to the learner: what to do next."""
    return replace(submission_results(submission), proves=[], next_exercise=None)
