"""Bulk reads for one page each, into objects that answer the template's questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises import fleet
from exercises.models import CheckResult, EarlierVerdict, Exercise, Submission
from exercises.pictures import Picture, draw
from exercises.rules import duration, graded_in, headline

DEVICES = {"cpu": "CPU", "gpu": "GPU"}
LABELS = {"input": "Input", "yours": "Yours", "expected": "Expected", "difference": "First difference"}

# ------------------------------------------------------------------ the list


@dataclass(frozen=True, slots=True)
class ExerciseSection:
    title: str
    exercises: list[Exercise]
    is_open: bool
    """What comes next is in it."""

    @property
    def proved(self) -> int:
        return sum(exercise.is_passed for exercise in self.exercises)


@dataclass(frozen=True)
class ExerciseList:
    """The exercises as one learner sees them; ``chosen`` are those that the filter lets through."""

    every: list[Exercise]
    chosen: list[Exercise]

    @cached_property
    def proved(self) -> int:
        return sum(exercise.is_passed for exercise in self.every)

    @cached_property
    def hours_left(self) -> str:
        minutes = sum(exercise.minutes for exercise in self.every if not exercise.is_passed)
        return f"{minutes / 60:.1f} h" if minutes >= 60 else f"{minutes} min"

    @cached_property
    def next(self) -> Exercise | None:
        """What to go on with: something begun, else the first that is open."""
        left = [exercise for exercise in self.every if not exercise.is_passed]
        return next((exercise for exercise in left if exercise.is_begun), left[0] if left else None)

    @cached_property
    def topics(self) -> list[Topic]:
        """Those that an exercise belongs to, in the roadmap's order."""
        found = {topic.uid: topic for exercise in self.every for topic in exercise.topics.all()}
        return sorted(found.values(), key=lambda topic: (topic.section.order, topic.order))

    @cached_property
    def sections(self) -> list[ExerciseSection]:
        grouped: dict[str, list[Exercise]] = {}
        for exercise in self.chosen:
            grouped.setdefault(exercise.section_title, []).append(exercise)
        return [ExerciseSection(title, rows, self.next in rows) for title, rows in grouped.items()]


def exercise_list(learner: User, *, topic: str = "", state: str = "") -> ExerciseList:
    """All open exercises with this learner's state. ``topic`` is a uid, ``state`` one of passed, begun, open."""
    topics = Prefetch("topics", Topic.objects.select_related("section"))
    every = list(Exercise.objects.open().in_order().with_state_of(learner).prefetch_related(topics))
    chosen = [
        exercise
        for exercise in every
        if (not topic or any(one.uid == topic for one in exercise.topics.all()))
        and (not state or exercise.state_word == state)
    ]
    return ExerciseList(every, chosen)


# ------------------------------------------------------------------ one verdict


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as a row. ``message`` is empty when the verdict's own sentence says it already."""

    title: str
    is_passed: bool
    was_run: bool
    time: str
    message: str
    facts: list[Fact]
    output: str
    picture: Picture | None
    is_first_failing: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A submission's verdict, told and shown, or how it waits. Without a verdict the rest means nothing."""

    submission: Submission
    waiting: fleet.Waiting | None
    headline: str
    said: str
    picture: Picture | None
    checks: list[CheckRow]
    output: str
    measured: list[str]
    proves: list[Criterion]
    next_exercise: Exercise | None
    earlier: list[EarlierVerdict]

    @property
    def tone(self) -> str:
        """The class of its box."""
        if not self.submission.is_done or self.submission.is_our_fault:
            return "waiting"
        return "passed" if self.submission.is_passed else "not-yet"


def submission_results(submission: Submission) -> Results:
    """The verdict and its checks. Whoever calls has made sure that the reader may see it."""
    if not submission.is_done:
        waiting = fleet.waiting(submission) if submission.is_waiting else None
        return Results(submission, waiting, "", "", None, [], "", [], [], None, [])
    checks = list(submission.checks.all())
    failing = [check for check in checks if not check.is_passed]
    lead = next((check for check in failing + checks if check.picture), None)
    said = "" if submission.is_passed else _sentence(submission, failing)
    proves = submission.proves
    return Results(
        submission=submission,
        waiting=None,
        headline=headline(submission.verdict, submission.mode, len(checks) - len(failing), len(checks)),
        said=said,
        picture=draw(lead.picture) if lead else None,
        checks=[_row(check, said, lead, failing) for check in checks],
        output=submission.output,
        measured=_measured(submission),
        proves=list(submission.exercise.criteria.current().select_related("checkpoint")) if proves else [],
        next_exercise=_next_exercise(submission) if proves else None,
        earlier=list(submission.earlier_verdicts.all()),
    )


def _sentence(submission: Submission, failing: list[CheckResult]) -> str:
    """What to tell first: the recognised mistake, else what the first check that was run says, else the whole."""
    told = next((check.message for check in failing if check.was_run), "")
    return submission.mistake_message or told or submission.message


def _row(check: CheckResult, said: str, lead: CheckResult | None, failing: list[CheckResult]) -> CheckRow:
    return CheckRow(
        title=check.title,
        is_passed=check.is_passed,
        was_run=check.was_run,
        time=duration(check.ms),
        message=check.message if check.was_run and not check.is_passed and check.message != said else "",
        facts=[] if check.is_passed else _facts(check.detail),
        output=check.output,
        picture=None if check.is_passed or check is lead else draw(check.picture),
        is_first_failing=bool(failing) and check is failing[0],
    )


def _facts(detail: Mapping[str, str]) -> list[Fact]:
    return [Fact(label, detail[key], key == "difference") for key, label in LABELS.items() if detail.get(key)]


def _measured(submission: Submission) -> list[str]:
    """The small print: how long, where, by which version of what."""
    versions = [f"{name} {version}" for name, version in submission.versions.items()]
    found = [
        graded_in(submission.phases),
        submission.device and f"on {DEVICES.get(submission.device, submission.device)}",
        submission.digest and f"exercise version {submission.digest[:8]}",
        *versions,
    ]
    return [text for text in found if text]


def _next_exercise(submission: Submission) -> Exercise | None:
    """The first that this learner has not passed, from here on in the roadmap's order and then from its start."""
    rows = list(Exercise.objects.open().not_passed_by(submission.learner).in_order())
    return next((row for row in rows if row.order >= submission.exercise.order), rows[0] if rows else None)


# ------------------------------------------------------------------ the workspace


@dataclass(frozen=True, slots=True)
class Workspace:
    """One learner before one exercise. ``trouble`` says why nothing is graded now; it is empty when all is well."""

    draft: str
    results: Results | None
    trouble: str


def workspace(exercise: Exercise, learner: User, *, from_starter: bool = False) -> Workspace:
    """The newest own source (or the starter) and its verdict."""
    trouble = fleet.capacity(exercise.queue).trouble
    newest = exercise.submissions.filter(learner=learner).newest_first().first()
    if newest is None:
        return Workspace(exercise.starter, None, trouble)
    newest.learner = learner
    return Workspace(exercise.starter if from_starter else newest.source, submission_results(newest), trouble)
