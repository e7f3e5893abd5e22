"""A roadmap that is small enough to publish a thousand times."""

from dataclasses import replace
from typing import Any

from accounts.models import User
from authoring.drafts.nodes import NodeState, document_of
from curriculum.actions import load_roadmap
from curriculum.documents.schema import KINDS
from curriculum.models import Criterion, Subtopic, Topic
from lib.durations import Hours, HoursRange
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.topic.actions import mark_subtopic, mark_topic
from progress.topic.rules import TopicState

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


def follow_small_roadmap(learner: User) -> None:
    """Load it. The learner has finished A by itself and B by its parts, is halfway through C, and answered the first
    checkpoint with yes.
    """
    load_roadmap(document=document_of(small_table()))
    mark_topic(learner=learner, topic=Topic.objects.get(uid="a"), state=TopicState.DONE)
    for part in Subtopic.objects.filter(topic__uid="b"):
        mark_subtopic(learner=learner, subtopic=part, state=TopicState.DONE)
    mark_subtopic(learner=learner, subtopic=Subtopic.objects.get(uid="c.1"), state=TopicState.DONE)
    for uid in ("a", "b", "c"):
        topic = Topic.objects.get(uid=uid)
        StudyEntry.objects.create(learner=learner, day=learner.today, minutes=300, kind="reading", topic=topic)
    for criterion in Criterion.objects.filter(checkpoint__phase__number=1):
        answer_criterion(learner=learner, criterion=criterion, answer=CriterionMark.Answer.YES, note="")


def _node(kind: str, uid: str, parent: str, **values: Any) -> NodeState:
    empty = {name: field_type.empty for name, field_type in KINDS[kind].fields.items()}
    return NodeState(kind=kind, parent=parent, order=0, values={**empty, "uid": uid, **values})
