"""A learner's progress on one or two printed pages, such as for a talk with their parents or their supervisor."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.cohort.queries import DueLine, due_lines
from cohorts.marks.learner_marks import LearnerMarks, Marking, RowMark, RowState
from cohorts.marks.models import MarkScheme, scheme_of
from cohorts.plan.due_weeks import CohortPlan
from cohorts.plan.pace import LearnerPace, pace_from, plans_of
from cohorts.plan.standings import standing_of
from cohorts.sign_offs.queries import signed_off_in
from exercises.models import ModeChoice, Submission, VerdictChoice
from progress.checkpoints.rules import Status
from progress.facts import Facts
from progress.hours.days import week_start
from progress.learners import LearnerProgress, progress_of
from progress.outline.outline import Outline, outline_from
from progress.outline.phase_lines import CheckpointLine, PhaseLine
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum
from progress.topic.rules import TopicState

A_WEEK = timedelta(weeks=1)
MAX_WEEKS = 52
CLAIMED_STANDINGS = ("claimed", TopicState.REVIEW.value)


@dataclass(frozen=True, kw_only=True)
class StudyWeeks:
    """The logged hours of a period, which begins with the cohort, or later with the learner."""

    first: date
    last: date
    minutes: int
    minutes_before: int
    """Logged before the period."""
    weeks: Sequence[tuple[date, int]]
    """The Monday and the minutes of each of its newest weeks, in order."""

    @property
    def mean_minutes(self) -> int:
        """The minutes of a mean week."""
        days = (self.last - self.first).days + 1
        return round(7 * self.minutes / days) if days > 0 else 0


@dataclass(frozen=True, kw_only=True)
class PhaseSummary:
    """How many topics of a phase are proven, known, claimed, skipped, in progress and to do: each is counted once."""

    line: PhaseLine
    counts: Mapping[str, int]

    @property
    def topic_count(self) -> int:
        return len(self.line.topics)

    @property
    def cells(self) -> list[int]:
        claimed = sum(self.counts.get(standing, 0) for standing in CLAIMED_STANDINGS)
        others = (TopicState.SKIPPED, TopicState.DOING, TopicState.TODO)
        return [
            self.counts.get("proven", 0),
            self.counts.get("known", 0),
            claimed,
            *(self.counts.get(state.value, 0) for state in others),
        ]


@dataclass(frozen=True, kw_only=True)
class CheckpointSummary:
    """A checkpoint of which something holds or was answered."""

    line: CheckpointLine
    newest: date
    """When the newest of its criteria was proven or answered."""

    @property
    def cells(self) -> list[int]:
        """How many criteria are proven, signed off, claimed, and left."""
        counts = [self.line.statuses.count(status) for status in (Status.PROVEN, Status.SIGNED_OFF, Status.CLAIMED)]
        return [*counts, len(self.line.statuses) - sum(counts)]


@dataclass(kw_only=True)
class ExerciseTries:
    """The submissions of an exercise: up to the first pass, or all of them without one."""

    title: str
    tries: int = 0
    passed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class DueSummary:
    """What is due, and not done."""

    line: DueLine
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class LearnerSummary:
    """A learner as the printed page shows them. What is proven and what is claimed are never summed."""

    member: Membership
    today: date
    """Theirs."""
    outline: Outline
    pace: LearnerPace
    study: StudyWeeks
    phases: Sequence[PhaseSummary]
    checkpoints: Sequence[CheckpointSummary]
    passes: Sequence[ExerciseTries]
    not_passed: Sequence[ExerciseTries]
    due: Sequence[DueSummary]
    extensions: Sequence[DueLine]
    scheme: MarkScheme | None
    marks: LearnerMarks | None
    topics_by_standing: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def learner(self) -> User:
        return self.member.user

    @property
    def topic_lists(self) -> list[tuple[str, Sequence[str]]]:
        """The titles of the topics that are proven, known and claimed, each apart."""
        names = ("proven", "known", "claimed")
        return [(name, titles) for name in names if (titles := self.topics_by_standing.get(name))]

    @property
    def late_marks(self) -> list[RowMark]:
        """The rows whose due date has passed, without anything that counts."""
        rows = self.marks.rows if self.marks else ()
        return [row for row in rows if row.is_due and row.state == RowState.MARKED and not row.basis]

    @property
    def mark_exceptions(self) -> list[RowMark]:
        """The rows that are excused or due later than for others. Their reasons aren't for print."""
        rows = self.marks.rows if self.marks else ()
        return [row for row in rows if row.is_extended or row.state == RowState.EXCUSED]


def learner_summary_of(member: Membership, *, now: datetime) -> LearnerSummary:
    """Return the summary of a member with its user, cohort, section and mentor. The number of queries is constant for a
    cohort with marks, and for one without.
    """
    learner, cohort, course = member.user, member.cohort, curriculum(member.cohort.roadmap_id)
    progress = progress_of([learner], course)[learner.pk]
    today = now.astimezone(learner.zone).date()
    plan = plans_of([learner.pk]).get(learner.pk)
    standing = standing_of(member, progress, plan, CohortPlan(cohort, course), today)
    signed_off = signed_off_in(cohort.pk, [learner.pk]).get(learner.pk, frozenset())
    outline = outline_from(course, progress.facts, progress.background)
    tries, due, scheme = _tries_of(learner), due_lines(cohort, member), scheme_of(cohort)
    return LearnerSummary(
        member=member,
        today=today,
        outline=outline,
        pace=pace_from(standing, progress, today=today),
        study=_study_weeks(member, progress, today),
        phases=[_phase(line) for line in outline.phases],
        topics_by_standing=_titles(outline),
        checkpoints=_checkpoints(learner, outline, signed_off),
        passes=sorted((row for row in tries if row.passed_on), key=lambda row: (row.passed_on or today, row.title)),
        not_passed=[row for row in tries if not row.passed_on],
        due=[DueSummary(line=line, is_late=line.due_on < today) for line in due if not _is_done(line, outline)],
        extensions=[line for line in due if line.shared_due_on and line.shared_due_on < line.due_on],
        scheme=scheme,
        marks=Marking(scheme).marks_of([member], now=now)[0] if scheme else None,
    )


def _study_weeks(member: Membership, progress: LearnerProgress, today: date) -> StudyWeeks:
    first = max(member.cohort.started_on, member.joined_on)
    last = _last_day(member.cohort, today)
    days = {day: minutes for day, minutes in progress.days.items() if first <= day <= last}
    mondays = [week_start(last) - number * A_WEEK for number in range(MAX_WEEKS)]
    weeks = [(monday, _minutes(days, monday)) for monday in reversed(mondays) if monday >= week_start(first)]
    return StudyWeeks(
        first=first,
        last=last,
        minutes=sum(days.values()),
        minutes_before=sum(minutes for day, minutes in progress.days.items() if day < first),
        weeks=weeks,
    )


def _minutes(days: Mapping[date, int], monday: date) -> int:
    return sum(days.get(monday + timedelta(days=number), 0) for number in range(7))


def _last_day(cohort: Cohort, today: date) -> date:
    """Return the last day of the term if it is over, and today before."""
    ends = [cohort.ends_on, cohort.archived_at.date() if cohort.archived_at else None]
    return min([today, *(day for day in ends if day)])


def _phase(line: PhaseLine) -> PhaseSummary:
    return PhaseSummary(line=line, counts=Counter(topic.standing for topic in line.topics))


def _titles(outline: Outline) -> dict[str, list[str]]:
    titles: dict[str, list[str]] = {}
    for topic in outline.path:
        name = "claimed" if topic.standing in CLAIMED_STANDINGS else topic.standing
        titles.setdefault(name, []).append(topic.title)
    return titles


def _checkpoints(learner: User, outline: Outline, signed_off: frozenset[int]) -> list[CheckpointSummary]:
    """Return those of which a criterion is proven or answered, in the roadmap's order."""
    summaries = []
    for line in (line for phase in outline.phases for line in phase.checkpoints):
        moments = [at for pk in line.criteria for at in _moments(pk, outline.curriculum, outline.facts)]
        if moments:
            newest = max(moments).astimezone(learner.zone).date()
            summaries.append(CheckpointSummary(line=line.with_sign_offs(signed_off), newest=newest))
    return summaries


def _moments(criterion: int, course: Curriculum, facts: Facts) -> list[datetime]:
    """Return when a criterion was proven first, or else answered."""
    passes = [facts.first_passes[proof] for proof in course.proofs.get(criterion, ()) if proof in facts.first_passes]
    answer = facts.answers.get(criterion)
    return [min(passes)] if passes else [answer.marked_at] if answer else []


def _tries_of(learner: User) -> list[ExerciseTries]:
    """Return the tries of each exercise, in the order of the first. One query. Our faults don't count."""
    runs = Submission.objects.filter(learner=learner, mode=ModeChoice.SUBMIT, state=Submission.State.DONE)
    runs = runs.exclude(verdict=VerdictChoice.INTERNAL).order_by("created_at", "pk")
    tries: dict[int, ExerciseTries] = {}
    for exercise, title, verdict, at in runs.values_list("exercise", "exercise__title", "verdict", "created_at"):
        row = tries.setdefault(exercise, ExerciseTries(title=title))
        if row.passed_on is None:
            row.tries += 1
            row.passed_on = at.astimezone(learner.zone).date() if verdict == VerdictChoice.PASSED else None
    return list(tries.values())


def _is_done(line: DueLine, outline: Outline) -> bool:
    """Whether the topic, or each topic of the phase, is done or skipped. What the roadmap no longer has is done."""
    of_phase = [topic for phase in outline.phases if phase.pk == line.phase for topic in phase.topics]
    topics = of_phase or [topic for topic in outline.topics.values() if topic.pk == line.topic]
    return all(topic.state.is_closed or topic.is_proven for topic in topics)
