"""What can be done: submit, record what the runner reports, send again what was lost, load the catalogue."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from curriculum.markdown import MarkdownError, render
from curriculum.models import Criterion, Topic
from exercises import news
from exercises.grading import (
    JOB_LIFE_S,
    MAX_SOURCE_BYTES,
    BadReport,
    Folder,
    QueueDown,
    Report,
    make_job,
    our_fault,
    read_catalog,
    read_report,
    send,
)
from exercises.models import CheckResult, Exercise, Mode, Submission, Verdict

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
SAME_CLICK_S = 2
SENDING_S = 10  # longer than any request takes to put its own job on the queue
NO_RUNNER = "No runner answered, three times. Nothing is wrong with your code as far as we know."


class SubmissionRefused(Exception):  # noqa: N818 - reads as what it is
    """The code is not taken. The message is a sentence for the learner."""


class RateLimited(SubmissionRefused):
    """Too many runs within a minute."""


class CatalogError(ValueError):
    """A folder of the catalogue cannot be loaded; the message names the file."""


# ------------------------------------------------------------------ submitting


def submit(*, exercise: Exercise, learner: User, source: str, mode: str) -> Submission:
    """Store the run and send it once the row is safe. The same click twice is one submission.

    Raises:
        SubmissionRefused: the source is empty, too large or not text, or too many runs came within a minute.
    """
    source = _clean(source)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)  # two clicks at once wait for each other here
        if twin := _same_click(exercise, learner, source, mode):
            return twin
        _ensure_rate(learner)
        submission = Submission.objects.create(exercise=exercise, learner=learner, source=source, mode=Mode(mode))
        transaction.on_commit(partial(_send, submission))
    return submission


def submit_again(*, submission: Submission) -> Submission:
    """The same code once more, as a new submission: after a verdict that was our fault, or for the sake of it."""
    return submit(
        exercise=submission.exercise, learner=submission.learner, source=submission.source, mode=submission.mode
    )


def _clean(source: str) -> str:
    """Browsers send CRLF; Python code is stored with plain line ends."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if not source.strip():
        raise SubmissionRefused("There is no code here yet.")
    if "\0" in source:
        raise SubmissionRefused("The code holds a NUL character, which Python does not read. Remove it.")
    try:
        size = len(source.encode())
    except UnicodeEncodeError:
        raise SubmissionRefused("The code holds half a character (a lone surrogate). Remove it.") from None
    if size > MAX_SOURCE_BYTES:
        raise SubmissionRefused(
            f"The code is {size / 1024:.0f} KiB long; up to {MAX_SOURCE_BYTES // 1024} KiB are graded."
        )
    return source


def _same_click(exercise: Exercise, learner: User, source: str, mode: str) -> Submission | None:
    newest = Submission.objects.filter(learner=learner, exercise=exercise).newest_first().first()
    if newest is None or (newest.source, newest.mode) != (source, mode) or newest.is_our_fault:
        return None
    return newest if timezone.now() - newest.created_at < timedelta(seconds=SAME_CLICK_S) else None


def _ensure_rate(learner: User) -> None:
    """Runs that ended by our fault cost nothing."""
    now = timezone.now()
    recent = Submission.objects.filter(learner=learner, created_at__gt=now - timedelta(minutes=1)).exclude(
        verdict=Verdict.INTERNAL
    )
    times = list(recent.order_by("-created_at").values_list("created_at", flat=True)[: settings.SUBMISSIONS_PER_MINUTE])
    if len(times) == settings.SUBMISSIONS_PER_MINUTE:
        wait = max(1, round(60 - (now - times[-1]).total_seconds()))
        raise RateLimited(f"That is {len(times)} runs within a minute. The next one can go in {wait} s.")


def _send(submission: Submission) -> None:
    """Send the newest attempt. When the queue cannot be reached the row waits, and `resend_lost` tries again."""
    exercise = submission.exercise
    job = make_job(
        submission=submission.uid,
        attempt=submission.attempt,
        exercise=exercise.slug,
        digest=exercise.digest,
        source=submission.source,
        mode=submission.mode,
    )
    try:
        send(job, queue=exercise.queue)
    except QueueDown as error:
        log.warning("submission.not_sent", submission=str(submission.uid), error=str(error))
        return
    submission.sent_at = timezone.now()
    Submission.objects.filter(pk=submission.pk, attempt=submission.attempt).update(sent_at=submission.sent_at)


# ------------------------------------------------------------------ recording


def record_report(*, data: Any) -> bool:
    """Record a report of the runner, once. True if it became the submission's verdict.

    A report is ignored unless it carries the newest attempt of a submission that still waits, so late, repeated and
    unknown reports change nothing. One that blames us leads to another attempt, until there were three.
    """
    try:
        report = read_report(data)
    except BadReport as error:
        log.warning("report.unreadable", error=str(error))
        return False
    with transaction.atomic():
        waiting = Submission.objects.waiting().filter(uid=report.submission, attempt=report.attempt)
        submission = waiting.select_related("exercise").first()
        if submission is None:
            log.info("report.ignored", submission=report.submission, attempt=report.attempt)
            return False
        if report.verdict.value == Verdict.INTERNAL and submission.attempts < MAX_ATTEMPTS:
            log.warning("report.our_fault", submission=report.submission, message=report.message)
            _new_attempt(submission)
            return False
        return _record(submission, report)


def _record(submission: Submission, report: Report) -> bool:
    """The one place where a submission becomes done: a conditional update, so of two reports only one can win."""
    done = (
        Submission.objects.waiting()
        .filter(pk=submission.pk, attempt=report.attempt)
        .update(
            state=Submission.State.DONE,
            graded_at=timezone.now(),
            verdict=report.verdict.value,
            message=report.message,
            mistake=report.mistake.name if report.mistake else "",
            mistake_message=report.mistake.message if report.mistake else "",
            output=report.output,
            digest=report.digest,
            device=report.device,
            worker=report.worker,
            versions=report.versions,
            phases=report.phases,
        )
    )
    if not done:
        return False
    CheckResult.objects.bulk_create(
        CheckResult(submission=submission, order=order, **asdict(check) | {"verdict": check.verdict.value})
        for order, check in enumerate(report.checks)
    )
    transaction.on_commit(partial(news.publish, submission.uid))
    return True


def _new_attempt(submission: Submission) -> None:
    """A new token makes every report of earlier attempts a late one."""
    submission.attempt = uuid.uuid4()
    submission.attempts += 1
    submission.sent_at = None
    submission.save(update_fields=["attempt", "attempts", "sent_at"])
    transaction.on_commit(partial(_send, submission))


def resend_lost() -> int:
    """Send what never left, and what no runner answered in time; after three attempts say that it was our fault.

    Returns how many submissions it took up. Safe to run twice at once: an attempt is claimed by its token.
    """
    now = timezone.now()
    waiting = Submission.objects.waiting().select_related("exercise")
    unsent = list(waiting.filter(sent_at=None, created_at__lt=now - timedelta(seconds=SENDING_S)))
    for submission in unsent:
        _send(submission)
    lost = list(waiting.filter(sent_at__lt=now - timedelta(seconds=JOB_LIFE_S)))
    for submission in lost:
        _resend(submission)
    return len(unsent) + len(lost)


def _resend(submission: Submission) -> None:
    with transaction.atomic():
        same = Submission.objects.waiting().filter(pk=submission.pk, attempt=submission.attempt)
        if not same.select_for_update().exists():
            return  # its verdict came, or someone else took it up
        if submission.attempts < MAX_ATTEMPTS:
            _new_attempt(submission)
        else:
            _record(submission, our_fault(submission.uid, submission.attempt, NO_RUNNER))


# ------------------------------------------------------------------ the catalogue


@dataclass(slots=True)
class Loaded:
    """What loading the catalogue changed, by slug."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def load_exercises(*, root: Path) -> Loaded:
    """Make the rows mirror the folders under ``root``, all or nothing. Loading twice changes nothing.

    Raises:
        CatalogError: a head or a formula cannot be read, a uid or slug is used twice, or a topic or criterion does
            not exist.
    """
    try:
        folders = {folder.spec.uid: folder for folder in read_catalog(root)}
    except (OSError, ValueError) as error:
        raise CatalogError(str(error)) from error
    loaded = Loaded()
    with transaction.atomic():
        gone = Exercise.objects.open().exclude(uid__in=folders)
        loaded.retired.extend(gone.values_list("slug", flat=True))
        gone.update(retired=True)
        topics = Topic.objects.order_by("section__order", "order", "pk").values_list("uid", flat=True)
        places = {uid: place for place, uid in enumerate(topics)}
        for folder in folders.values():
            _mirror(folder, places, loaded)
    return loaded


def _mirror(folder: Folder, places: dict[str, int], loaded: Loaded) -> None:
    spec = folder.spec
    topics = _linked(Topic.objects.filter(uid__in=spec.topics), spec.topics, folder, "topic")
    criteria = _linked(Criterion.objects.filter(uid__in=spec.criteria), spec.criteria, folder, "criterion")
    fields = _fields(folder) | {"order": min((places[uid] for uid in spec.topics), default=0)}
    if twin := Exercise.objects.filter(slug=spec.slug).exclude(uid=spec.uid).first():
        raise CatalogError(f"{folder.head}: the slug {spec.slug!r} belongs to the exercise with uid {twin.uid!r}")
    row = Exercise.objects.filter(uid=spec.uid).first()
    if row is None:
        loaded.added.append(spec.slug)
    elif any(getattr(row, name) != value for name, value in fields.items()):
        loaded.changed.append(spec.slug)
    else:
        loaded.unchanged.append(spec.slug)
    row, _ = Exercise.objects.update_or_create(uid=spec.uid, defaults=fields)
    row.topics.set(topics)
    row.criteria.set(criteria)


def _fields(folder: Folder) -> dict[str, Any]:
    spec = folder.spec
    try:
        statement_html, hints_html = render(spec.statement), [render(hint) for hint in folder.hints]
    except MarkdownError as error:
        raise CatalogError(f"{folder.head}: {error}") from error
    mirrored = ("slug", "section", "title", "summary", "statement", "stars", "minutes")
    return {name: getattr(spec, name) for name in mirrored} | {
        "statement_html": statement_html,
        "hints_html": hints_html,
        "starter": folder.starter,
        "entry": list(spec.entry),
        "device": spec.device.value,
        "limits": asdict(spec.limits),
        "digest": folder.digest,
        "retired": False,
    }


def _linked(rows: QuerySet[Topic] | QuerySet[Criterion], uids: Sequence[str], folder: Folder, kind: str) -> list[Any]:
    """The rows with these uids. Raises CatalogError for one that is not in the curriculum."""
    found = {row.uid: row for row in rows}
    if missing := [uid for uid in uids if uid not in found]:
        raise CatalogError(f"{folder.head}: the curriculum has no {kind} with uid {missing[0]!r}")
    return [found[uid] for uid in uids]
