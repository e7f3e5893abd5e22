"""What publishing a draft would mean for every learner.

The draft is published in a transaction that is rolled back, so that the preview and the real thing can't differ. Only
the rows of the roadmap are read meanwhile. Everything about the learners is computed outside, because on SQLite a
transaction keeps other writers waiting.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from authoring.drafts.models import DraftPreview, RoadmapDraft
from authoring.drafts.nodes import NodeTable, table_of
from authoring.drafts.publishing import publish_table
from authoring.drafts.queries import draft_content
from authoring.drafts.selections import EVERYTHING, Selection, select_changes
from authoring.impact.marks import NewMark, moved_marks, without_marks
from authoring.impact.rules import Impact, LearnerImpact, StateChange, changed_questions
from cohorts.plan.pace import finishes_of
from curriculum.documents.rows import read_database
from curriculum.models import Checkpoint, CheckpointKind, Criterion, Roadmap
from exercises.models import Submission
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import CheckpointOutcome, Status, checkpoint_outcome, outcome_sentence
from progress.facts import CriterionAnswer, Facts
from progress.hours.models import StudyEntry
from progress.learners import LearnerProgress, progress_of
from progress.plan.models import StudyPlan
from progress.plan.rules import Finish
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.reading import read_curriculum
from progress.roadmap.roadmaps import roadmap_key_of, roadmaps
from progress.topic.models import TopicMark

AnswersByLearner = dict[int, dict[tuple[int, int], CriterionAnswer]]
LEARNERS_AT_ONCE = 200  # their facts are in memory together


def learners_with_progress() -> Sequence[User]:
    """Everybody whom a change of the roadmap can affect, the newest last."""
    facts = (StudyEntry, TopicMark, CriterionMark, StudyPlan, Submission)
    has_any = Q()
    for model in facts:
        has_any |= Q(Exists(model._default_manager.filter(learner=OuterRef("pk"))))
    return list(User.objects.filter(has_any, is_active=True).order_by("pk"))


def impact_of(
    roadmap: Roadmap, *, after: NodeTable, before: NodeTable | None = None, now: datetime,
    new_marks: Sequence[NewMark] = (), later_marks: Sequence[NewMark] = (),
) -> Impact:  # fmt: skip
    """Compare two states of a roadmap. Without ``before``, it's compared with what is published.

    A topic that another roadmap shares changes that one too, so its learners are compared as well.

    Args:
        new_marks: if ``after`` was published, what that did to learners' marks.
        later_marks: what publications since then did to them.
    """
    base = table_of(read_database(roadmap)) if before is None else before
    roadmaps_to_compare = [roadmap, *_roadmaps_that_share(roadmap)]
    published = base if before is None else table_of(read_database(roadmap))
    old = _curricula_with(roadmaps_to_compare, published, before)
    new = _curricula_with(roadmaps_to_compare, published, after)
    questions, marks = _keys_and_texts(base, after), _marks_by_learner(base, after)
    answers = _answers_by_learner(questions)
    learners = learners_with_progress()
    rows: list[LearnerImpact] = []
    for key, followers in _by_roadmap(learners, roadmap).items():
        if key in new:
            comparison = _Comparison(
                old=old[key], new=new[key], questions=questions, marks=marks, answers=answers,
                new_marks=_by_learner(new_marks), later_marks=_by_learner(later_marks),
            )  # fmt: skip
            for start in range(0, len(followers), LEARNERS_AT_ONCE):
                rows += comparison.impacts(followers[start : start + LEARNERS_AT_ONCE], now)
    return Impact(learners=len(learners), rows=[row for row in rows if row.is_affected])


def _roadmaps_that_share(roadmap: Roadmap) -> list[Roadmap]:
    """The other roadmaps with topics of this one."""
    rows = Roadmap.objects.current().filter(sections__shared_topics__section__roadmap=roadmap)
    return list(rows.exclude(pk=roadmap.pk).distinct())


def _by_roadmap(learners: Sequence[User], roadmap: Roadmap) -> dict[int | None, list[User]]:
    """The learners by the key of the roadmap that they follow, or did until this one was retired. Two queries."""
    site_roadmaps = sorted({*roadmaps().rows, roadmap}, key=lambda row: (row.order, row.pk))
    prefetch_related_objects(learners, "roadmap_choice")
    followers: dict[int | None, list[User]] = defaultdict(list)
    for learner in learners:
        followers[roadmap_key_of(learner, site_roadmaps)].append(learner)
    return followers


def _curricula_with(rows: Sequence[Roadmap], base: NodeTable, table: NodeTable | None) -> dict[int, Curriculum]:
    """The curricula as learners would see them if the first roadmap were published so. Without a table, as it is."""
    if table is None:
        return {row.pk: read_curriculum(row) for row in rows}
    later = {uid: state.with_values(retired=True) for uid, state in base.items() if uid not in table}
    with transaction.atomic():
        publish_table(base, {**table, **later}, author=None, reason="Preview")
        shown = list(Roadmap.objects.current())
        # Whoever follows a roadmap that is retired sees the site's first one.
        curricula = {row.pk: read_curriculum(row if row in shown or not shown else shown[0]) for row in rows}
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


def _answers_by_learner(questions: Collection[int]) -> AnswersByLearner:
    """All answers to these criteria, by learner, criterion and meaning. One query."""
    answers: AnswersByLearner = defaultdict(dict)
    for mark in CriterionMark.everything.filter(criterion__in=questions).iterator():
        answer = CriterionAnswer(mark.answer, mark.note, mark.marked_at)
        answers[mark.learner_id][mark.criterion_id, mark.meaning] = answer
    return answers


@dataclass(frozen=True, kw_only=True)
class _Comparison:
    """The roadmap before and after."""

    old: Curriculum
    new: Curriculum
    questions: Mapping[int, str]
    marks: Mapping[int, Mapping[int, str]]
    answers: AnswersByLearner
    new_marks: Mapping[int, Sequence[NewMark]]
    later_marks: Mapping[int, Sequence[NewMark]]

    @cached_property
    def asked_anew(self) -> dict[int, str]:
        """The questions that ask something else, and not only in other words."""
        old, new = _meanings(self.old), _meanings(self.new)
        return {pk: text for pk, text in self.questions.items() if pk in new and old.get(pk) != new[pk]}

    def impacts(self, learners: Sequence[User], now: datetime) -> list[LearnerImpact]:
        later = {
            key: _without(progress, self.later_marks.get(key, ()))
            for key, progress in progress_of(learners, self.old).items()
        }
        was = {
            key: self._before(key, _without(progress, self.new_marks.get(key, ()))) for key, progress in later.items()
        }
        will_be = {key: self._after(key, progress) for key, progress in later.items()}
        finishes, new_finishes = finishes_of(learners, was, now=now), finishes_of(learners, will_be, now=now)
        return [
            LearnerImpact(
                learner=learner.pk,
                hours_before=was[learner.pk].forecast.total.ends,
                hours_after=will_be[learner.pk].forecast.total.ends,
                finish_before=_days(finishes[learner.pk]),
                finish_after=_days(new_finishes[learner.pk]),
                states=[
                    *_state_changes(was[learner.pk], will_be[learner.pk]),
                    *checkpoint_changes(was[learner.pk], will_be[learner.pk]),
                ],
                questions=_questions(was[learner.pk], self.asked_anew),
                reopened=_reopened(was[learner.pk], will_be[learner.pk]),
            )
            for learner in learners
        ]

    def _before(self, learner: int, was: LearnerProgress) -> LearnerProgress:
        return replace(was, facts=self._with_answers(learner, was.facts, self.old), memo={})

    def _with_answers(self, learner: int, facts: Facts, course: Curriculum) -> Facts:
        """The facts with the answers to what the questions ask there."""
        if not self.questions:
            return facts
        given, meanings = self.answers.get(learner, {}), _meanings(course)
        answers = {pk: answer for pk, answer in facts.answers.items() if pk not in self.questions}
        answers |= {pk: given[pk, meanings[pk]] for pk in self.questions if (pk, meanings.get(pk, 0)) in given}
        return replace(facts, known_answers=answers)

    def _after(self, learner: int, was: LearnerProgress) -> LearnerProgress:
        facts = self._with_answers(learner, was.facts, self.new)
        if learner in self.marks:
            facts = replace(facts, part_marks={**self.marks[learner], **facts.part_marks})
        return LearnerProgress(curriculum=self.new, facts=facts, background=was.background, days=was.days)


def _without(progress: LearnerProgress, marks: Sequence[NewMark]) -> LearnerProgress:
    """The progress as it was before publishing made these marks."""
    return replace(progress, facts=without_marks(progress.facts, marks), memo={}) if marks else progress


def _by_learner(marks: Sequence[NewMark]) -> dict[int, list[NewMark]]:
    by_learner: dict[int, list[NewMark]] = defaultdict(list)
    for mark in marks:
        by_learner[mark.learner].append(mark)
    return by_learner


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


def _meanings(course: Curriculum) -> dict[int, int]:
    return {row.pk: row.meaning for rows in course.criteria.values() for row in rows}


def checkpoint_changes(was: LearnerProgress, will_be: LearnerProgress) -> list[StateChange]:
    """List the checkpoints that become ready or stop being so, or of which more or less is proven."""
    changes = []
    for gate, before, after in _gates(was, will_be):
        is_other = checkpoint_outcome(before) != checkpoint_outcome(after)
        if is_other or before.count(Status.PROVEN) != after.count(Status.PROVEN):
            texts = (outcome_sentence(statuses).rstrip(".") for statuses in (before, after))
            changes.append(StateChange(title=gate.title, before=next(texts), after=next(texts), is_checkpoint=True))
    return changes


def _reopened(was: LearnerProgress, will_be: LearnerProgress) -> list[str]:
    """The titles of the checkpoints that were ready and no longer are."""
    ready = CheckpointOutcome.READY
    return [
        gate.title
        for gate, before, after in _gates(was, will_be)
        if checkpoint_outcome(before) == ready and checkpoint_outcome(after) != ready
    ]


def _gates(was: LearnerProgress, will_be: LearnerProgress) -> Iterator[tuple[Checkpoint, list[Status], list[Status]]]:
    """The checkpoints that are shown both before and after, with the learner's statuses."""
    remaining = {row.pk for rows in will_be.curriculum.checkpoints.values() for row in rows}
    for rows in was.curriculum.checkpoints.values():
        for gate in rows:
            if gate.pk in remaining and gate.kind == CheckpointKind.CHECKPOINT:
                yield gate, was.statuses_of(gate.pk), will_be.statuses_of(gate.pk)


def _questions(was: LearnerProgress, questions: Mapping[int, str]) -> list[str]:
    passes = was.facts.first_passes
    return [
        text
        for pk, text in questions.items()
        if pk in was.facts.answers or any(exercise in passes for exercise in was.curriculum.proofs.get(pk, ()))
    ]


def preview_impact(*, draft: RoadmapDraft, selection: Selection = EVERYTHING) -> None:
    """Store the impact of what is selected, once for each state. What can't be published has none."""
    content = select_changes(draft_content(draft.roadmap, draft), selection).content
    is_known = draft.previews.filter(state=content.state).exists()
    if content.blocking_problems or not content.changes or draft.closed_at or is_known:
        return
    impact = impact_of(draft.roadmap, after=content.table, now=timezone.now())
    DraftPreview.objects.update_or_create(draft=draft, state=content.state, defaults={"impact": impact.as_json()})
    newest = draft.previews.order_by("-pk").values_list("pk", flat=True)[: DraftPreview.MAX_KEPT]
    draft.previews.exclude(pk__in=list(newest)).delete()
