"""A draft of the real roadmap."""

from collections.abc import Callable

import pytest

from accounts.models import User
from authoring.drafts.actions import edit_draft
from authoring.drafts.models import NodeEdit
from authoring.drafts.operations import edit_node
from authoring.drafts.queries import DraftContent, draft_content
from curriculum.models import Roadmap

Edit = Callable[..., NodeEdit | None]


@pytest.fixture
def content(roadmap: None) -> Callable[[], DraftContent]:
    """The roadmap's open draft, as it is now."""
    return lambda: draft_content(Roadmap.objects.get())


@pytest.fixture
def edit(roadmap: None, grace: User) -> Edit:
    """Change values of a node in the draft, as Grace or another person."""

    def change(uid: str, *, person: User = grace, revision: int | None = None, **values: object) -> NodeEdit | None:
        return edit_draft(
            person=person,
            roadmap=Roadmap.objects.get(),
            operation=lambda table: edit_node(table, uid, values=values, body=str(values.pop("body", table[uid].body))),
            action=f"Edited {uid}",
            revisions=None if revision is None else {uid: revision},
        )

    return change
