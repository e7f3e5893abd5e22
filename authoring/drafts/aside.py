"""Set some of a draft's changes aside, so that the others can be published without them.

What is set aside is a second draft of the roadmap, which nobody edits. Its changes come back when the draft is
published, or when an admin takes them up again.
"""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from authoring.drafts.actions import check_may_edit, lock_roadmap
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.queries import draft_content
from curriculum.models import Roadmap
from lib.errors import RefusedError

NOTHING_CHOSEN = "Choose the changes to set aside. Nothing was changed."
NOTHING_LEFT = "Leave at least one change in the draft."
NEEDED = "These can’t be set aside, because another change needs one of them: {}"
EDITED_TWICE = "Some changes stay aside, because the draft has newer edits of the same."


@transaction.atomic
def set_aside(*, person: User, roadmap: Roadmap, uids: Collection[str]) -> int:
    """Take the changes of these nodes out of the draft. Returns how many.

    Raises:
        RefusedError: none is one of the draft's, or what is left couldn't be published.
    """
    check_may_edit(person)
    lock_roadmap(roadmap.pk)
    content = draft_content(roadmap)
    chosen = set(uids) & content.changing_edits.keys()
    if content.draft is None or not chosen:
        raise RefusedError(NOTHING_CHOSEN)
    rest = content.without(chosen)
    if not rest.changes:
        raise RefusedError(NOTHING_LEFT)
    known = {str(problem) for problem in content.blocking_problems}
    if new := [problem for problem in rest.blocking_problems if str(problem) not in known]:
        raise RefusedError(NEEDED.format(new[0].message))
    aside = RoadmapDraft.objects.aside().filter(roadmap=roadmap).first()
    aside = aside or RoadmapDraft.objects.create(roadmap=roadmap, is_aside=True)
    aside.edits.filter(uid__in=chosen).delete()  # older ones of the same nodes
    content.draft.edits.filter(uid__in=chosen).update(draft=aside)
    content.draft.forget_impact()
    return len(chosen)


@transaction.atomic
def take_up(*, person: User, roadmap: Roadmap) -> str:
    """Bring what was set aside back into the draft. Returns a sentence about what couldn't, empty if nothing is left.

    Raises RefusedError: nothing is set aside.
    """
    check_may_edit(person)
    lock_roadmap(roadmap.pk)
    aside = RoadmapDraft.objects.aside().filter(roadmap=roadmap).first()
    if aside is None:
        raise RefusedError("Nothing is set aside.")
    return bring_back(roadmap, aside)


def bring_back(roadmap: Roadmap, aside: RoadmapDraft) -> str:
    """The same, where the roadmap is locked already."""
    draft = RoadmapDraft.objects.open().filter(roadmap=roadmap).first()
    if draft is None:
        aside.is_aside = False
        aside.save(update_fields=["is_aside"])
        return ""
    newer = draft.edits.values_list("uid", flat=True)
    aside.edits.exclude(uid__in=list(newer)).update(draft=draft)
    draft.forget_impact()
    if aside.edits.exists():
        return EDITED_TWICE
    aside.delete()
    return ""


def aside_changes(roadmap: Roadmap) -> list[str]:
    """What is set aside, by the titles of its nodes."""
    aside = RoadmapDraft.objects.aside().filter(roadmap=roadmap).first()
    return [change.title for change in draft_content(roadmap, aside).changes] if aside else []
