"""A demo version that was published, and an open draft whose estimate looks like a typing mistake."""

from accounts.models import Role, User
from authoring.drafts.actions import edit_draft
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.operations import add_node, edit_node, move_node
from authoring.drafts.publishing import publish_draft
from authoring.impact.actions import preview_impact
from authoring.versions.models import RoadmapVersion
from curriculum.models import Roadmap
from lib.ranges import Hours, HoursRange

PRACTICE = "Differentiate $\\sigma(wx + b)$ by hand, then check it with finite differences"
TYPING_MISTAKE = Hours(HoursRange(1500, 2000), HoursRange(1500, 2000))


def make_draft() -> RoadmapVersion:
    """Needs the demo's admin and a loaded roadmap. Neither version changes anybody's plan."""
    admin, roadmap = User.objects.filter(role=Role.ADMIN)[0], Roadmap.objects.current()[0]
    edit_draft(
        person=admin, roadmap=roadmap, action="Edited “Calculus”", reason="Learners asked for one more exercise",
        operation=lambda table: edit_node(
            table, "calculus", body=table["calculus"].body,
            values={"practice": (*table["calculus"].values["practice"], PRACTICE)},
        ),
    )  # fmt: skip
    draft = RoadmapDraft.objects.open().get(roadmap=roadmap)
    version = publish_draft(person=admin, draft=draft, revision=draft.revision, note="One more exercise in Calculus")
    edit_draft(
        person=admin, roadmap=roadmap, action="Edited “Optimization theory”", reason="",
        operation=lambda table: edit_node(
            table, "optimization-theory", body=table["optimization-theory"].body, values={"hours": TYPING_MISTAKE}
        ),
    )  # fmt: skip
    edit_draft(
        person=admin, roadmap=roadmap, action="Added “The rank of a matrix”", reason="LoRA needs it",
        operation=lambda table: add_node(
            table, kind="subtopic", parent="linear-algebra", after="linear-algebra.decomposition",
            values={"uid": "linear-algebra.rank", "title": "The rank of a matrix", "stars": 3},
            body="The **rank** of $A$ is the number of linearly independent rows.",
        ),
    )  # fmt: skip
    edit_draft(
        person=admin, roadmap=roadmap, action="Moved “Calculus”", reason="",
        operation=lambda table: move_node(table, "calculus", parent=table["calculus"].parent, place=0),
    )  # fmt: skip
    preview_impact(draft=RoadmapDraft.objects.open().get(roadmap=roadmap))
    return version
