"""What publishing a draft would mean for every learner.

The draft is published in a transaction that is rolled back, so that the preview and the real thing can't differ. Only
the rows of the roadmap are read meanwhile. Everything about the learners is computed outside, because on SQLite a
transaction keeps other writers waiting.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from authoring.rules.impact import LearnerImpact, StateChange, changed_questions
from authoring.rules.nodes import NodeTable, document_of, table_of
from cohorts.queries.pace import finishes_of
from curriculum.actions import publish_roadmap
from curriculum.documents.rows import read_database
from curriculum.models import Criterion, Roadmap
from exercises.models import Submission
from progress.models import CriterionMark, StudyEntry, StudyPlan, TopicMark
from progress.pace.finish import Finish
from progress.queries.curriculum.curriculum import Curriculum, curriculum, read_curriculum
from progress.queries.learners import LearnerProgress, progress_of

LEARNERS_AT_ONCE = 200  # their facts are in memory together


@dataclass(frozen=True, kw_only=True)
class Impact:
    """``rows`` are the learners for whom something changes."""

    learners: int
    rows: Sequence[LearnerImpact]

    def as_json(self) -> dict[str, object]:
        return {"learners": self.learners, "rows": [asdict(row) for row in self.rows]}

    @classmethod
    def from_json(cls, data: dict[str, object]) -> "Impact | None":
        if not data:
            return None
        rows: list[dict[str, object]] = data["rows"]  # type: ignore[assignment]  # as_json wrote it
        return cls(learners=int(str(data["learners"])), rows=[LearnerImpact.from_json(row) for row in rows])


def learners_with_progress() -> Sequence[User]:
    """Everybody for whom a change of the roadmap can mean something, the newest last."""
    facts = (StudyEntry, TopicMark, CriterionMark, StudyPlan, Submission)
    has_any = Q()
    for model in facts:
        has_any |= Q(Exists(model._default_manager.filter(learner=OuterRef("pk"))))
    return list(User.objects.filter(has_any, is_active=True).order_by("pk"))


def impact_of(roadmap: Roadmap, *, after: NodeTable, before: NodeTable | None = None, now: datetime) -> Impact:
    """Compare two states of a roadmap. Without ``before``, it's compared with what is published."""
    base = table_of(read_database(roadmap)) if before is None else before
    old = curriculum() if before is None else _curriculum_with(before)
    new = _curriculum_with(after)
    questions = _keys_and_texts(base, after)
    learners = learners_with_progress()
    rows: list[LearnerImpact] = []
    for start in range(0, len(learners), LEARNERS_AT_ONCE):
        rows += _impacts(learners[start : start + LEARNERS_AT_ONCE], old, new, questions, now)
    return Impact(learners=len(learners), rows=[row for row in rows if row.is_affected])


def _curriculum_with(table: NodeTable) -> Curriculum:
    """The curriculum as learners would see it if this were published."""
    with transaction.atomic():
        publish_roadmap(document=document_of(table), author=None, reason="Preview")
        course = read_curriculum()
        transaction.set_rollback(True)
    return course


def _keys_and_texts(before: NodeTable, after: NodeTable) -> dict[int, str]:
    """The criteria that were there and now ask something else."""
    changes = {uid: state for uid, state in changed_questions(before, after).items() if uid in before}
    keys = Criterion.objects.filter(uid__in=changes).values_list("pk", "uid")
    return {pk: str(changes[uid].values["text"]) for pk, uid in keys}


def _impacts(
    learners: Sequence[User], old: Curriculum, new: Curriculum, questions: dict[int, str], now: datetime
) -> list[LearnerImpact]:
    was, will_be = progress_of(learners, old), progress_of(learners, new)
    finishes, new_finishes = finishes_of(learners, was, now=now), finishes_of(learners, will_be, now=now)
    return [
        LearnerImpact(
            learner=learner.pk,
            hours_before=was[learner.pk].forecast.total.ends,
            hours_after=will_be[learner.pk].forecast.total.ends,
            finish_before=_days(finishes[learner.pk]),
            finish_after=_days(new_finishes[learner.pk]),
            states=_state_changes(was[learner.pk], will_be[learner.pk]),
            questions=_questions(was[learner.pk], questions),
        )
        for learner in learners
    ]


def _days(finish: Finish | None) -> tuple[str | None, str | None]:
    if finish is None:
        return None, None
    return (
        finish.first.isoformat() if finish.first else None,
        finish.last.isoformat() if finish.last else None,
    )


def _state_changes(was: LearnerProgress, will_be: LearnerProgress) -> list[StateChange]:
    """Of the topics that are shown both before and after."""
    return [
        StateChange(title=was.curriculum.topics[pk].title, before=state.label, after=will_be.states[pk].label)
        for pk, state in was.states.items()
        if pk in will_be.states and will_be.states[pk] != state
    ]


def _questions(was: LearnerProgress, questions: dict[int, str]) -> list[str]:
    passes = was.facts.first_passes
    return [
        text
        for pk, text in questions.items()
        if pk in was.facts.answers or any(exercise in passes for exercise in was.curriculum.proofs.get(pk, ()))
    ]
