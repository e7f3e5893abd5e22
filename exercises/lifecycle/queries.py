"""The exercises for admins: their stage, versions, audits and pass rate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, F, Prefetch, Q

from curriculum.models import Topic
from exercises.fleet.capacity import capacity
from exercises.fleet.queues import package_set
from exercises.lifecycle.readings import CatalogueReading, last_reading
from exercises.lifecycle.stages import LearnerUse, use_of
from exercises.models import (
    AuditState,
    ChangeKind,
    Exercise,
    ExerciseChange,
    ExerciseDraft,
    ExerciseVersion,
    ModeChoice,
    StageChoice,
    VerdictChoice,
    VersionAudit,
)

MAX_CHANGES = 50
MAX_SEARCH_CHARS = 80
MAX_OPEN = 20  # rows that are shown without opening their sections
NEEDS_ATTENTION = "attention"
STAGES = {
    "": "All",
    NEEDS_ATTENTION: "Need attention",
    **{stage.value: stage.label.capitalize() for stage in StageChoice},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleRow:
    """An exercise of the list. ``live`` is None while it's in progress."""

    exercise: Exercise
    live: ExerciseVersion | None
    folder: ExerciseVersion | None
    audit: VersionAudit | None
    """The newest of the folder's version."""
    learner_count: int = 0
    pass_count: int = 0

    @property
    def pass_rate(self) -> str:
        return f"{round(100 * self.pass_count / self.learner_count)}%" if self.learner_count else ""

    @property
    def needs_attention(self) -> bool:
        """Whether learners wait for an audit, or the newest one didn't pass."""
        has_failed = self.audit is not None and self.audit.state in (AuditState.FAILED, AuditState.BROKEN)
        return self.exercise.is_being_checked or (has_failed and not (self.folder and self.folder.is_audited))


@dataclass(frozen=True, slots=True)
class StageChip:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleSection:
    title: str
    rows: Sequence[LifecycleRow]
    is_open: bool

    @property
    def attention_count(self) -> int:
        return sum(row.needs_attention for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleList:
    rows: Sequence[LifecycleRow]
    chips: Sequence[StageChip]
    topics: Sequence[tuple[str, str]]
    """(uid, title) of each topic that has an exercise, by title."""
    stage: str
    topic: str
    search: str
    reading: CatalogueReading | None
    drafts: Sequence[ExerciseDraft]
    """Of exercises that are written on the site."""

    @property
    def sections(self) -> list[LifecycleSection]:
        """The rows by section. All are folded where there are many: a phone would scroll through 20 screens."""
        groups = [(title, list(rows)) for title, rows in groupby(self.rows, lambda row: row.exercise.section_title)]
        is_open = len(self.rows) <= MAX_OPEN
        return [LifecycleSection(title=title, rows=rows, is_open=is_open) for title, rows in groups]


def lifecycle_list(stage: str, topic: str, search: str) -> LifecycleList:
    """Return the exercises of a stage and a topic whose title, slug or section has all words of a search.

    ``topic`` is a uid. Six queries, however many exercises there are.
    """
    search = " ".join(search.split())[:MAX_SEARCH_CHARS]
    names = Prefetch("topics", Topic.objects.only("uid", "title").order_by("pk"))
    rows_in_order = Exercise.objects.with_folder().order_by("section", "title").defer("statement", "statement_html")
    exercises = list(rows_in_order.prefetch_related(names))
    topics = {row.uid: row.title for exercise in exercises for row in exercise.topics.all()}
    topic = topic if topic in topics else ""
    words = search.casefold().split()
    rows = _rows([exercise for exercise in exercises if _matches(exercise, words) and _is_about(exercise, topic)])
    stage = stage if stage in STAGES else ""
    chips = [StageChip(value, label, sum(_is_in(row, value) for row in rows)) for value, label in STAGES.items()]
    chips = [chip for chip in chips if chip.count or chip.value in ("", stage)]
    return LifecycleList(
        rows=[row for row in rows if _is_in(row, stage)], chips=chips, stage=stage, topic=topic, search=search,
        topics=sorted(topics.items(), key=lambda item: (item[1].casefold(), item[0])), reading=last_reading(),
        drafts=list(ExerciseDraft.objects.filter(discarded_at=None).select_related("changed_by")),
    )  # fmt: skip


def lifecycle_row(exercise: Exercise) -> LifecycleRow:
    return _rows([exercise])[0]


def _matches(exercise: Exercise, words: Sequence[str]) -> bool:
    text = f"{exercise.title} {exercise.slug} {exercise.section_title}".casefold()
    return all(word in text for word in words)


def _is_about(exercise: Exercise, topic: str) -> bool:
    return not topic or any(row.uid == topic for row in exercise.topics.all())


def _is_in(row: LifecycleRow, stage: str) -> bool:
    return row.needs_attention if stage == NEEDS_ATTENTION else stage in ("", row.exercise.stage)


def _rows(exercises: Iterable[Exercise]) -> list[LifecycleRow]:
    exercises = list(exercises)
    versions: dict[int, dict[str, ExerciseVersion]] = defaultdict(dict)
    for version in ExerciseVersion.objects.filter(exercise__in=exercises).defer("content"):
        versions[version.exercise_id][version.digest] = version
    in_folder = VersionAudit.objects.filter(
        version__exercise__in=exercises, version__digest=F("version__exercise__folder_digest")
    )
    audits = {audit.version_id: audit for audit in in_folder.defer("result").order_by("requested_at", "pk")}
    counts = _counts(exercises)
    return [
        LifecycleRow(
            exercise=exercise,
            live=None if exercise.is_wip else versions[exercise.pk].get(exercise.digest),
            folder=(folder := versions[exercise.pk].get(exercise.folder_digest)),
            audit=audits.get(folder.pk) if folder else None,
            learner_count=counts.get(exercise.pk, (0, 0))[0],
            pass_count=counts.get(exercise.pk, (0, 0))[1],
        )
        for exercise in exercises
    ]


def _counts(exercises: Sequence[Exercise]) -> dict[int, tuple[int, int]]:
    """Return (learners who submitted, learners who passed) for each exercise."""
    submissions = Exercise.objects.filter(pk__in=[exercise.pk for exercise in exercises]).order_by()
    is_submission = Q(submissions__mode=ModeChoice.SUBMIT)
    rows = submissions.values_list("pk").annotate(
        learners=Count("submissions__learner", filter=is_submission, distinct=True),
        passes=Count(
            "submissions__learner", filter=is_submission & Q(submissions__verdict=VerdictChoice.PASSED), distinct=True
        ),
    )
    return {pk: (learners, passes) for pk, learners, passes in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecyclePage:
    """One exercise: what learners get, what its folder holds, and its history."""

    row: LifecycleRow
    audit: VersionAudit | None
    """The newest of the folder's version, with its result."""
    problem: str
    """Why no runner can take the audit that waits; empty if one can."""
    needs_packages: bool
    """Whether the audit needs a host with the packages of a course."""
    waiting_count: int
    """The number of submissions that wait until the audit has passed."""
    use: LearnerUse | None
    """What an exercise of the site has to show before it can be active."""
    changes: Sequence[ExerciseChange] = field(default_factory=list)

    @property
    def exercise(self) -> Exercise:
        return self.row.exercise

    @property
    def undoable(self) -> ExerciseChange | None:
        """The change that made the stage what it is."""
        newest = next((change for change in self.changes if change.kind == ChangeKind.STAGE), None)
        return newest if newest and newest.after == self.exercise.stage else None

    @property
    def may_leave_wip(self) -> bool:
        return bool(self.row.folder and self.row.folder.is_audited)

    @property
    def is_only_checked(self) -> bool:
        return self.may_leave_wip and not (self.row.folder and self.row.folder.is_proven)


def lifecycle_page(exercise: Exercise) -> LifecyclePage:
    row = lifecycle_row(exercise)
    audit = row.audit
    if audit:
        audit.refresh_from_db(fields=["result"])
    waiting = exercise.submissions.waiting() if exercise.is_on_hold else exercise.submissions.none()
    changes = exercise.changes.select_related("by", "successor_before")[:MAX_CHANGES]
    return LifecyclePage(
        row=row,
        audit=audit,
        problem=capacity(audit.queue).problem if audit and audit.state == AuditState.WAITING else "",
        needs_packages=bool(audit and package_set(audit.queue)),
        waiting_count=waiting.count(),
        use=use_of(exercise) if exercise.has_own_files and not exercise.is_wip else None,
        changes=list(changes),
    )
