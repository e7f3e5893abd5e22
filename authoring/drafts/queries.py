"""The open draft of a roadmap, as a table of nodes beside the published one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from authoring.drafts.changes import NodeChange, changes_between
from authoring.drafts.groups import Ownership, ownership_of
from authoring.drafts.labels import node_name
from authoring.drafts.models import NodeEdit, RoadmapDraft
from authoring.drafts.nodes import NodeState, NodeTable, child_uids, overlay, table_of
from authoring.drafts.problems import Problem, problems_of
from curriculum.documents.rows import read_database
from curriculum.models import Roadmap, Topic


@dataclass(frozen=True, kw_only=True)
class DraftContent:
    """The published roadmap, and the same with the draft's edits. Without a draft both are equal."""

    roadmap: Roadmap
    draft: RoadmapDraft | None
    base: NodeTable
    log: Sequence[NodeEdit] = ()
    """All edits, the oldest first."""
    selected_states: Mapping[str, NodeState] | None = None
    """The nodes with the changes that are selected; None stands for all changes."""

    @cached_property
    def edits(self) -> dict[str, NodeEdit]:
        """The edit of each node that counts."""
        edits = {edit.uid: edit for edit in self.log}
        return edits if self.selected_states is None else {uid: edits[uid] for uid in self.selected_states}

    @cached_property
    def table(self) -> dict[str, NodeState]:
        if self.selected_states is not None:
            return overlay(self.base, self.selected_states)
        return overlay(self.base, {uid: edit.node for uid, edit in self.changing_edits.items()})

    @cached_property
    def ownership(self) -> Ownership:
        """Who changed what, in the whole draft."""
        return ownership_of(self.base, self.log)

    @cached_property
    def changing_edits(self) -> dict[str, NodeEdit]:
        """Those that don't just say that a published node is as it was."""
        return {uid: edit for uid, edit in self.edits.items() if edit.state or uid not in self.base}

    @cached_property
    def other_topics(self) -> Mapping[str, str]:
        """The titles of the topics that other roadmaps have, by uid. One query."""
        topics = Topic.objects.current().filter(section__retired=False).exclude(section__roadmap=self.roadmap)
        return dict(topics.values_list("uid", "title"))

    @cached_property
    def changes(self) -> list[NodeChange]:
        return changes_between(self.base, self.table)

    @cached_property
    def base_digest(self) -> str:
        """Of the published roadmap."""
        return _digest({uid: state.as_json() for uid, state in self.base.items()})

    @cached_property
    def changes_digest(self) -> str:
        """Of what would change, wherever else the roadmap is changed."""
        places: dict[str, str] = {}
        for uids in child_uids(self.table).values():
            places |= dict(zip(uids, ("", *uids), strict=False))
        return _digest([
            asdict(change) | ({"behind": places.get(change.uid)} if change.is_placed else {}) for change in self.changes
        ])  # fmt: skip

    @property
    def state(self) -> str:
        """What would be published, and what that would replace: equal for two pages that show the same."""
        return f"{self.base_digest}-{self.changes_digest}"

    @cached_property
    def problems(self) -> list[Problem]:
        """What must be fixed before it can be published, and what the admin should look at."""
        return [*self._overtaken(), *problems_of(self.base, self.table)]

    @property
    def named_problems(self) -> list[tuple[str, Problem]]:
        """Each with the node that has it, as “Activity “Calculus” (phase 1)”."""
        return [(node_name(self.table, problem.uid), problem) for problem in self.problems]

    @property
    def retires_roadmap(self) -> bool:
        """Whether publishing would hide the whole roadmap."""
        root = self.roadmap.uid
        return self.table[root].is_retired and not self.base[root].is_retired

    @property
    def shows_roadmap(self) -> bool:
        """Whether publishing would show the whole roadmap to learners, for the first time or again."""
        root = self.roadmap.uid
        return self.base[root].is_retired and not self.table[root].is_retired

    @property
    def blocking_problems(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_blocking]

    def revision_of(self, uid: str) -> int:
        """How often the node has been edited in this draft."""
        return self.edits[uid].revision if uid in self.edits else 0

    def _overtaken(self) -> list[Problem]:
        """Nodes that changed on the site after the draft's edit of them, as when the content files are loaded."""
        return [
            Problem(
                uid=uid,
                field="",
                message=f"“{self.base[uid].title}” has changed on the site since this edit. "
                "Open it, compare the two, and save it again.",
            )
            for uid, edit in self.changing_edits.items()
            if uid in self.base and edit.base_digest != self.base[uid].digest
        ]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:32]


def draft_content(roadmap: Roadmap, draft: RoadmapDraft | None = None) -> DraftContent:
    """A constant number of queries: one for each table of nodes and each of their lists."""
    draft = draft or RoadmapDraft.objects.open().filter(roadmap=roadmap).first()
    log = list(draft.edits.select_related("author").order_by("pk")) if draft else []
    return DraftContent(roadmap=roadmap, draft=draft, base=table_of(read_database(roadmap)), log=log)
