"""What a learner does with a project: start it, mark milestones, upload files, hand it in, take it back."""

import hashlib
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.permissions import check_has_readers, lock_learner
from cohorts.quotas.charges import charge_file
from cohorts.sign_offs.files import check_file, suffix_of
from lib.errors import RefusedError
from projects.catalogue import LEVELS, FileSlot, Milestone, Project
from projects.file_checks import check_size, files_digest
from projects.models import MilestoneMark, ProjectFile, ProjectWork
from projects.notices import notify_mentors, retract_request

LOCKED = "You’ve handed this in. Take it back to change it."
NO_ROOM = (
    f"Your project files would take up more than {ProjectFile.MAX_TOTAL_BYTES // 2**20} MiB. Remove another one first."
)
WRONG_SUFFIX = "Choose a file whose name ends in {}."
MISSING_FILES = "Upload these files first: {}."
NO_REPORT = "Write your report first."
NOT_ASSESSED = "Choose a level for each criterion first."
NOT_CHANGED = "You haven’t changed anything since your mentor said what’s missing."
NOT_HANDED_IN = "Hand it in first. Then you can show it."


def start_work(*, learner: User, project: Project) -> ProjectWork:
    """Start a project today. Starting it twice changes nothing."""
    work, _ = ProjectWork.objects.get_or_create(learner=learner, project=project.slug)
    return work


@transaction.atomic
def move_dates(*, work: ProjectWork, started_on: date) -> None:
    """Count the milestones from another day."""
    _lock(work)
    ProjectWork.objects.filter(pk=work.pk).update(started_on=started_on)


@transaction.atomic
def mark_milestone(*, work: ProjectWork, milestone: Milestone, is_reached: bool) -> None:
    _lock(work)
    if is_reached:
        MilestoneMark.objects.get_or_create(work=work, milestone=milestone.uid)
    else:
        work.milestones.filter(milestone=milestone.uid).delete()


@transaction.atomic
def upload_file(*, work: ProjectWork, slot: FileSlot, name: str, content: bytes) -> ProjectFile:
    """Store the file instead of the one before.

    Raises:
        PermissionDenied: they have just deleted their account.
        RefusedError: the work is handed in, the file is not of an allowed type, or there is no room for it.
    """
    stored_name = check_file(name, content)
    if suffix_of(stored_name) not in slot.suffixes:
        raise RefusedError(WRONG_SUFFIX.format(" or ".join(slot.suffixes)))
    check_size(slot, content)
    lock_learner(work.learner_id)  # two uploads at once, to whichever projects, wait for each other
    _check_open(_lock(work))
    earlier = work.files.filter(slot=slot.uid).without_content().first()
    more_bytes = len(content) - (earlier.size if earlier else 0)
    if ProjectFile.bytes_of(work.learner) + more_bytes > ProjectFile.MAX_TOTAL_BYTES:
        raise RefusedError(NO_ROOM)
    if more_bytes > 0:
        charge_file(work.learner, more_bytes)
    if earlier:
        earlier.delete()
    return ProjectFile.objects.create(
        work=work,
        slot=slot.uid,
        name=stored_name,
        content=content,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )


@transaction.atomic
def remove_file(*, work: ProjectWork, slot: str) -> None:
    """Raises RefusedError: the work is handed in."""
    _check_open(_lock(work))
    work.files.filter(slot=slot).delete()


@transaction.atomic
def save_report(*, work: ProjectWork, report: str, levels: Mapping[str, int]) -> None:
    """Save the report, and the learner's own level for each criterion.

    Raises:
        RefusedError: the work is handed in.
    """
    current = _lock(work)
    _check_open(current)
    current.report, current.self_levels = report, dict(levels)
    current.save(update_fields=["report", "report_html", "self_levels"])


@transaction.atomic
def hand_in(*, work: ProjectWork, project: Project, cohort: Cohort | None) -> None:
    """Give the work to the mentors of a cohort. Without a cohort it is self-assessed.

    Raises:
        RefusedError: a file, the report or a level is missing, or nobody would read it.
    """
    current = _lock(work)
    _check_open(current)
    slots = set(current.files.values_list("slot", flat=True))
    if missing := [slot.title for slot in project.files if slot.required and slot.uid not in slots]:
        raise RefusedError(MISSING_FILES.format(", ".join(missing)))
    if not current.report.strip():
        raise RefusedError(NO_REPORT)
    if any(current.self_levels.get(row.uid) not in LEVELS for row in project.rubric):
        raise RefusedError(NOT_ASSESSED)
    if cohort:
        check_has_readers(current.learner, cohort)
    version = version_of_content(current, project)
    if version == current.version and current.is_handed_in:
        raise RefusedError(NOT_CHANGED)
    current.version = version
    current.cohort, current.handed_in_at = cohort, timezone.now()
    current.save(update_fields=["version", "cohort", "handed_in_at"])
    notify_mentors(current)


def version_of_content(work: ProjectWork, project: Project) -> str:
    """A short name for the report and the files as they are now. One query."""
    text = f"{files_digest(work.files.values_list('slot', 'digest'))} {project.digest} {work.report}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@transaction.atomic
def take_back(*, work: ProjectWork) -> None:
    """Let the learner change it again. Nobody else sees it until it is handed in again."""
    current = _lock(work)
    ProjectWork.objects.filter(pk=current.pk).update(handed_in_at=None)
    retract_request(current)


@transaction.atomic
def show_work(*, work: ProjectWork, is_public: bool) -> None:
    """Show the work on the learner's evidence page, or stop showing it.

    Raises:
        RefusedError: it isn't handed in.
    """
    current = _lock(work)
    if is_public and not current.is_handed_in:
        raise RefusedError(NOT_HANDED_IN)
    ProjectWork.objects.filter(pk=current.pk).update(is_public=is_public)


def _lock(work: ProjectWork) -> ProjectWork:
    return ProjectWork.objects.select_for_update(of=("self",)).select_related("learner", "cohort").get(pk=work.pk)


def _check_open(work: ProjectWork) -> None:
    """Raises RefusedError: it is handed in, and no mentor has said that something is missing."""
    if not work.state(work.reviews.decisions().first()).is_open:
        raise RefusedError(LOCKED)
