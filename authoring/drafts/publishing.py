"""Publish a draft, and go back to an earlier version."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from authoring.drafts.actions import check_may_edit, lock_roadmap
from authoring.drafts.changes import NodeChange, changes_between
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.nodes import NodeState, NodeTable, document_of, table_of
from authoring.drafts.queries import DraftContent, draft_content
from authoring.drafts.rebasing import move_published_edits
from authoring.drafts.selections import EVERYTHING, Selection, select_changes
from authoring.impact.marks import NewMark, carry_marks
from authoring.impact.questions import NO_EDITS, QuestionEdit, QuestionEdits, renew_questions
from authoring.reviews.models import has_approval
from authoring.versions.models import RoadmapVersion
from curriculum.actions import publish_roadmap
from curriculum.documents.document import ContentError, Document
from curriculum.documents.json import document_json
from curriculum.documents.rows import read_database
from curriculum.documents.schema import KINDS, LINES
from curriculum.models import Roadmap
from lib.errors import RefusedError
from lib.markdown import MarkdownError, render, render_inline

OUTSIDE = "Changed outside the editor"
FIRST = "As it was before the first draft"
EDITED_SINCE = "The changes were edited after you opened this page. Read them again, then publish."
PUBLISHED_SINCE = "The roadmap was published meanwhile. Read the changes and their impact again, then publish."
CLOSED = "This draft has been published or discarded already."
PROBLEMS = "Fix the problems listed below first."
UNREVIEWED = "On this site, another admin must say that changes look right before they’re published. Ask for a review."
ONLY_ROADMAP = "This is the only roadmap that learners see, so it can’t be retired."


@transaction.atomic
def publish_draft(
    *, person: User, draft: RoadmapDraft, state: str, note: str, questions: QuestionEdits = NO_EDITS,
    selection: Selection = EVERYTHING,
) -> RoadmapVersion:  # fmt: skip
    """Publish what the person has previewed. Changes that aren't selected stay in the draft.

    Args:
        state: that of what they saw, `DraftContent.state`.
        questions: what the edits of questions mean, by uid. One that isn't named asks something else.

    Raises:
        RefusedError: something was edited or published since, there are problems, or nothing changes.
    """
    check_may_edit(person)
    lock_roadmap(draft.roadmap_id)
    draft = RoadmapDraft.objects.select_related("roadmap").get(pk=draft.pk)
    content = draft_content(draft.roadmap, draft)
    selected = select_changes(content, selection)
    check_may_publish(draft, selected.content, state=state, person=person)
    version = _publish(
        draft.roadmap, selected.content.table, person=person, note=note,
        impact=_previewed_impact(draft, state, questions), questions=questions,
    )  # fmt: skip
    _attach_reviews(draft, version, selection, selected.content.changes_digest)
    base = table_of(version.document)
    if selected.is_everything or not changes_between(base, content.table):
        RoadmapDraft.objects.filter(pk=draft.pk).update(closed_at=timezone.now(), version=version)
    else:
        move_published_edits(content, selected.groups, version=version, base=base)
    draft.previews.all().delete()
    _record_version(AuditAction.ROADMAP_PUBLISHED, person, version)
    return version


def check_may_publish(draft: RoadmapDraft, content: DraftContent, *, state: str, person: User) -> None:
    """Raises RefusedError: the changes in ``content`` aren't as in that state any more, or can't be published."""
    base, _, changes = state.partition("-")
    if draft.closed_at:
        raise RefusedError(CLOSED)
    if content.changes_digest != changes:
        raise RefusedError(EDITED_SINCE)
    if content.base_digest != base:
        raise RefusedError(PUBLISHED_SINCE)
    if content.blocking_problems:
        raise RefusedError(PROBLEMS)
    if not content.changes:
        raise RefusedError("This draft has no changes.")
    if settings.PUBLISHING_NEEDS_REVIEW and not has_approval(draft, changes, person):
        raise RefusedError(UNREVIEWED)


def _attach_reviews(draft: RoadmapDraft, version: RoadmapVersion, selection: Selection, changes_digest: str) -> None:
    """Those of what was published, and those of an earlier state of the same selection."""
    reviews = draft.reviews.exclude(answered_at=None).filter(version=None)
    same = Q(changes_digest=changes_digest)
    reviews.filter(~same, selection=selection.query).update(version=version, is_outdated=True)
    reviews.filter(same).update(version=version)


def _previewed_impact(draft: RoadmapDraft, state: str, questions: QuestionEdits) -> dict[str, Any]:
    """What the preview said, if it says the same of what is published: it takes each edited question for a new one."""
    preview = draft.previews.filter(state=state).first()
    return preview.impact if preview and set(questions.values()) <= {QuestionEdit.NEW} else {}


@transaction.atomic
def publish_version_again(*, person: User, version: RoadmapVersion) -> RoadmapVersion:
    """Roll back. Texts, lists, order and places become as they were; nodes added since are retired, not deleted.

    Raises:
        RefusedError: the roadmap is as in that version already.
    """
    check_may_edit(person)
    lock_roadmap(version.roadmap_id)
    roadmap = version.roadmap
    now = table_of(read_database(roadmap))
    table = table_for_rollback(now, table_of(version.document))
    if not changes_between(now, table):
        raise RefusedError(f"The roadmap is as in version {version.number} already.")
    new = _publish(roadmap, table, person=person, note=f"Rolled back to version {version.number}", impact={})
    _record_version(AuditAction.ROADMAP_ROLLED_BACK, person, new)
    return new


def _record_version(action: AuditAction, person: User, version: RoadmapVersion) -> None:
    roadmap = version.roadmap
    target = AuditTarget(kind="roadmap", uid=roadmap.uid, title=roadmap.title)
    record(action, actor=person, target=target, fields={"version": version.number})


def _publish(
    roadmap: Roadmap, table: NodeTable, *, person: User, note: str, impact: dict[str, object],
    questions: QuestionEdits = NO_EDITS,
) -> RoadmapVersion:  # fmt: skip
    """Make the rows as in the table, inside a transaction, and record both the version and what it replaced."""
    if table[roadmap.uid].is_retired and not Roadmap.objects.current().exclude(pk=roadmap.pk).exists():
        raise RefusedError(ONLY_ROADMAP)
    before = read_database(roadmap)
    _record_outside_changes(roadmap, before)
    changes = changes_between(table_of(before), table)
    try:
        reason = note or "Published from a draft"
        marks = publish_table(table_of(before), table, author=person, reason=reason, questions=questions)
    except ContentError as error:
        raise RefusedError(f"This can’t be published: {error}") from error
    return _record(
        roadmap, read_database(roadmap), changes=changes, note=note, person=person, impact=impact, marks=marks
    )


def publish_table(
    before: NodeTable, after: NodeTable, *, author: User | None, reason: str, questions: QuestionEdits = NO_EDITS
) -> list[NewMark]:
    """Make the rows as in ``after``, and let learners' marks and answers follow. In a transaction.

    Args:
        questions: what the edits of questions mean, by uid.

    Raises:
        ContentError: a value can't be stored.
    """
    publish_roadmap(document=document_of(after), author=author, reason=reason)
    marks = carry_marks(before, after)
    renew_questions(before, after, questions)
    return marks


def _record_outside_changes(roadmap: Roadmap, before: Document) -> None:
    """Keep a version of what is replaced, where that came from elsewhere, such as newer content files."""
    newest = RoadmapVersion.objects.filter(roadmap=roadmap).first()
    if newest is None:
        _record(roadmap, before, changes=(), note=FIRST)
    elif newest.digest != _digest(before):
        changes = changes_between(table_of(newest.document), table_of(before))
        _record(roadmap, before, changes=changes, note=OUTSIDE)


def _record(
    roadmap: Roadmap, document: Document, *, changes: Sequence[NodeChange], note: str,
    person: User | None = None, impact: dict[str, object] | None = None, marks: Sequence[NewMark] = (),
) -> RoadmapVersion:  # fmt: skip
    newest = RoadmapVersion.objects.filter(roadmap=roadmap).first()
    return RoadmapVersion.objects.create(
        roadmap=roadmap, number=newest.number + 1 if newest else 1, content=document_json(document),
        digest=_digest(document), note=note, published_by=person, changes=[_with_html(change) for change in changes],
        impact=impact or {}, told_at=None if person else timezone.now(), new_marks=[asdict(mark) for mark in marks],
    )  # fmt: skip


def _with_html(change: NodeChange) -> dict[str, Any]:
    """The change as JSON, with its texts as learners read them."""
    row = asdict(change)
    for field in row["fields"]:
        for side in ("before", "after"):
            field[f"{side}_html"] = text_html(change.kind, field["name"], field[side])
    return row


def _digest(document: Document) -> str:
    return hashlib.sha256(json.dumps(document_json(document), sort_keys=True).encode()).hexdigest()


def table_for_rollback(now: NodeTable, then: NodeTable) -> dict[str, NodeState]:
    """The nodes as they were, and those that came later as retired, because learners' progress may refer to them.

    A roadmap that was retired since is shown again. One that was not shown yet stays shown.
    """
    later = {uid: state.with_values(retired=True) for uid, state in now.items() if uid not in then}
    roadmap = next(state for state in then.values() if not state.parent)
    root = {roadmap.uid: roadmap.with_values(retired=roadmap.is_retired and now[roadmap.uid].is_retired)}
    return {**then, **later, **root}


def text_html(kind: str, name: str, text: str) -> str:
    """Safe HTML of a field that is written in Markdown. Empty for a number, a name or a text with an error in it."""
    field = KINDS[kind].fields.get(name)
    if not (name == "body" or (field and field.prose)):
        return ""
    try:
        return "<br>".join(map(render_inline, text.split("\n"))) if field is LINES else render(text)
    except MarkdownError:
        return ""
