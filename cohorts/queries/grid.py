"""The mentor's grid of a cohort: learners by phases, those who need the mentor first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Background, User
from cohorts import rules
from cohorts.models import Cohort, Membership, Thread
from cohorts.queries.activity import LearnerActivity, activity_of, need_of
from cohorts.rules import LearnerNeed
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from lib.ranges import HoursRange
from progress.queries.curriculum.curriculum import Curriculum
from progress.queries.outline import Outline, outline_for
from progress.queries.phase_lines import PhaseLine
from progress.queries.topic_lines import state_of
from progress.rules.budgets import HoursBudget
from progress.rules.states import TopicState
from progress.rules.weeks import week_start


@dataclass(frozen=True, kw_only=True)
class PhaseCell:
    """One learner in one phase."""

    phase: PhaseLine
    state: TopicState
    closed_count: int
    budget: HoursBudget

    @property
    def topics_text(self) -> str:
        return f"{self.closed_count} of {len(self.phase.topics)} topics"


@dataclass(frozen=True, kw_only=True)
class LearnerRow:
    """One learner: their state in each phase, what they did lately, and whether they need the mentor."""

    learner: User
    label: str
    """Their name, with their address where another learner of the cohort has the same name."""
    cells: tuple[PhaseCell, ...]
    week_minutes: int
    total_minutes: int
    last_active: date | None
    last_active_text: str
    newest: Submission | None
    question: Thread | None
    need: LearnerNeed


@dataclass(frozen=True)
class Grid:
    cohort: Cohort
    phases: Sequence[PhaseLine]
    rows: Sequence[LearnerRow]

    @property
    def urgent(self) -> list[LearnerRow]:
        return [row for row in self.rows if row.need.is_urgent]

    @property
    def headline(self) -> str:
        return rules.headline(len(self.urgent))

    @property
    def sentence(self) -> str:
        names = rules.short_names([row.label for row in self.rows])
        urgent = [(name, row.need.reason) for name, row in zip(names, self.rows, strict=True) if row.need.is_urgent]
        new = sum(not row.need.is_urgent and row.last_active is None for row in self.rows)
        return rules.headline_sentence(urgent, active=len(self.rows) - len(urgent) - new, new=new)


def cohort_grid(cohort: Cohort, *, now: datetime) -> Grid:
    """The cohort's learners, those who need the mentor first."""
    members = list(cohort.memberships.learners().select_related("user"))
    activity = activity_of([member.user_id for member in members], cohort, since=now.date() - timedelta(days=8))
    outline = outline_for(None)
    exercises, hours = _exercises_by_topic(), _hours_by_background()
    labels = rules.labels([(str(member.user), member.user.email) for member in members])
    rows = []
    for member, label in zip(members, labels, strict=True):
        theirs = activity[member.user_id]
        states = {pk: _state(outline.curriculum, pk, theirs, exercises[pk]) for pk in outline.topics}
        estimates = hours[member.user.hours_background]
        rows.append(_row(member, label, theirs, _cells(outline, theirs, states, estimates), now))
    rows.sort(key=lambda row: (-row.need.weight[0], -row.need.weight[1], row.learner.name.casefold()))
    return Grid(cohort, outline.phases, rows)


def _row(
    member: Membership, label: str, activity: LearnerActivity, cells: tuple[PhaseCell, ...], now: datetime
) -> LearnerRow:
    learner = member.user
    today = now.astimezone(learner.zone).date()
    last = activity.last_day(learner)
    return LearnerRow(
        learner=learner,
        label=label,
        cells=cells,
        week_minutes=sum(minutes for day, minutes in activity.by_day.items() if day >= week_start(today)),
        total_minutes=sum(activity.minutes.values()),
        last_active=last,
        last_active_text=rules.days_ago(last, today=today) if last else "not yet",
        newest=activity.newest,
        question=activity.question,
        need=need_of(member, activity, today),
    )


def _cells(
    outline: Outline, activity: LearnerActivity, states: Mapping[int, TopicState], hours: Mapping[int, HoursRange]
) -> tuple[PhaseCell, ...]:
    """One for each phase. What was skipped costs no hours."""
    cells = []
    for phase in outline.phases:
        theirs = [states[topic.pk] for topic in phase.topics]
        counted_topics = [topic.pk for topic in phase.topics if states[topic.pk] != TopicState.SKIPPED]
        estimate = HoursRange.total(hours[pk] for pk in counted_topics if pk in hours)
        minutes = sum(activity.minutes.get(topic.pk, 0) for topic in phase.topics)
        cells.append(
            PhaseCell(
                phase=phase,
                state=rules.phase_state(theirs),
                closed_count=sum(state.is_closed for state in theirs),
                budget=HoursBudget(minutes, estimate if estimate.high else None),
            )
        )
    return tuple(cells)


def _state(course: Curriculum, topic: int, activity: LearnerActivity, exercises: Iterable[int]) -> TopicState:
    is_begun = topic in activity.minutes or any(exercise in activity.exercises for exercise in exercises)
    return state_of(
        course.topics[topic], course, activity.topic_marks.get(topic), activity.part_marks, is_begun=is_begun
    )


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
