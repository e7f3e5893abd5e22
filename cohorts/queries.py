"""Bulk reads for the mentor's pages. Their number depends neither on the learners nor on what they did."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Sum

from accounts.models import Background, User
from cohorts import rules
from cohorts.models import Cohort, Membership
from cohorts.rules import Failing, Need
from curriculum.models import Criterion, Topic
from curriculum.ranges import HoursRange
from exercises.models import Exercise, Mode, Submission, Verdict
from exercises.queries import Results, submission_results
from progress.durations import say_hours
from progress.models import CriterionMark, Kind, StudyEntry, TopicMark
from progress.queries.curriculum import Curriculum
from progress.queries.facts import Evidence, evidence_of
from progress.queries.home import Balance
from progress.queries.hours import KindTotal
from progress.queries.outline import CheckpointLine, Outline, PhaseLine, counted_marks, outline_for
from progress.rules import (
    Budget,
    State,
    Status,
    balance_sentence,
    criterion_status,
    shares,
    topic_state,
    week_start,
)

THEIR_OWN = [verdict for verdict in Verdict.values if verdict not in (Verdict.PASSED, Verdict.INTERNAL)]
RECENT_ENTRIES = 15
RECENT_SUBMISSIONS = 30


# ---------------------------------------------------------------- the grid


@dataclass(frozen=True)
class Cell:
    """One learner in one phase."""

    phase: PhaseLine
    state: State
    closed: int
    budget: Budget

    @property
    def topics_said(self) -> str:
        return f"{self.closed} of {len(self.phase.topics)} topics"


@dataclass(frozen=True)
class Row:
    """One learner: where they stand in each phase, what they did lately, and whether they need the mentor."""

    learner: User
    cells: tuple[Cell, ...]
    week_minutes: int
    total_minutes: int
    last_active: date | None
    last_active_said: str
    newest: Submission | None
    need: Need


@dataclass(frozen=True)
class Grid:
    cohort: Cohort
    phases: Sequence[PhaseLine]
    rows: Sequence[Row]

    @property
    def urgent(self) -> list[Row]:
        return [row for row in self.rows if row.need.is_urgent]

    @property
    def headline(self) -> str:
        return rules.headline(len(self.urgent))

    @property
    def sentence(self) -> str:
        names = rules.short_names([str(row.learner) for row in self.rows])
        urgent = [(name, row.need.reason) for name, row in zip(names, self.rows, strict=True) if row.need.is_urgent]
        return rules.headline_sentence(urgent, len(self.rows) - len(urgent))


@dataclass
class Deeds:
    """What one learner did, by primary keys."""

    minutes: dict[int | None, int] = field(default_factory=dict)  # by topic; None: on no topic
    by_day: dict[date, int] = field(default_factory=dict)  # of the last days only
    topic_marks: dict[int, str] = field(default_factory=dict)
    part_marks: dict[int, str] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)  # exercises
    seen: list[datetime] = field(default_factory=list)
    newest: Submission | None = None
    failing: Failing | None = None

    def last_day(self, learner: User) -> date | None:
        """The day of the newest deed on the learner's own calendar."""
        return max(self.seen).astimezone(learner.zone).date() if self.seen else None


def cohort_grid(cohort: Cohort, *, now: datetime) -> Grid:
    """The cohort's learners, those who need the mentor first."""
    members = list(cohort.memberships.learners().select_related("user"))
    deeds = _deeds([member.user_id for member in members], since=now.date() - timedelta(days=8))
    outline = outline_for(None)
    exercises, hours = _exercises_by_topic(), _hours_by_background()
    rows = []
    for member in members:
        theirs = deeds[member.user_id]
        states = {pk: _state(outline.curriculum, pk, theirs, exercises[pk]) for pk in outline.topics}
        estimates = hours[member.user.hours_background]
        rows.append(_row(member, theirs, _cells(outline, theirs, states, estimates), now))
    rows.sort(key=lambda row: (-row.need.weight[0], -row.need.weight[1], row.learner.name.casefold()))
    return Grid(cohort, outline.phases, rows)


def _row(member: Membership, deeds: Deeds, cells: tuple[Cell, ...], now: datetime) -> Row:
    learner = member.user
    today = now.astimezone(learner.zone).date()
    last = deeds.last_day(learner)
    return Row(
        learner=learner,
        cells=cells,
        week_minutes=sum(minutes for day, minutes in deeds.by_day.items() if day >= week_start(today)),
        total_minutes=sum(deeds.minutes.values()),
        last_active=last,
        last_active_said=rules.days_ago(last, today=today) if last else "not yet",
        newest=deeds.newest,
        need=_need(member, deeds, today),
    )


def _need(member: Membership, deeds: Deeds, today: date) -> Need:
    last = deeds.last_day(member.user)
    silent_days = (today - (last or member.joined_on)).days
    return rules.need_of(failing=deeds.failing, silent_days=silent_days, has_begun=last is not None)


def _cells(
    outline: Outline, deeds: Deeds, states: Mapping[int, State], hours: Mapping[int, HoursRange]
) -> tuple[Cell, ...]:
    """One for each phase. What was skipped costs no hours."""
    cells = []
    for phase in outline.phases:
        theirs = [states[topic.pk] for topic in phase.topics]
        walked = [topic.pk for topic in phase.topics if states[topic.pk] != State.SKIPPED]
        estimate = HoursRange.total(hours[pk] for pk in walked if pk in hours)
        minutes = sum(deeds.minutes.get(topic.pk, 0) for topic in phase.topics)
        closed = sum(state.is_closed for state in theirs)
        cells.append(
            Cell(phase, rules.phase_state(theirs), closed, Budget(minutes, estimate if estimate.high else None))
        )
    return tuple(cells)


def _state(course: Curriculum, topic: int, deeds: Deeds, exercises: Iterable[int]) -> State:
    begun = topic in deeds.minutes or any(exercise in deeds.begun for exercise in exercises)
    marks = counted_marks(course, course.topics[topic], deeds.part_marks)
    return topic_state(mark=deeds.topic_marks.get(topic), parts=marks, begun=begun)


def _exercises_by_topic() -> Mapping[int, list[int]]:
    exercises: dict[int, list[int]] = defaultdict(list)
    for exercise, topic in Exercise.objects.open().filter(topics__isnull=False).values_list("pk", "topics"):
        exercises[topic].append(exercise)
    return exercises


def _hours_by_background() -> Mapping[str, Mapping[int, HoursRange]]:
    """The estimate of each topic that has one."""
    topics = list(Topic.objects.current().defer("body", "body_html", "why", "why_html"))
    return {
        background: {topic.pk: hours for topic in topics if (hours := topic.hours_for(background))}
        for background in Background.values
    }


# ---------------------------------------------------------------- what the learners did


def _deeds(learners: list[int], *, since: date) -> Mapping[int, Deeds]:
    """By learner. Seven queries."""
    deeds: dict[int, Deeds] = defaultdict(Deeds)
    _read_hours(learners, deeds, since)
    _read_marks(learners, deeds)
    _read_submissions(learners, deeds)
    return deeds


def _read_hours(learners: list[int], deeds: dict[int, Deeds], since: date) -> None:
    entries = StudyEntry.objects.filter(learner__in=learners).order_by()
    totals = entries.values_list("learner_id", "topic_id").annotate(Sum("minutes"), Max("created_at"))
    for learner, topic, minutes, last in totals:
        deeds[learner].minutes[topic] = minutes
        deeds[learner].seen.append(last)
    days = entries.filter(day__gte=since).values_list("learner_id", "day").annotate(Sum("minutes"))
    for learner, day, minutes in days:
        deeds[learner].by_day[day] = minutes


def _read_marks(learners: list[int], deeds: dict[int, Deeds]) -> None:
    for mark in TopicMark.objects.filter(learner__in=learners):
        theirs = deeds[mark.learner_id]
        if mark.subtopic_id is None:
            theirs.topic_marks[mark.topic_id] = mark.state
        else:
            theirs.part_marks[mark.subtopic_id] = mark.state
        theirs.seen.append(mark.marked_at)
    answers = CriterionMark.objects.filter(learner__in=learners).order_by()
    for learner, at in answers.values_list("learner_id").annotate(Max("marked_at")):
        deeds[learner].seen.append(at)


def _read_submissions(learners: list[int], deeds: dict[int, Deeds]) -> None:
    sent = Submission.objects.filter(learner__in=learners).order_by()
    for learner, exercise, last in sent.values_list("learner_id", "exercise_id").annotate(Max("created_at")):
        deeds[learner].begun.add(exercise)
        deeds[learner].seen.append(last)
    newest = sent.filter(mode=Mode.SUBMIT).values("learner").annotate(newest=Max("pk")).values("newest")
    for submission in Submission.objects.filter(pk__in=newest).select_related("exercise").defer("source", "output"):
        deeds[submission.learner_id].newest = submission
    later_pass = Submission.objects.passed().filter(
        learner=OuterRef("learner"), exercise=OuterRef("exercise"), created_at__gt=OuterRef("created_at")
    )
    failed = sent.filter(~Exists(later_pass), mode=Mode.SUBMIT, verdict__in=THEIR_OWN)
    streaks = failed.values_list("learner_id", "exercise__title").annotate(times=Count("pk")).order_by("times")
    for learner, title, times in streaks:  # the longest is written last
        deeds[learner].failing = Failing(title, times)


# ---------------------------------------------------------------- one learner


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
    deeds = _deeds([learner.pk], since=today)[learner.pk]
    outline = outline_for(learner)
    entries = StudyEntry.objects.of(learner)
    by_kind = dict(entries.order_by().values_list("kind").annotate(total=Sum("minutes")))
    counted = Submission.objects.filter(learner=learner, mode=Mode.SUBMIT)
    return LearnerPage(
        learner=learner,
        need=_need(member, deeds, today),
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
