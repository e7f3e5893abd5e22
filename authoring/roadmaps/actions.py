"""Add a roadmap to the site, and put the roadmaps in order."""

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from authoring.drafts import operations as rules
from authoring.drafts.actions import check_may_edit, edit_draft
from curriculum.documents.document import ContentError, Document
from curriculum.documents.schema import KINDS
from curriculum.imports import load_new_roadmap
from curriculum.models import Roadmap
from lib.errors import RefusedError

NOT_PUBLISHED_YET = "Only admins see “{}” so far. Edit its draft, and publish it to show it to learners."
BALANCE = {"coding": 60, "reading": 30, "watching": 10}


@transaction.atomic
def add_roadmap(*, person: User, document: Document) -> Roadmap:
    """Add a roadmap that learners don't see yet. Its draft shows it, so publishing that for the first time does.

    Raises:
        RefusedError: the site has it, or its uids, already, or a value in it can't be stored.
        PermissionDenied: the person is no admin.
    """
    check_may_edit(person)
    try:
        load_new_roadmap(document=document.with_values(retired=True))
    except ContentError as error:
        raise RefusedError(str(error)) from error
    roadmap: Roadmap = Roadmap.objects.get(uid=document.uid)
    edit_draft(
        person=person, roadmap=roadmap, action=f"Added “{roadmap}”",
        operation=lambda table: rules.restore_node(table, roadmap.uid),
    )  # fmt: skip
    record(AuditAction.ROADMAP_ADDED, actor=person, target=AuditTarget(kind="roadmap", uid=roadmap.uid))
    return roadmap


def empty_roadmap(title: str) -> Document:
    """Without sections and phases. Its uid follows from the title."""
    kind = KINDS["roadmap"]
    empty = {name: field_type.empty for name, field_type in kind.fields.items()}
    uid = slugify(title)[:60].strip("-") or "roadmap"
    return Document(kind=kind, values={**empty, "uid": uid, "title": title, "balance": BALANCE})


@transaction.atomic
def move_roadmap(*, person: User, roadmap: Roadmap, step: int) -> None:
    """Move a roadmap up (-1) or down (1). Visitors see the first, and so do learners who haven't chosen one."""
    check_may_edit(person)
    rows = list(Roadmap.objects.select_for_update().order_by("order", "pk"))
    index = next(index for index, row in enumerate(rows) if row.pk == roadmap.pk)
    rows.insert(max(0, index + step), rows.pop(index))
    for order, row in enumerate(rows):
        Roadmap.objects.filter(pk=row.pk).update(order=order)
    record(AuditAction.ROADMAP_MOVED, actor=person, target=AuditTarget(kind="roadmap", uid=roadmap.uid))
