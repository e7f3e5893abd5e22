"""Bulk reads for one page each, into objects that answer the template's questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from curriculum.kept import Kept, Pieces
from curriculum.models import Criterion, Topic
from exercises import fleet
from exercises.comparing import Line, difference
from exercises.models import CheckResult, Draft, EarlierVerdict, Exercise, Mode, Submission, Verdict
from exercises.pictures import Picture, draw
from exercises.rules import duration, graded_in, headline

DEVICES = {"cpu": "CPU", "gpu": "GPU"}
LABELS = {"input": "Input", "yours": "Yours", "expected": "Expected", "difference": "First difference"}

# ------------------------------------------------------------------ the list


@dataclass(frozen=True, slots=True)
class Listed:
    """An exercise as one learner sees it; ``item`` is its item of the list."""

    exercise: Exercise
    is_passed: bool
    is_begun: bool
    item: SafeString

    @property
    def state_word(self) -> str:
        """How far the learner is, as the filter calls it."""
        return "passed" if self.is_passed else "begun" if self.is_begun else "open"

    def says(self, words: str) -> bool:
        topics = " ".join(topic.title for topic in self.exercise.topics.all())
        text = f"{self.exercise.title} {self.exercise.summary} {topics}".casefold()
        return all(word in text for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class ExerciseSection:
    title: str
    exercises: list[Listed]
    is_open: bool
    """What comes next is in it."""

    @property
    def proved(self) -> int:
        return sum(exercise.is_passed for exercise in self.exercises)


@dataclass(frozen=True)
class Catalogue:
    """The open exercises in their order, the same for everybody, and the topics that one of them belongs to."""

    exercises: list[Exercise]
    topics: list[Topic]
    pieces: Pieces

    def listed(self, exercise: Exercise, *, is_passed: bool, is_begun: bool, is_read_only: bool) -> Listed:
        context = {"exercise": exercise, "is_passed": is_passed, "is_begun": is_begun, "is_read_only": is_read_only}
        key = (exercise.pk, is_passed, is_begun, is_read_only)
        item = self.pieces.get(key, lambda: render_to_string("exercises/list_item.html", context))
        return Listed(exercise, is_passed, is_begun, item)


@dataclass(frozen=True)
class ExerciseList:
    """The exercises as one learner sees them; ``chosen`` are those that the filter lets through."""

    every: list[Listed]
    chosen: list[Listed]
    topics: list[Topic]
    newest_run: Mapping[int, int]
    """By the key of an exercise, that of its newest run."""

    @cached_property
    def proved(self) -> int:
        return sum(one.is_passed for one in self.every)

    @cached_property
    def hours_left(self) -> str:
        """Of all of them, for a visitor."""
        minutes = sum(one.exercise.minutes for one in self.every if not one.is_passed)
        return f"{round(minutes / 60, 1):g} h" if minutes >= 60 else f"{minutes} min"

    @cached_property
    def next(self) -> Listed | None:
        """What to go on with: what was begun last, else the first open one behind what was run last."""
        left = [one for one in self.every if not one.is_passed]
        if not left:
            return None
        if begun := [one for one in left if one.is_begun]:
            return max(begun, key=self._ran)
        here = self.every.index(max(self.every, key=self._ran))
        return next((one for one in self.every[here:] if not one.is_passed), left[0])

    def _ran(self, one: Listed) -> int:
        return self.newest_run.get(one.exercise.pk, 0)

    @cached_property
    def sections(self) -> list[ExerciseSection]:
        grouped: dict[str, list[Listed]] = {}
        for one in self.chosen:
            grouped.setdefault(one.exercise.section_title, []).append(one)
        return [ExerciseSection(title, rows, self.next in rows) for title, rows in grouped.items()]


def exercise_list(learner: User | None, *, topic: str = "", state: str = "", query: str = "") -> ExerciseList:
    """All open exercises with this learner's state. ``topic`` is a uid, ``state`` one of passed, begun, open.

    Each word of ``query`` must stand in the title, the summary or the name of a topic.

    A visitor has done none of them, and none of them tells how far one is.
    """
    course, runs = catalogue(), _runs_of(learner) if learner else {}
    every = [
        course.listed(
            exercise,
            is_passed=exercise.pk in runs and runs[exercise.pk][0] > 0,
            is_begun=exercise.pk in runs,
            is_read_only=learner is None,
        )
        for exercise in course.exercises
    ]
    chosen = [
        one
        for one in every
        if (not topic or any(its.uid == topic for its in one.exercise.topics.all()))
        and (not state or one.state_word == state)
        and one.says(query)
    ]
    return ExerciseList(every, chosen, course.topics, {exercise: newest for exercise, (_, newest) in runs.items()})


def _runs_of(learner: User) -> dict[int, tuple[int, int]]:
    """Of each exercise that they ran at all: how often they passed it, and the key of the newest run."""
    tried = Submission.objects.filter(learner=learner).order_by().values_list("exercise")
    passes = Count("pk", filter=Q(mode=Mode.SUBMIT, verdict=Verdict.PASSED))
    return {exercise: (passed, newest) for exercise, passed, newest in tried.annotate(passed=passes, newest=Max("pk"))}


def _read_catalogue() -> Catalogue:
    rows = (
        Exercise.objects.open().in_order().prefetch_related(Prefetch("topics", Topic.objects.select_related("section")))
    )
    exercises = list(rows.defer("statement", "statement_html", "hints_html", "starter"))
    found = {topic.uid: topic for exercise in exercises for topic in exercise.topics.all()}
    topics = sorted(found.values(), key=lambda topic: (topic.section.order, topic.order))
    return Catalogue(exercises, topics, Pieces())


catalogue = Kept(_read_catalogue)


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
    measured: str
    proves: list[Criterion]
    next_exercise: Exercise | None
    earlier: list[EarlierVerdict]

    @property
    def is_stale(self) -> bool:
        """The exercise is no longer what it was when this was judged."""
        judged, exercise = self.submission, self.submission.exercise
        return judged.is_done and not judged.is_regrading and not exercise.retired and judged.digest != exercise.digest

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
        return Results(submission, waiting, "", "", None, [], "", "", [], None, [])
    proves = submission.proves
    return replace(
        judged(submission, list(submission.checks.all())),
        proves=list(submission.exercise.criteria.current().select_related("checkpoint")) if proves else [],
        next_exercise=_next_exercise(submission) if proves else None,
        earlier=list(submission.earlier_verdicts.all()),
    )


def judged(submission: Submission, checks: list[CheckResult]) -> Results:
    """What a verdict says by itself. It asks the database nothing."""
    failing = [check for check in checks if not check.is_passed]
    lead = next((check for check in failing + checks if check.picture), None)
    said = "" if submission.is_passed else _sentence(submission, failing)
    return Results(
        submission=submission,
        waiting=None,
        headline=headline(submission.verdict, submission.mode, len(checks) - len(failing), len(checks)),
        said=said,
        picture=draw(lead.picture) if lead else None,
        checks=[_row(check, said, lead, failing) for check in checks],
        output=submission.output,
        measured=_measured(submission),
        proves=[],
        next_exercise=None,
        earlier=[],
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


def _measured(submission: Submission) -> str:
    """The small print: how long, where, by which version of what."""
    device = DEVICES.get(submission.device, submission.device)
    versions = [f"{name} {version}" for name, version in submission.versions.items()]
    judged = [f"exercise version {submission.digest[:8]}"] if submission.digest else []
    by = f"Judged by {', '.join(judged + versions)}." if judged or versions else ""
    return f"{graded_in(submission.phases, device, submission.worker)} {by}".strip()


def _next_exercise(submission: Submission) -> Exercise | None:
    """The first that this learner has not passed, from here on in the roadmap's order and then from its start."""
    rows = list(Exercise.objects.open().not_passed_by(submission.learner).in_order())
    return next((row for row in rows if row.order >= submission.exercise.order), rows[0] if rows else None)


# ------------------------------------------------------------------ the runs of an exercise


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in the list of them, and whether it is marked as one of two to compare."""

    run: Submission
    at: str
    is_earlier: bool
    is_later: bool
    is_elsewhere: bool
    """On another page of the list: it is here because it is marked."""


def run_lines(runs: Iterable[Submission], marked: Sequence[Submission | None]) -> list[RunLine]:
    """Those of a page and the two that are marked, the earlier of them first; the newest is listed first."""
    here = set(runs)
    shown = sorted(here.union(filter(None, marked)), key=lambda run: (run.created_at, run.pk), reverse=True)
    return [RunLine(run, _exactly(run), run in marked[:1], run in marked[1:], run not in here) for run in shown]


def _exactly(run: Submission) -> str:
    """When it was sent: two within a minute are usual."""
    local = timezone.localtime(run.created_at)
    return f"{local.day} {local:%b %Y, %H:%M:%S}"


# ------------------------------------------------------------------ the workspace


@dataclass(frozen=True, slots=True)
class Editor:
    """What stands in the editor, and what is known of it as a draft.

    ``changes`` lead from the version saved elsewhere to what is here; None where there is but one version.
    """

    text: str
    base: str
    said: str
    has_set_aside: bool
    seen: str = ""
    changes: list[Line] | None = None


def editor(draft: Draft | None, *, otherwise: str = "") -> Editor:
    """The draft, or what stands there before there is one."""
    if draft is None:
        return Editor(otherwise, "", "", False)
    return Editor(draft.source, str(draft.revision), f"Saved {_at(draft.saved_at)}.", bool(draft.set_aside))


def editor_in_conflict(draft: Draft, *, source: str, base: str) -> Editor:
    """Two versions of one draft. What was typed stays in the editor until one is chosen."""
    said = f"Not saved: this exercise was also edited elsewhere, at {_at(draft.saved_at)}. Choose which to go on with."
    return Editor(source, base, said, False, str(draft.revision), difference(draft.source, source))


def editor_refused(*, source: str, base: str, reason: str) -> Editor:
    """A text that can't be kept stays in the editor, with the reason."""
    return Editor(source, base, f"Not saved. {reason}", False)


def _at(moment: datetime) -> str:
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return f"{local:%H:%M}" if today else f"{local.day} {local:%b %Y, %H:%M}"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One learner before one exercise. ``trouble`` says why nothing is graded now; it is empty when all is well."""

    editor: Editor
    results: Results | None
    trouble: str
    a_minute: int
    """As many runs are taken."""


def workspace(exercise: Exercise, learner: User, *, shown: Editor | None = None) -> Workspace:
    """The draft, else the newest own source, else the starter; and the newest verdict."""
    trouble = fleet.capacity(exercise.queue).trouble
    newest = exercise.submissions.filter(learner=learner).newest_first().first()
    draft = None if shown else exercise.drafts.filter(learner=learner).first()
    shown = shown or editor(draft, otherwise=newest.source if newest else exercise.starter)
    if newest is not None:
        newest.learner, newest.exercise = learner, exercise
    results = submission_results(newest) if newest else None
    return Workspace(shown, results, trouble, settings.SUBMISSIONS_PER_MINUTE)
