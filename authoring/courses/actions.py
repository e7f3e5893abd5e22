"""Add a course, have a worker fetch it, and bring it in."""

from collections.abc import Iterator
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from authoring.courses.models import Course, CourseExercise, CourseState
from authoring.courses.reading import FOLDERS, CourseExerciseFiles, ReadCourse, read_course
from authoring.drafts.actions import check_may_edit
from authoring.roadmaps.actions import add_roadmap
from authoring.roadmaps.imports import import_document
from curriculum.documents.document import Document
from curriculum.imports import find_problems
from curriculum.models import Roadmap
from exercises.authored.problems import FileProblem, read_exercise
from exercises.authored.publishing import publish
from exercises.lifecycle.stages import set_stage
from exercises.models import (
    AuditState,
    Exercise,
    ExerciseDraft,
    ExerciseVersion,
    ProofChoice,
    StageChoice,
    VersionAudit,
)
from lib.errors import RefusedError
from lib.git_download import DownloadError, download
from lib.sealed_text import seal, unseal
from lib.task_queue import enqueue
from runner.protocol import exercise_files_digest

log = structlog.get_logger(__name__)

MAX_COURSES = 50
PAUSE = timedelta(seconds=10)  # between two fetches of one course
PAUSE_AFTER_HINT = timedelta(minutes=1)
TOO_MANY = f"A site has {MAX_COURSES} courses at most. Remove one first."
IS_THERE = "The course “{}” is already here. Open it below, and fetch it again."
NOT_QUEUED = "The queue can’t be reached. Try again when it’s back."
IS_BUSY = "A worker is busy with this course. Reload this page in a moment."
EDITED_HERE = "“{}” was edited on this site since. Put that edit into the repository too, and fetch it again."
EDITS_THE_ROADMAP = "Edits in the draft of the roadmap, if it differs"
NOTHING_REMOVED = "Nothing was taken out, because the course has problems."
MAX_MESSAGE_CHARS = 400


def add_course(*, person: User, uid: str, address: str, branch: str = "", token: str = "") -> Course:
    """Register a repository, and have it fetched.

    Raises:
        RefusedError: it's here already, or there are too many.
    """
    check_may_edit(person)
    if Course.objects.count() >= MAX_COURSES:
        raise RefusedError(TOO_MANY)
    if twin := Course.objects.filter(address=address).first():
        raise RefusedError(IS_THERE.format(twin))
    course = Course.objects.create(uid=uid, address=address, branch=branch, sealed_token=seal(token))
    _record(AuditAction.COURSE_ADDED, person, course)
    _enqueue("authoring.fetch_course", course)
    return course


def ask_for_fetch(*, person: User, course: Course) -> None:
    """Have a worker fetch it. Raises RefusedError: one is at it, or there is no queue."""
    check_may_edit(person)
    now = timezone.now()
    rows = Course.objects.filter(pk=course.pk, state=course.state, asked_at__lt=now - PAUSE)
    if course.is_busy or not rows.update(state=CourseState.FETCHING, asked_at=now, message=""):
        raise RefusedError(IS_BUSY)
    _enqueue("authoring.fetch_course", course)


def hint(course: Course) -> None:
    """Have it fetched because its host says that it has changed. Too many hints at once are one."""
    now = timezone.now()
    rows = Course.objects.filter(pk=course.pk, state=course.state, asked_at__lt=now - PAUSE_AFTER_HINT)
    if not course.is_busy and rows.update(state=CourseState.FETCHING, asked_at=now, message=""):
        _enqueue("authoring.fetch_course", course)


def ask_to_apply(*, person: User, course: Course, commit: str) -> None:
    """Have a worker bring in what was fetched. Raises RefusedError: another commit was fetched since."""
    check_may_edit(person)
    rows = Course.objects.filter(pk=course.pk, commit=commit, state=CourseState.FETCHED)
    if not rows.update(state=CourseState.APPLYING, asked_at=timezone.now()):
        raise RefusedError("Another version was fetched in the meantime. Look at it, and try again.")
    _record(AuditAction.COURSE_APPLIED, person, course)
    _enqueue("authoring.apply_course", course, person.pk)


def exercises_of(course: Course) -> list[tuple[Exercise, str]]:
    """Its exercises, each with the state of its newest audit in words."""
    newest = VersionAudit.objects.filter(version__exercise=OuterRef("pk")).values("state")[:1]
    rows = Exercise.objects.filter(pk__in=course.exercises.values("exercise")).annotate(audit_state=Subquery(newest))
    return [(row, AuditState(row.audit_state).label if row.audit_state else "") for row in rows.order_by("slug")]


def ready_exercises(course: Course) -> QuerySet[Exercise]:
    """Its exercises that learners don't see yet, and whose newest version has passed its check."""
    versions = ExerciseVersion.objects.filter(exercise=OuterRef("pk"), digest=OuterRef("digest"))
    rows = Exercise.objects.with_folder().filter(stage=StageChoice.WIP, pk__in=course.exercises.values("exercise"))
    return rows.filter(Exists(versions.exclude(proof=ProofChoice.NONE)))


@transaction.atomic
def offer_exercises(*, person: User, course: Course) -> int:
    """Make those that are ready beta, and return their number."""
    check_may_edit(person)
    rows = list(ready_exercises(course))
    for row in rows:
        set_stage(person=person, exercise=row, stage=StageChoice.BETA, reason=f"Of the course {course}")
    _record(AuditAction.COURSE_OFFERED, person, course)
    return len(rows)


@transaction.atomic
def remove_course(*, person: User, course: Course) -> None:
    """Forget the repository. What was brought in stays, and is the site's own from then on."""
    check_may_edit(person)
    _record(AuditAction.COURSE_REMOVED, person, course)
    course.delete()


def _record(action: AuditAction, person: User, course: Course) -> None:
    target = AuditTarget(kind="course", uid=course.uid)
    record(action, actor=person, target=target, fields={"address": course.address, "commit": course.commit})


def _enqueue(task: str, course: Course, *args: int) -> None:
    if not enqueue(task, course.pk, *args):
        Course.objects.filter(pk=course.pk).update(state=CourseState.FAILED, message=NOT_QUEUED)


def fetch(course: Course) -> None:
    """Fetch and read it, on a worker. What was fetched before stays where this fails."""
    try:
        result = download(
            course.address, branch=course.branch, token=unseal(course.sealed_token), folders=FOLDERS,
            networks=settings.COURSE_NETWORKS,
        )  # fmt: skip
    except DownloadError as error:
        course.state, course.message = CourseState.FAILED, str(error)[:MAX_MESSAGE_CHARS]
        course.save(update_fields=["state", "message"])
        return
    reading = read_course(result.files)
    problems = [*reading.problems, *_problems_here(course, reading)]
    course.title = reading.title or course.title
    course.commit, course.files = result.commit, result.files
    course.problems = [str(problem) for problem in problems]
    course.changes = [] if reading.uid != course.uid else list(_changes(course, reading))
    course.state, course.message, course.fetched_at = CourseState.FETCHED, "", timezone.now()
    course.save()


def _problems_here(course: Course, reading: ReadCourse) -> Iterator[FileProblem]:
    """What can't be on this site, although the course is sound."""
    if reading.uid and reading.uid != course.uid:
        message = f"uid: this course was added as “{course.uid}”. Add it again if it is another one."
        yield FileProblem(file="descent.toml", message=message)
    if reading.roadmap:
        for problem in find_problems(reading.roadmap):
            yield FileProblem(file="roadmap", message=problem)


def _changes(course: Course, reading: ReadCourse) -> Iterator[str]:
    """What bringing it in would do, a sentence each."""
    roadmap = Roadmap.objects.filter(uid=course.uid).first()
    if reading.roadmap and roadmap is None:
        yield f"A new roadmap, “{reading.roadmap.values['title']}”, which learners don’t see yet"
    elif reading.roadmap:
        yield EDITS_THE_ROADMAP
    for exercise in reading.exercises:
        row = _row_of(course, exercise)
        if row is None:
            yield f"New: {exercise.folder}"
        elif exercise_files_digest(exercise.files) != row.folder_digest:
            yield f"Changed: {exercise.folder}. Learners get it when its audit has passed"
    for row in _leaving(course, reading):
        yield f"No longer offered: “{row}”"


def apply(*, person: User, course: Course) -> None:
    """Bring in what was fetched, on a worker: each part by itself, so that a problem keeps only its own part out."""
    reading = read_course(course.files)
    problems = [*map(str, [*reading.problems, *_problems_here(course, reading)])]
    if reading.uid == course.uid:
        if reading.roadmap:
            problems += _apply_roadmap(person, course, reading.roadmap)
        for exercise in reading.exercises:
            problems += [f"{exercise.folder}/{problem}" for problem in _apply_exercise(person, course, exercise)]
        if problems:
            problems.append(NOTHING_REMOVED)
        for row in [] if problems else _leaving(course, reading):
            _retire(person, row)
        course.applied_commit = course.commit
    course.problems, course.changes, course.state = problems, [], CourseState.FETCHED
    course.save(update_fields=["problems", "changes", "state", "applied_commit"])


def _apply_roadmap(person: User, course: Course, document: Document) -> Iterator[str]:
    roadmap = Roadmap.objects.filter(uid=course.uid).first()
    try:
        if roadmap is None:
            add_roadmap(person=person, document=document)
        else:
            reason = f"Commit {course.commit[:8]} of the course"
            import_document(person=person, roadmap=roadmap, document=document, reason=reason)
    except RefusedError as refusal:
        yield f"roadmap: {refusal}"


def _apply_exercise(person: User, course: Course, exercise: CourseExerciseFiles) -> list[str]:
    """The problems that keep it out."""
    link = CourseExercise.objects.filter(course=course, exercise__uid=exercise.uid).select_related("exercise").first()
    row = link.exercise if link else None
    slug = row.slug if row else _free_slug(course, exercise)
    reading = read_exercise(exercise.files, section=exercise.section, slug=slug)
    if link and row and reading.digest == row.folder_digest and not row.retired:
        CourseExercise.objects.filter(pk=link.pk).update(digest=reading.digest)
        return []
    if link and row and row.folder_digest != link.digest:
        return [EDITED_HERE.format(row)]
    if reading.problems:
        return [str(problem) for problem in reading.problems]
    if ExerciseDraft.objects.filter(slug=slug, discarded_at=None).exists():
        return [f"“{slug}” is being edited on this site. Publish or discard that draft first."]
    try:
        with transaction.atomic():
            ExerciseDraft.objects.filter(slug=slug).delete()
            draft = ExerciseDraft.objects.create(
                slug=slug, section=exercise.section, files=dict(exercise.files), changed_by=person
            )
            published = publish(person=person, draft=draft)
            Exercise.objects.filter(pk=published.pk).update(retired=False)  # it may have left the course before
            CourseExercise.objects.update_or_create(
                course=course, exercise=published, defaults={"digest": published.folder_digest}
            )
    except RefusedError as refusal:
        return [str(refusal)]
    return []


def _row_of(course: Course, exercise: CourseExerciseFiles) -> Exercise | None:
    link = CourseExercise.objects.filter(course=course, exercise__uid=exercise.uid).select_related("exercise").first()
    return link.exercise if link else None


def _free_slug(course: Course, exercise: CourseExerciseFiles) -> str:
    """The folder's name, behind the course's where the site has it already."""
    tables = (Exercise, ExerciseDraft)
    is_taken = any(table.objects.filter(slug=exercise.slug).exists() for table in tables)
    return f"{course.uid}-{exercise.slug}" if is_taken else exercise.slug


def _leaving(course: Course, reading: ReadCourse) -> list[Exercise]:
    """The course's exercises that are offered here and no longer in it."""
    links = course.exercises.exclude(exercise__uid__in=[exercise.uid for exercise in reading.exercises])
    rows = [link.exercise for link in links.select_related("exercise")]
    return [] if reading.problems else [row for row in rows if not row.retired and not row.is_deprecated]


def _retire(person: User, row: Exercise) -> None:
    if row.is_wip:
        Exercise.objects.filter(pk=row.pk).update(retired=True)
    else:
        set_stage(person=person, exercise=row, stage=StageChoice.DEPRECATED, reason="It left its course.")
