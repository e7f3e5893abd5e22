"""The learners that a mentor chose in the grid: those with a tick, or all who match its filter."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from accounts.models import User
from cohorts.access import uuid_or_none
from cohorts.cohort.models import Cohort
from cohorts.grid.choice import GridChoice
from cohorts.grid.queries import chosen_learners

MAX_BACK_CHARS = 400
MAX_CHARS = 37 * Cohort.MAX_LEARNERS


@dataclass(frozen=True, kw_only=True)
class ChosenLearners:
    """``learners`` are their uids. From the grid to the result it stays the same, whoever begins to match meanwhile."""

    choice: GridChoice
    """What the grid showed, to come back to it."""
    learners: list[UUID]

    @property
    def text(self) -> str:
        """The learners as a field of a form."""
        return " ".join(str(uid) for uid in self.learners)


def read_selection(data: QueryDict, cohort: Cohort, *, reader: User, now: datetime) -> ChosenLearners:
    """Return the choice that a form of the grid or of the next page posts. Anything unknown is left out."""
    choice = GridChoice.from_query(QueryDict(data.get("back", "")[:MAX_BACK_CHARS]).dict())
    if "learners" in data:
        texts = data.get("learners", "")[:MAX_CHARS].split()
    elif "all" in data:
        learners = chosen_learners(cohort, choice, reader=reader, now=now)
        return ChosenLearners(choice=choice, learners=[entry.learner.uid for entry in learners])
    else:
        texts = data.getlist("learner")[: Cohort.MAX_LEARNERS]
    return ChosenLearners(
        choice=choice, learners=list(dict.fromkeys(uid for text in texts if (uid := uuid_or_none(text))))
    )
