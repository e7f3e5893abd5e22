"""Which questions a mentor walks through, and in which order. The choice is kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db import models

from cohorts.access import uuid_or_none
from cohorts.sections.queries import EVERYBODY, read_section
from cohorts.threads.models import ThreadQuerySet

MAX_NAME_CHARS = 100  # of a slug and of a topic's uid
WHOLE_ROADMAP_KEY = "~"  # which is no topic's uid


class QueueOrder(models.TextChoices):
    OLDEST = "", "oldest first"
    EXERCISE = "exercise", "by exercise or topic"
    LEARNER = "learner", "by learner"


GROUPS: dict[str, tuple[str, ...]] = {
    QueueOrder.OLDEST: (),
    QueueOrder.EXERCISE: ("subject_title",),
    QueueOrder.LEARNER: ("learner__name", "learner"),
}


@dataclass(frozen=True, kw_only=True)
class QueueChoice:
    """Names that no question has select nothing."""

    exercise: str = ""
    """A slug."""
    topic: str = ""
    """A uid: questions about the topic and about its exercises. WHOLE_ROADMAP_KEY: about nothing in particular."""
    learner: str = ""
    """A uid."""
    by: QueueOrder = QueueOrder.OLDEST
    everybody: bool = False
    """Whether questions of other sections than the mentor's own are wanted too."""

    @property
    def is_narrow(self) -> bool:
        return bool(self.exercise or self.topic or self.learner)

    @property
    def query(self) -> str:
        names = ("exercise", "topic", "learner", "by")
        values = {name: str(getattr(self, name)) for name in names} | {"section": EVERYBODY if self.everybody else ""}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def suffix(self) -> str:
        """What follows an address without a query."""
        return f"?{self.query}" if self.query else ""

    @property
    def prefix(self) -> str:
        """What precedes another parameter of a query."""
        return f"{self.query}&" if self.query else ""

    @property
    def without_sections(self) -> "QueueChoice":
        """The same without the choice of sections."""
        return replace(self, everybody=False)

    @property
    def unfiltered(self) -> "QueueChoice":
        return replace(self, exercise="", topic="", learner="")

    def narrow(self, threads: ThreadQuerySet) -> ThreadQuerySet:
        if self.exercise:
            threads = threads.about_exercise(self.exercise)
        if self.topic == WHOLE_ROADMAP_KEY:
            threads = threads.about_whole_roadmap()
        elif self.topic:
            threads = threads.about_topic(self.topic)
        return threads.filter(learner__uid=self.learner) if self.learner else threads

    def order(self, threads: ThreadQuerySet) -> ThreadQuerySet:
        """Order questions that wait. Within an exercise or a learner the oldest comes first."""
        return threads.with_subject_title().longest_waiting_first(*GROUPS[self.by])


ALL_QUESTIONS = QueueChoice()


def read_choice(data: Mapping[str, Any]) -> QueueChoice:
    """Read a choice from an address. What nobody could have chosen is left out."""
    names = {name: str(data.get(name, ""))[:MAX_NAME_CHARS] for name in ("exercise", "topic")}
    learner, by = uuid_or_none(str(data.get("learner", ""))), str(data.get("by", ""))
    return QueueChoice(
        **names,
        learner=str(learner or ""),
        by=QueueOrder(by) if by in QueueOrder else QueueOrder.OLDEST,
        everybody=read_section(str(data.get("section", ""))) == EVERYBODY,
    )
