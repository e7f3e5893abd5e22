"""A roadmap that is small enough to publish a thousand times."""

from dataclasses import replace
from typing import Any

from authoring.rules.nodes import NodeState
from curriculum.documents.schema import KINDS
from lib.ranges import Hours, HoursRange

ROADMAP = "small"
TOPICS = ("a", "b", "c", "d")
HOURS = Hours(HoursRange(40, 80), HoursRange(80, 160))


def small_table() -> dict[str, NodeState]:
    """Two sections with two topics each, which have two parts each; two phases with activities and a checkpoint."""
    nodes = [
        _node("roadmap", ROADMAP, "", title="Small", balance={"coding": 60, "reading": 30, "watching": 10}),
        _node("section", "s1", ROADMAP, number="1", title="One"),
        _node("section", "s2", ROADMAP, number="2", title="Two"),
        *(
            _node("phase", f"p{number}", ROADMAP, number=number, title=f"Phase {number}", label=f"Phase {number}")
            for number in (1, 2)
        ),
    ]
    for place, uid in enumerate(TOPICS):
        section, phase = ("s1", "p1") if place < 2 else ("s2", "p2")
        nodes += [
            _node("topic", uid, section, number=f"{section[1]}.{place}", title=uid.upper(), stars=4, hours=HOURS),
            _node("subtopic", f"{uid}.1", uid, title=f"{uid} one"),
            _node("subtopic", f"{uid}.2", uid, title=f"{uid} two"),
            _node("activity", f"{phase}-{uid}", phase, title=f"Learn {uid}", hours=HoursRange(50, 90), topics=(uid,)),
        ]
    for phase in ("p1", "p2"):
        nodes.append(_node("checkpoint", f"{phase}-check", phase, title="Ready?"))
        nodes += [_node("criterion", f"{phase}-q{n}", f"{phase}-check", text=f"Can you do {n}?") for n in (1, 2)]
    return {node.uid: replace(node, order=place) for place, node in enumerate(nodes)}


def _node(kind: str, uid: str, parent: str, **values: Any) -> NodeState:
    empty = {name: field_type.empty for name, field_type in KINDS[kind].fields.items()}
    return NodeState(kind=kind, parent=parent, order=0, values={**empty, "uid": uid, **values})
