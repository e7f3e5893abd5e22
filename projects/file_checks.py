"""Have a runner check the files of a work. docs/decisions/0073-projects.md gives the reasons.

The job brings the project's checks along, as for an exercise that was written on the site. In place of a learner's code
it has a module that returns the texts of their files, so nothing that they upload is executed.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from exercises.grading.errors import QueueDownError
from exercises.grading.jobs import make_job, send
from exercises.models import ModeChoice, RunnerHost
from exercises.submissions.report_checks import refusal_reason, report_for_version
from exercises.submissions.report_receivers import add_receiver
from lib.errors import RefusedError
from projects.catalogue import FileSlot, Project
from projects.models import FileCheck, ProjectFile, ProjectWork
from runner.protocol import MAX_SOURCE_BYTES, Device, Job, Report, regrade_queue

log = structlog.get_logger(__name__)

MAX_CHECKED_BYTES = 512 * 1024  # of one file
MAX_AN_HOUR = 30
QUEUE = regrade_queue(Device.CPU)  # a worker takes from it while no learner waits for a verdict
TOO_LONG = "{} has {} KiB. The limit for a file that we check is {} KiB: keep every tenth line, for example."
TOO_LONG_TOGETHER = "Your files are too long to be checked together. Keep every tenth line of the longest, for example."
NOTHING_TO_CHECK = "Upload a file that we can check first."
TOO_MANY = f"You can have your files checked {MAX_AN_HOUR} times an hour. Try again later."
QUEUE_DOWN = "We can’t check your files right now. It’s our fault. Try again in a minute."
_MODULE = """import base64, json, zlib


def files():
    return json.loads(zlib.decompress(base64.b85decode("{}")))
"""


def check_size(slot: FileSlot, content: bytes) -> None:
    """Raises RefusedError: it is too long for a runner to check."""
    if slot.checked and len(content) > MAX_CHECKED_BYTES:
        limit = MAX_CHECKED_BYTES // 1024
        raise RefusedError(TOO_LONG.format(slot.title, -(-len(content) // 1024), limit))


def source_of(texts: Mapping[str, str]) -> str:
    """The module that returns these texts. Raises RefusedError: they are too long together."""
    packed = zlib.compress(json.dumps(texts, sort_keys=True).encode(), 9)
    source = _MODULE.format(base64.b85encode(packed).decode())
    if len(source) > MAX_SOURCE_BYTES:
        raise RefusedError(TOO_LONG_TOGETHER)
    return source


def checked_texts(work: ProjectWork, project: Project) -> dict[str, str]:
    """The texts of the files that a runner checks, by their slots. One query."""
    slots = [slot.uid for slot in project.checked_files]
    rows = work.files.filter(slot__in=slots).values_list("slot", "content")
    return {slot: bytes(content).decode("utf-8-sig", "replace") for slot, content in rows}


def files_digest(rows: Iterable[tuple[str, str]]) -> str:
    """A short name for these files. ``rows`` are (slot, digest of the content)."""
    return hashlib.sha256("\n".join(f"{slot} {digest}" for slot, digest in sorted(rows)).encode()).hexdigest()[:16]


def checked_digest(files: Iterable[ProjectFile], project: Project) -> str:
    """A short name for the files that a runner checks. Empty: there are none."""
    slots = {slot.uid for slot in project.checked_files}
    rows = [(file.slot, file.digest) for file in files if file.slot in slots]
    return files_digest(rows) if rows else ""


def start_check(*, work: ProjectWork, project: Project) -> FileCheck:
    """Store a check of the files that are there now, and send it. It replaces the one before.

    Raises:
        RefusedError: there is nothing to check, the files are too long, too many were checked in the last hour, or no
            runner can be reached.
    """
    with transaction.atomic():
        ProjectWork.objects.select_for_update().get(pk=work.pk)
        texts = checked_texts(work, project)
        if not texts:
            raise RefusedError(NOTHING_TO_CHECK)
        source_of(texts)
        hour_ago = timezone.now() - timedelta(hours=1)
        recent = FileCheck.objects.filter(work__learner=work.learner_id, created_at__gt=hour_ago)
        if recent.count() >= MAX_AN_HOUR:
            raise RefusedError(TOO_MANY)
        work.checks.filter(created_at__lte=hour_ago).delete()
        check = FileCheck.objects.create(
            work=work,
            files=checked_digest(work.files.without_content(), project),
            digest=project.digest,
            queue=QUEUE,
        )
    try:
        send(job_of_check(check, project), queue=check.queue, is_awaited=True)
    except QueueDownError as error:
        log.warning("file_check.not_sent", error=str(error))
        check.delete()
        raise RefusedError(QUEUE_DOWN) from error
    return check


def job_of_check(check: FileCheck, project: Project) -> Job:
    return make_job(
        submission=check.uid,
        attempt=check.attempt,
        exercise=project.slug,
        digest=check.digest,
        source=source_of(checked_texts(check.work, project)),
        mode=ModeChoice.SUBMIT,
        files=project.check_files,
    )


def record_check(report: Report, host: RunnerHost) -> bool | None:
    """Record a runner's report on a check. None: no check waits for it.

    A report about files that were replaced meanwhile is refused: nobody would see its check.
    """
    waiting = FileCheck.objects.waiting().filter(uid=report.submission, attempt=report.attempt)
    check = waiting.select_related("work").first()
    project = check.work.offered_project if check else None
    if check is None or project is None:
        return None
    if check.files != checked_digest(check.work.files.without_content(), project):
        log.info("file_check.outdated")
        return False
    job = job_of_check(check, project)
    if reason := refusal_reason(report, job, host=host, queue=check.queue):
        log.warning("report.refused", reason=reason, host=host.name)
        return False
    row = report_for_version(report, job).to_json()
    same = FileCheck.objects.waiting().filter(pk=check.pk)
    return bool(same.update(report=row, graded_at=timezone.now(), host=host))


def connect_file_checks() -> None:
    """Receive the reports on checks. Called once, when the app is ready."""
    add_receiver(record_check)
