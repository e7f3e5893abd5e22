"""Drafts of exercises: begin one, save, discard and restore it. Nothing here changes what learners get."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from exercises.authored.files import files_of_version
from exercises.authored.heads import read_head, title_of, write_head
from exercises.authored.problems import HEAD
from exercises.authored.publishing import uid_clash
from exercises.catalogue.models import ExerciseQuerySet
from exercises.models import Exercise, ExerciseDraft, OriginChoice, StageChoice
from lib.errors import RefusedError
from runner.protocol.scaffold import scaffold_files

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MAX_SLUG_CHARS = 60
NO_SLUG = "Choose a title that begins with a letter, such as “Row means”."
IS_THERE = "There is an exercise with the name “{}” already. Open it on the page Lifecycle, or choose another title."


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedExercise:
    """An exercise of the site as it is edited: its draft, or else its newest version.

    A discarded draft counts only if nothing was published yet.
    """

    slug: str
    section: str
    files: Mapping[str, str]
    revision: str
    """Names what was read here, so that a save on top of something else is noticed."""
    draft: ExerciseDraft | None
    exercise: Exercise | None
    """None until it is published for the first time."""

    @property
    def title(self) -> str:
        return title_of(self.files) or self.slug

    def with_files(self, files: Mapping[str, str]) -> "EditedExercise":
        """The same exercise with other files. It keeps its uid, because that never changes."""
        head = replace(read_head(files[HEAD]), uid=read_head(self.files[HEAD]).uid)
        return replace(self, files={**files, HEAD: write_head(head)})

    @property
    def is_discarded(self) -> bool:
        return self.draft is not None and self.draft.discarded_at is not None


class ExerciseConflictError(RefusedError):
    """Someone else has saved, published or discarded it in the meantime."""

    def __init__(self, current: EditedExercise) -> None:
        draft = current.draft
        who = f"{draft.changed_by or 'Someone'} saved this" if draft else "This was published or discarded"
        at = f" at {timezone.localtime(draft.changed_at):%H:%M}" if draft else ""
        super().__init__(f"{who}{at} while you were editing. Your text is in the form: save again to keep it.")
        self.current = current


def edited_exercise(slug: str) -> EditedExercise | None:
    """None if the site has no such exercise. Those of the catalogue are edited in their folders."""
    draft = ExerciseDraft.objects.filter(slug=slug).select_related("changed_by").first()
    exercise: Exercise | None = Exercise.objects.with_folder().filter(slug=slug, origin=OriginChoice.SITE).first()
    if draft and (exercise is None or draft.discarded_at is None):
        revision = draft.revision.hex
        section, files = draft.section, draft.files
    elif exercise:
        version = exercise.versions.get(digest=exercise.folder_digest)
        draft, section, files, revision = None, exercise.section, files_of_version(version), version.digest
    else:
        return None
    return EditedExercise(
        slug=slug, section=section, files=files, revision=revision, draft=draft, exercise=exercise
    )  # fmt: skip


@transaction.atomic
def begin_draft(
    *, person: User, title: str, section: str, files: Mapping[str, str] | None = None, slug: str = ""
) -> ExerciseDraft:
    """Begin a new exercise with these files, or with an example of each.

    Raises:
        RefusedError: the title makes no name, or another exercise has it, or its uid.
    """
    _require_admin(person)
    slug = _slug_of(slug if SLUG.fullmatch(slug) else title)
    files = files or _example_files(slug, title)
    if clash := uid_clash(uid=read_head(files[HEAD]).uid, slug=slug):
        raise RefusedError(clash)
    ExerciseDraft.objects.filter(slug=slug).exclude(discarded_at=None).delete()
    draft, is_new = ExerciseDraft.objects.get_or_create(
        slug=slug, defaults={"section": section, "files": files, "changed_by": person}
    )
    if not is_new or Exercise.objects.with_folder().filter(slug=slug).exists():
        raise RefusedError(IS_THERE.format(slug))
    return draft


def begin_copy(*, person: User, title: str, section: str, original: EditedExercise) -> ExerciseDraft:
    """Begin a new exercise with the files of another one. It proves no checkpoint question until somebody says so.

    Raises:
        RefusedError: as `begin_draft` does.
    """
    slug = _slug_of(title)
    example, head = read_head(_example_files(slug, title)[HEAD]), read_head(original.files[HEAD])
    fields = {**head.fields, "title": title, "criteria": []}
    files = {**original.files, HEAD: write_head(replace(head, uid=example.uid, fields=fields))}
    return begin_draft(person=person, title=title, section=section, files=files, slug=slug)


def _slug_of(name: str) -> str:
    """Raises RefusedError: the name makes no slug."""
    slug = slugify(name)[:MAX_SLUG_CHARS].strip("-")
    if not SLUG.fullmatch(slug):
        raise RefusedError(NO_SLUG)
    return slug


def _example_files(slug: str, title: str) -> dict[str, str]:
    """The files of `runner new`, without its mark for a topic: that is chosen in the form."""
    files = scaffold_files(slug=slug, title=title)
    return {**files, HEAD: write_head(read_head(files[HEAD]))}


@transaction.atomic
def save_draft(*, person: User, slug: str, section: str, files: Mapping[str, str], revision: str) -> ExerciseDraft:
    """Save the files, whatever is wrong with them.

    Raises:
        ExerciseConflictError: they were read before somebody else's change.
        ExerciseDraft.DoesNotExist: the site has no such exercise.
    """
    _require_admin(person)
    Exercise.objects.select_for_update().filter(slug=slug).first()  # two admins at once wait for each other here
    row = ExerciseDraft.objects.select_for_update().filter(slug=slug).first()
    current = edited_exercise(slug)
    if current is None:
        raise ExerciseDraft.DoesNotExist
    if revision != current.revision:
        raise ExerciseConflictError(current)
    row = row or ExerciseDraft(slug=slug)
    row.section, row.files, row.revision = section, dict(files), uuid4()
    row.changed_at, row.changed_by, row.discarded_at = timezone.now(), person, None
    row.save()
    return row


def discard_draft(*, person: User, slug: str) -> bool:
    """Set a draft aside, until it is restored or another is begun. False: there is none."""
    _require_admin(person)
    return bool(ExerciseDraft.objects.filter(slug=slug, discarded_at=None).update(discarded_at=timezone.now()))


def restore_draft(*, person: User, slug: str) -> bool:
    """Take a discarded draft up again. False: another one has been begun, or it was restored."""
    _require_admin(person)
    return bool(ExerciseDraft.objects.filter(slug=slug).exclude(discarded_at=None).update(discarded_at=None))


@transaction.atomic
def remove_exercise(*, person: User, slug: str) -> bool:
    """Take an exercise that learners never saw out of every list, with its draft. False: there is none.

    Its submissions, which are admins' own, stay. Whoever begins another exercise with its title takes it up again.
    """
    _require_admin(person)
    is_removed = bool(_in_progress(slug).filter(retired=False).update(retired=True))
    if is_removed:
        discard_draft(person=person, slug=slug)
        record(AuditAction.EXERCISE_REMOVED, actor=person, target=AuditTarget(kind="exercise", uid=slug))
    return is_removed


@transaction.atomic
def restore_exercise(*, person: User, slug: str) -> bool:
    """Undo `remove_exercise`. False: it is there."""
    _require_admin(person)
    restore_draft(person=person, slug=slug)
    is_restored = bool(_in_progress(slug).filter(retired=True).update(retired=False))
    if is_restored:
        record(AuditAction.EXERCISE_RESTORED, actor=person, target=AuditTarget(kind="exercise", uid=slug))
    return is_restored


def _in_progress(slug: str) -> ExerciseQuerySet:
    rows: ExerciseQuerySet = Exercise.objects.filter(slug=slug, origin=OriginChoice.SITE, stage=StageChoice.WIP)
    return rows


def _require_admin(person: User) -> None:
    if not person.edits_curriculum:
        raise PermissionDenied
