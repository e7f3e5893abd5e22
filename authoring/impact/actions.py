"""What publishing a draft would mean for every learner.

The draft is published in a transaction that is rolled back, so that the preview and the real thing can't differ. Only
the rows of the roadmap are read meanwhile. Everything about the learners is computed outside, because on SQLite a
transaction keeps other writers waiting.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.nodes import NodeTable, table_of
from authoring.drafts.publishing import publish_table
from authoring.drafts.queries import draft_content
from authoring.impact.marks import moved_marks
from authoring.impact.rules import Impact, LearnerImpact, StateChange, changed_questions
from cohorts.plan.pace import finishes_of
from curriculum.documents.rows import read_database
from curriculum.models import Criterion, Roadmap
from exercises.models import Submission
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.learners import LearnerProgress, progress_of
from progress.plan.models import StudyPlan
from progress.plan.rules import Finish
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.reading import read_curriculum
from progress.roadmap.roadmaps import roadmap_key_of, roadmaps
from progress.topic.models import TopicMark

LEARNERS_AT_ONCE = 200  # their facts are in memory together


def learners_with_progress() -> Sequence[User]:
    """Everybody whom a change of the roadmap can affect, the newest last."""
    facts = (StudyEntry, TopicMark, CriterionMark, StudyPlan, Submission)
    has_any = Q()
    for model in facts:
        has_any |= Q(Exists(model._default_manager.filter(learner=OuterRef("pk"))))
    return list(User.objects.filter(has_any, is_active=True).order_by("pk"))


def impact_of(roadmap: Roadmap, *, after: NodeTable, before: NodeTable | None = None, now: datetime) -> Impact:
    """Compare two states of a roadmap. Without ``before``, it's compared with what is published.

    A topic that another roadmap shares changes that one too, so its learners are compared as well.
    """
    base = table_of(read_database(roadmap)) if before is None else before
    roadmaps_to_compare = [roadmap, *_roadmaps_that_share(roadmap)]
    old = _curricula_with(roadmaps_to_compare, base, before)
    new = _curricula_with(roadmaps_to_compare, base, after)
    questions, marks = _keys_and_texts(base, after), _marks_by_learner(base, after)
    learners = learners_with_progress()
    rows: list[LearnerImpact] = []
    for key, followers in _by_roadmap(learners).items():
        if key in new:
            comparison = _Comparison(old=old[key], new=new[key], questions=questions, marks=marks)
            for start in range(0, len(followers), LEARNERS_AT_ONCE):
                rows += comparison.impacts(followers[start : start + LEARNERS_AT_ONCE], now)
    return Impact(learners=len(learners), rows=[row for row in rows if row.is_affected])


def _roadmaps_that_share(roadmap: Roadmap) -> list[Roadmap]:
    """The other roadmaps with topics of this one."""
    rows = Roadmap.objects.current().filter(sections__shared_topics__section__roadmap=roadmap)
    return list(rows.exclude(pk=roadmap.pk).distinct())


def _by_roadmap(learners: Sequence[User]) -> dict[int | None, list[User]]:
    """The learners by the primary key of the roadmap that they follow. Two queries."""
    site_roadmaps = roadmaps().rows
    prefetch_related_objects(learners, "roadmap_choice")
    followers: dict[int | None, list[User]] = defaultdict(list)
    for learner in learners:
        followers[roadmap_key_of(learner, site_roadmaps)].append(learner)
    return followers


def _curricula_with(rows: Sequence[Roadmap], base: NodeTable, table: NodeTable | None) -> dict[int, Curriculum]:
    """The curricula as learners would see them if the first roadmap were published so. Without a table, as it is."""
    if table is None:
        return {row.pk: read_curriculum(row) for row in rows}
    with transaction.atomic():
        publish_table(base, table, author=None, reason="Preview")
        curricula = {row.pk: read_curriculum(row) for row in rows}
        transaction.set_rollback(True)
    return curricula


def _marks_by_learner(before: NodeTable, after: NodeTable) -> dict[int, dict[int, str]]:
    """The marks that publishing would add, by learner and part."""
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for row in moved_marks(before, after):
        marks[row.learner_id][row.subtopic_id or 0] = row.state
    return marks


def _keys_and_texts(before: NodeTable, after: NodeTable) -> dict[int, str]:
    """The criteria that were there and now ask something else."""
    changes = {uid: state for uid, state in changed_questions(before, after).items() if uid in before}
    keys = Criterion.objects.filter(uid__in=changes).values_list("pk", "uid")
    return {pk: str(changes[uid].values["text"]) for pk, uid in keys}


@dataclass(frozen=True, kw_only=True)
class _Comparison:
    """The roadmap before and after."""

    old: Curriculum
    new: Curriculum
    questions: Mapping[int, str]
    marks: Mapping[int, Mapping[int, str]]

    def impacts(self, learners: Sequence[User], now: datetime) -> list[LearnerImpact]:
        was = progress_of(learners, self.old)
        will_be = {key: self._after(key, progress) for key, progress in was.items()}
        finishes, new_finishes = finishes_of(learners, was, now=now), finishes_of(learners, will_be, now=now)
        return [
            LearnerImpact(
                learner=learner.pk,
                hours_before=was[learner.pk].forecast.total.ends,
                hours_after=will_be[learner.pk].forecast.total.ends,
                finish_before=_days(finishes[learner.pk]),
                finish_after=_days(new_finishes[learner.pk]),
                states=_state_changes(was[learner.pk], will_be[learner.pk]),
                questions=_questions(was[learner.pk], self.questions),
            )
            for learner in learners
        ]

    def _after(self, learner: int, was: LearnerProgress) -> LearnerProgress:
        facts = was.facts
        if learner in self.marks:
            facts = replace(facts, part_marks={**self.marks[learner], **facts.part_marks})
        return LearnerProgress(curriculum=self.new, facts=facts, background=was.background, days=was.days)


def _days(finish: Finish | None) -> tuple[str | None, str | None]:
    if finish is None:
        return None, None
    return (
        finish.first.isoformat() if finish.first else None,
        finish.last.isoformat() if finish.last else None,
    )


def _state_changes(was: LearnerProgress, will_be: LearnerProgress) -> list[StateChange]:
    """List the changes of state of topics that are shown both before and after."""
    return [
        StateChange(title=was.curriculum.topics[pk].title, before=state.label, after=will_be.states[pk].label)
        for pk, state in was.states.items()
        if pk in will_be.states and will_be.states[pk] != state
    ]


def _questions(was: LearnerProgress, questions: Mapping[int, str]) -> list[str]:
    passes = was.facts.first_passes
    return [
        text
        for pk, text in questions.items()
        if pk in was.facts.answers or any(exercise in passes for exercise in was.curriculum.proofs.get(pk, ()))
    ]


def preview_impact(*, draft: RoadmapDraft) -> None:
    """Store the impact with the revision that it is about, once. A draft that can't be published has none."""
    revision = draft.revision
    content = draft_content(draft.roadmap, draft)
    if content.blocking_problems or draft.closed_at or draft.impact_revision == revision:
        return
    impact = impact_of(draft.roadmap, after=content.table, now=timezone.now())
    RoadmapDraft.objects.filter(pk=draft.pk).update(impact=impact.as_json(), impact_revision=revision)
