"""The mentor's grid of a cohort: learners by phases, those who need the mentor first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Background, User
from cohorts import rules
from cohorts.models import Cohort, Membership, Thread
from cohorts.queries.deeds import Deeds, deeds_of, need_of
from cohorts.rules import Need
from curriculum.models import Topic
from curriculum.ranges import HoursRange
from exercises.models import Exercise, Submission
from progress.queries.curriculum import Curriculum
from progress.queries.outline import Outline, PhaseLine, counted_marks, outline_for
from progress.rules import Budget, State, topic_state, week_start


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
    question: Thread | None
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


def cohort_grid(cohort: Cohort, *, now: datetime) -> Grid:
    """The cohort's learners, those who need the mentor first."""
    members = list(cohort.memberships.learners().select_related("user"))
    deeds = deeds_of([member.user_id for member in members], since=now.date() - timedelta(days=8))
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
        question=deeds.question,
        need=need_of(member, deeds, today),
    )


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
