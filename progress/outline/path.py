"""The next step on the path through the phases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from progress.topic.states import TopicState

Uid = TypeVar("Uid")


@dataclass(frozen=True)
class PhaseProgress(Generic[Uid]):
    """A phase: its topics in order with their states, and its checkpoint with whether it holds."""

    topics: Sequence[tuple[Uid, TopicState]]
    checkpoint: str | None = None
    checkpoint_holds: bool = False

    @property
    def is_completed(self) -> bool:
        return all(state.is_closed for _, state in self.topics) and (self.checkpoint_holds or not self.checkpoint)


@dataclass(frozen=True)
class Step(Generic[Uid]):
    """The next thing to do: a topic or a checkpoint. Neither: the path is completed."""

    topic: Uid | None = None
    checkpoint: str | None = None


def next_step(phases: Sequence[PhaseProgress[Uid]], doing_since: Mapping[Uid, datetime]) -> Step[Uid]:
    """The topic marked "doing" most recently; else the first open topic or checkpoint on the path."""
    if doing_since:
        return Step(topic=max(doing_since, key=lambda uid: doing_since[uid]))
    for phase in phases:
        for uid, state in phase.topics:
            if not state.is_closed:
                return Step(topic=uid)
        if phase.checkpoint and not phase.checkpoint_holds:
            return Step(checkpoint=phase.checkpoint)
    return Step()
