"""Publish a draft, and go back to an earlier version."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from authoring.drafts.actions import check_may_edit, lock_roadmap
from authoring.drafts.aside import bring_back
from authoring.drafts.changes import NodeChange, changes_between
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.nodes import NodeState, NodeTable, document_of, table_of
from authoring.drafts.queries import draft_content
from authoring.impact.marks import carry_marks
from authoring.impact.questions import NO_EDITS, QuestionEdit, QuestionEdits, renew_questions
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
ONLY_ROADMAP = "This is the only roadmap that learners see, so it can’t be retired."


@transaction.atomic
def publish_draft(
    *, person: User, draft: RoadmapDraft, revision: int, note: str, questions: QuestionEdits = NO_EDITS
) -> RoadmapVersion:
    """Publish what the person has previewed: ``revision`` is that of the draft they saw.

    Args:
        questions: what the edits of questions mean, by uid. One that isn't named asks something else.

    Raises:
        RefusedError: the draft was edited since, has problems, or changes nothing.
    """
    check_may_edit(person)
    lock_roadmap(draft.roadmap_id)
    draft = RoadmapDraft.objects.select_related("roadmap").get(pk=draft.pk)
    if draft.closed_at:
        raise RefusedError("This draft has been published or discarded already.")
    if draft.revision != revision:
        raise RefusedError("The draft was edited after you opened this page. Read the changes again, then publish.")
    content = draft_content(draft.roadmap, draft)
    if content.blocking_problems:
        raise RefusedError("Fix the problems listed below first.")
    if not content.changes:
        raise RefusedError("This draft has no changes.")
    # The preview takes each edited question for a new one.
    is_as_previewed = draft.impact_revision == revision and set(questions.values()) <= {QuestionEdit.NEW}
    impact = draft.impact if is_as_previewed else {}
    version = _publish(draft.roadmap, content.table, person=person, note=note, impact=impact, questions=questions)
    RoadmapDraft.objects.filter(pk=draft.pk).update(closed_at=timezone.now(), version=version)
    if aside := RoadmapDraft.objects.aside().filter(roadmap=draft.roadmap_id).first():
        bring_back(draft.roadmap, aside)
    return version


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
    return _publish(roadmap, table, person=person, note=f"Rolled back to version {version.number}", impact={})


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
        publish_table(table_of(before), table, author=person, reason=reason, questions=questions)
    except ContentError as error:
        raise RefusedError(f"This can’t be published: {error}") from error
    return _record(roadmap, read_database(roadmap), changes=changes, note=note, person=person, impact=impact)


def publish_table(
    before: NodeTable, after: NodeTable, *, author: User | None, reason: str, questions: QuestionEdits = NO_EDITS
) -> None:
    """Make the rows as in ``after``, and let learners' marks and answers follow. In a transaction.

    Args:
        questions: what the edits of questions mean, by uid.

    Raises:
        ContentError: a value can't be stored.
    """
    publish_roadmap(document=document_of(after), author=author, reason=reason)
    carry_marks(before, after)
    renew_questions(before, after, questions)


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
    person: User | None = None, impact: dict[str, object] | None = None,
) -> RoadmapVersion:  # fmt: skip
    newest = RoadmapVersion.objects.filter(roadmap=roadmap).first()
    return RoadmapVersion.objects.create(
        roadmap=roadmap, number=newest.number + 1 if newest else 1, content=document_json(document),
        digest=_digest(document), note=note, published_by=person, changes=[_with_html(change) for change in changes],
        impact=impact or {}, told_at=None if person else timezone.now(),
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
