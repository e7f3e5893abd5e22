"""Publish a selection of the draft's changes as they are now."""

from accounts.models import User
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.publishing import publish_draft
from authoring.drafts.queries import draft_content
from authoring.drafts.selections import EVERYTHING, Selection, select_changes
from authoring.versions.models import RoadmapVersion
from curriculum.models import Roadmap


def course() -> Roadmap:
    row: Roadmap = Roadmap.objects.get()
    return row


def changes_of(person: User) -> Selection:
    return Selection(people=(str(person.uid),))


def state_of(selection: Selection = EVERYTHING) -> str:
    return select_changes(draft_content(course()), selection).content.state


def publish(person: User, selection: Selection = EVERYTHING, *, state: str = "") -> RoadmapVersion:
    """``state``: that of what the person saw, if it's an earlier one."""
    return publish_draft(
        person=person, draft=RoadmapDraft.objects.open().get(), note="", selection=selection,
        state=state or state_of(selection),
    )  # fmt: skip
