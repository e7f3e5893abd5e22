"""A draft of the real roadmap, and a git server for courses."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from accounts.models import Role, User
from authoring.drafts.actions import edit_draft
from authoring.drafts.models import NodeEdit
from authoring.drafts.operations import edit_node
from authoring.drafts.queries import DraftContent, draft_content
from authoring.tests.git_server import GitServer, serving
from curriculum.models import Roadmap

Edit = Callable[..., NodeEdit | None]


@pytest.fixture
def git(settings: Settings) -> Iterator[GitServer]:
    """A git server on this machine, which courses may lead to."""
    settings.COURSE_NETWORKS = ["127.0.0.0/8"]
    with serving() as server:
        yield server


@pytest.fixture
def content(roadmap: None) -> Callable[[], DraftContent]:
    """The roadmap's open draft, as it is now."""
    return lambda: draft_content(Roadmap.objects.get())


@pytest.fixture
def alan(db: None) -> User:
    """An admin beside Grace."""
    return User.objects.create_user("alan@example.org", "a long enough password", name="Alan", role=Role.ADMIN)


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
