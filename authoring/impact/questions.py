"""Keep answers and proofs true when a checkpoint's question is edited."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.db.models import Max

from authoring.drafts.nodes import NodeTable
from authoring.impact.rules import changed_questions, words_of
from curriculum.models import Criterion, CriterionWording


class QuestionEdit(StrEnum):
    """What an admin says about a question whose words differ. Answers stay for a correction only."""

    NEW = "new"
    STILL_PROVEN = "still_proven"
    CORRECTION = "correction"


QuestionEdits = Mapping[str, QuestionEdit]
NO_EDITS: QuestionEdits = MappingProxyType({})


def renew_questions(before: NodeTable, after: NodeTable, edits: QuestionEdits) -> None:
    """Give each question that asks something else a new meaning, or the one that it had with these words before.

    Args:
        edits: by uid. A question that isn't named asks something new.
    """
    changes = {uid: state for uid, state in changed_questions(before, after).items() if uid in before}
    for criterion in Criterion.objects.filter(uid__in=changes):
        CriterionWording.objects.get_or_create(
            criterion=criterion,
            words=words_of(before[criterion.uid]),
            defaults={
                "meaning": criterion.meaning,
                "is_proven_by_exercises": criterion.is_proven_by_exercises,
            },
        )
        wording = _wording(criterion, words_of(after[criterion.uid]), edits.get(criterion.uid, QuestionEdit.NEW))
        Criterion.objects.filter(pk=criterion.pk).update(
            meaning=wording.meaning, is_proven_by_exercises=wording.is_proven_by_exercises
        )


def _wording(criterion: Criterion, words: str, edit: QuestionEdit) -> CriterionWording:
    """The wording with these words, which had its meaning before, or a new one."""
    wordings = CriterionWording.objects.filter(criterion=criterion)
    meaning, is_proven = criterion.meaning, criterion.is_proven_by_exercises
    if edit != QuestionEdit.CORRECTION:
        meaning = wordings.aggregate(last=Max("meaning"))["last"] + 1
        is_proven = edit == QuestionEdit.STILL_PROVEN
    wording, _ = wordings.get_or_create(
        criterion=criterion, words=words, defaults={"meaning": meaning, "is_proven_by_exercises": is_proven}
    )
    return wording
