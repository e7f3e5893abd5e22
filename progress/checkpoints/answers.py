"""The learner's answers to criteria."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.topic.models import CriterionMark


@dataclass(frozen=True)
class CriterionAnswer:
    answer: str
    note: str
    marked_at: datetime


_ANSWERS = CompiledQuery(
    lambda: CriterionMark.objects.filter(learner=Param("learner")).values_list(
        "criterion_id", "answer", "note", "marked_at"
    )
)


def answers_of(learner: User) -> dict[int, CriterionAnswer]:
    """The learner's answers by criterion."""
    return {
        criterion: CriterionAnswer(answer, note, at) for criterion, answer, note, at in _ANSWERS(learner=learner.pk)
    }
