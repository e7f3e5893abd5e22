"""Where nodes of a roadmap name a topic or a resource: in their lists, and in links of their texts."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from authoring.drafts.nodes import NodeState, NodeTable, is_shown, texts_of

REFERENCES = {"topics": "topic", "resources": "resource"}
TOPIC_LINK = re.compile(r"\]\((/roadmap/topics/)([^/)#?]+)/?[^)]*\)")


@dataclass(frozen=True, kw_only=True)
class NodeReference:
    """The node ``uid`` names the node ``target`` in one of its fields."""

    uid: str
    field: str
    target: str


def references_of(state: NodeState) -> Iterator[NodeReference]:
    """Each field that names a node, once for each node that it names."""
    for name in REFERENCES:
        for target in state.values.get(name, ()):
            yield NodeReference(uid=state.uid, field=name, target=target)
    links = [(name, target) for name, text in texts_of(state) for _, target in TOPIC_LINK.findall(text)]
    for name, target in dict.fromkeys(links):
        yield NodeReference(uid=state.uid, field=name, target=target)


def references_to(table: NodeTable, targets: Collection[str]) -> list[NodeReference]:
    """Those of nodes that stay when the targets are retired."""
    return [
        reference
        for uid, state in table.items()
        if uid not in targets and is_shown(table, uid)
        for reference in references_of(state)
        if reference.target in targets
    ]


def with_reference(state: NodeState, reference: NodeReference, replacement: str) -> NodeState:
    """The node with another uid in the reference's place; with an empty one, without it. A link leaves its words."""
    if reference.field in REFERENCES:
        uids = {*state.values[reference.field], replacement} - {reference.target, ""}
        return state.with_values(**{reference.field: tuple(sorted(uids))})

    def replace_links(text: str) -> str:
        link = rf"\[([^\]]*)\]\(/roadmap/topics/{re.escape(reference.target)}(?:[/#?][^)]*)?\)"
        return re.sub(link, rf"[\1](/roadmap/topics/{replacement}/)" if replacement else r"\1", text)

    if reference.field == "body":
        return state.with_body(replace_links(state.body))
    value: Any = state.values[reference.field]
    return state.with_values(
        **{reference.field: replace_links(value) if isinstance(value, str) else tuple(map(replace_links, value))}
    )
