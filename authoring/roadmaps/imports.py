"""Bring a roadmap from files into the draft. Nothing is published, and the whole import is undone as one."""

from accounts.models import User
from authoring.drafts.actions import edit_draft
from authoring.drafts.changes import NodeChange, changes_between
from authoring.drafts.models import NodeEdit
from authoring.drafts.nodes import NodeState, NodeTable, table_of
from authoring.drafts.queries import DraftContent
from curriculum.documents.document import Document
from curriculum.models import Roadmap
from lib.errors import RefusedError


def import_document(*, person: User | None, roadmap: Roadmap, document: Document, reason: str = "") -> NodeEdit | None:
    """Make the draft equal to the document. What the document doesn't have is retired. None: nothing differs.

    ``person`` is None on the command line.

    Raises:
        RefusedError: the document is another roadmap, or gives a uid to another kind of node.
        PermissionDenied: the person is no admin.
    """
    check_same_roadmap(roadmap, document)
    target = table_of(document)
    return edit_draft(
        person=person,
        roadmap=roadmap,
        operation=lambda table: differences(table, target),
        action=f"Imported “{document.values['title']}”",
        reason=reason,
    )


def import_changes(content: DraftContent, document: Document) -> list[NodeChange]:
    """Return what importing it would change in the draft. Raises RefusedError as `import_document`."""
    check_same_roadmap(content.roadmap, document)
    table = content.table
    return changes_between(table, {**table, **differences(table, table_of(document))})


def check_same_roadmap(roadmap: Roadmap, document: Document) -> None:
    if document.uid != roadmap.uid:
        raise RefusedError(f"This file is the roadmap “{document.uid}”, and you are editing “{roadmap.uid}”.")


def differences(table: NodeTable, target: NodeTable) -> dict[str, NodeState]:
    """The new state of each node that differs. Raises RefusedError if a uid names another kind of node."""
    for uid, state in target.items():
        if uid in table and table[uid].kind != state.kind:
            raise RefusedError(f"“{uid}” is a {table[uid].kind} here and a {state.kind} in the file.")
    changes = {uid: state for uid, state in target.items() if table.get(uid) != state}
    retirements = {
        uid: state.with_values(retired=True)
        for uid, state in table.items()
        if uid not in target and not state.is_retired
    }
    return changes | retirements
