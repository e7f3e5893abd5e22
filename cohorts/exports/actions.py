"""Order an archive of a whole cohort, which a worker makes step by step, and download it.

Each step is a transaction that stores its files, so another worker goes on where one has died.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort
from cohorts.exports import files
from cohorts.exports.files import ExportRequest, WrittenFiles
from cohorts.exports.models import CohortExport, ExportPiece, ExportState
from cohorts.grid.choice import Dimension
from cohorts.permissions import check_leads, lock_cohort
from lib.errors import RefusedError
from lib.task_queue import enqueue

STEPS: Sequence[Callable[[ExportRequest], WrittenFiles]] = (
    files.members,
    files.marks,
    files.sign_offs,
    files.threads,
    *(partial(files.grid_by, by) for by in Dimension),  # last, because it follows from what people did
)
MAX_A_DAY = 5  # of a cohort
MAX_TRIES = 3  # of a step
MAX_BYTES = 128 * 2**20  # unpacked
MAX_BYTES_IN_MEMORY = 2**20  # of the archive; the rest is in a temporary file
PIECE_BYTES = 2**20
TOO_MANY = f"A cohort can have {MAX_A_DAY} archives a day. Download the newest one, or wait until tomorrow."
NOT_MADE = "We couldn’t make this archive. It’s our fault. Make another one, or ask an admin."
NO_LONGER_LEAD = "Whoever ordered this archive no longer leads the cohort. Make another one."


@transaction.atomic
def order_export(*, person: User, cohort: Cohort) -> CohortExport:
    """Order an archive. One that is being made is returned as it is.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if there were too many today.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    if running := current.exports.filter(state=ExportState.MAKING).first():
        return running
    if current.exports.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= MAX_A_DAY:
        raise RefusedError(TOO_MANY)
    export = CohortExport.objects.create(cohort=current, person=person)
    fields = {"export": str(export.uid)}
    record_in_cohort(AuditAction.EXPORT_ORDERED, actor=person, cohort=current, fields=fields)
    transaction.on_commit(partial(enqueue, "cohorts.make_export", export.pk))
    return export


def make_export(*, pk: int) -> None:
    """Make an archive to its end, step by step. In a worker. Another one goes on where one has died."""
    while CohortExport.objects.filter(pk=pk, state=ExportState.MAKING).update(
        tries=F("tries") + 1, worked_at=timezone.now()
    ):
        _do_step(pk)


@transaction.atomic
def _do_step(pk: int) -> None:
    export = CohortExport.objects.select_for_update().filter(pk=pk, state=ExportState.MAKING).first()
    if export is None:
        return  # another worker has finished it, or it was deleted
    if export.tries > MAX_TRIES:
        _finish(export, ExportState.FAILED, problem=NOT_MADE)
    elif not export.cohort.is_led_by(export.person):
        _finish(export, ExportState.FAILED, problem=NO_LONGER_LEAD)
    elif export.step < len(STEPS):
        _write_files(export)
    else:
        _pack(export)


def _write_files(export: CohortExport) -> None:
    request = ExportRequest(cohort=export.cohort, lead=export.person, now=timezone.now(), after=export.cursor)
    written = STEPS[export.step](request)
    more_after = written.more_after
    for name, text in written.texts:
        content = text.encode("utf-8", "replace")
        if export.written + len(content) > MAX_BYTES:
            export.is_cut, more_after = True, None
            continue
        export.written += len(content)
        ExportPiece.objects.create(export=export, name=name, content=zlib.compress(content))
    export.step += more_after is None
    export.cursor, export.tries, export.worked_at = more_after or 0, 0, timezone.now()
    export.save()


def _pack(export: CohortExport) -> None:
    """Put the files into one archive, and store that in pieces, so that neither is ever whole in memory."""
    with SpooledTemporaryFile(MAX_BYTES_IN_MEMORY) as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            archive.writestr("about.json", _about(export))
            for pk in list(export.pieces.order_by("pk").values_list("pk", flat=True)):
                piece = ExportPiece.objects.get(pk=pk)
                archive.writestr(piece.name, zlib.decompress(bytes(piece.content)))
        export.pieces.all().delete()
        file.seek(0)
        while content := file.read(PIECE_BYTES):
            ExportPiece.objects.create(export=export, content=content)
            export.size += len(content)
    _finish(export, ExportState.DONE)


def _about(export: CohortExport) -> str:
    cohort = export.cohort
    facts = {
        "cohort": cohort.slug,
        "title": cohort.title,
        "started_on": cohort.started_on.isoformat(),
        "ends_on": cohort.ends_on.isoformat() if cohort.ends_on else None,
        "written_at": timezone.now().isoformat(),
        "is_cut": export.is_cut,
    }
    return json.dumps(facts, ensure_ascii=False, indent=1)


def _finish(export: CohortExport, state: ExportState, *, problem: str = "") -> None:
    if state == ExportState.FAILED:
        export.pieces.all().delete()
    export.state, export.problem, export.finished_at = state, problem, timezone.now()
    export.save()


def read_export(*, person: User, export: CohortExport, file: IO[bytes]) -> None:
    """Write a finished archive to a file, and record that somebody downloads it.

    Raises PermissionDenied unless the person leads the cohort and the archive is ready.
    """
    check_leads(person, export.cohort)
    if export.state != ExportState.DONE:
        raise PermissionDenied
    fields = {"export": str(export.uid), "bytes": export.size}
    record_in_cohort(AuditAction.COHORT_EXPORTED, actor=person, cohort=export.cohort, fields=fields)
    for pk in list(export.pieces.order_by("pk").values_list("pk", flat=True)):
        file.write(bytes(ExportPiece.objects.values_list("content", flat=True).get(pk=pk)))


def queue_abandoned_exports() -> int:
    """Queue again what no worker has worked on lately. Returns how many."""
    return sum(
        enqueue("cohorts.make_export", pk) for pk in CohortExport.objects.abandoned().values_list("pk", flat=True)
    )


def delete_exports_about(*, person: User) -> int:
    """Delete the archives of all cohorts of somebody whose account is deleted. Returns how many rows."""
    return CohortExport.objects.filter(cohort__memberships__user=person).delete()[0]
