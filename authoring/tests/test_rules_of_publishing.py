"""Random sequences of drafts, publications and roll-backs, of whole roadmaps and questions too, break no promise.

They go the way that admins go: each edit into a draft, its impact previewed, then published and told to learners.
`pytest -m slow` tries a thousand sequences, `make test` a sample of them.
"""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from authoring.drafts import operations
from authoring.drafts.actions import discard_draft, edit_draft
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.nodes import NodeTable, document_of, table_of
from authoring.drafts.publishing import ONLY_ROADMAP, publish_draft, publish_version_again
from authoring.drafts.queries import draft_content
from authoring.drafts.selections import EVERYTHING, Selection, select_changes
from authoring.impact.actions import preview_impact
from authoring.impact.notices import send_version_notices
from authoring.impact.questions import QuestionEdit
from authoring.impact.rules import Impact
from authoring.schedules.actions import publish_due, schedule_publication
from authoring.schedules.models import ScheduledPublication
from authoring.tests.publications import changes_of
from authoring.tests.small_roadmap import ROADMAP, follow_small_roadmap
from authoring.tests.test_rules_of_editing import Moment, Operation, moment, random_operation
from authoring.versions.models import RoadmapVersion
from curriculum.documents.rows import read_database
from curriculum.models import Criterion, Roadmap
from lib.durations import Hours, HoursRange
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind
from progress.roadmap.actions import choose_roadmap
from progress.topic.models import TopicMark
from progress.topic.rules import TopicState

MAX_STEPS = 6


@pytest.fixture
def learner(ada: User, grace: User, roadmap: None) -> User:
    """Ada follows the small roadmap. There is another one, so that hers can be retired."""
    follow_small_roadmap(ada)
    choose_roadmap(learner=ada, roadmap=Roadmap.objects.get(uid=ROADMAP))
    return ada


def random_edit(rng: random.Random, table: NodeTable) -> tuple[str, str, Operation]:
    """As `random_operation`, or one of a question or of the whole roadmap."""
    if rng.random() < 0.5:
        return random_operation(rng, table)
    question = rng.choice([uid for uid, state in table.items() if state.kind == "criterion"])
    checkpoint = rng.choice([uid for uid, state in table.items() if state.kind == "checkpoint"])
    new = f"new-{rng.randrange(10**9)}"
    return rng.choice([
        ("add question", checkpoint, lambda t: operations.add_node(
            t, kind="criterion", parent=checkpoint, values={"uid": new, "text": f"Can you {new}?"})),
        ("retire question", question, lambda t: operations.retire_node(t, question)),
        ("restore question", question, lambda t: operations.restore_node(t, question)),
        ("reword question", question, lambda t: operations.edit_node(
            t, question, values={"text": rng.choice(["Can you do 1?", "Can you do 2?", f"Another {new}?"])}, body="")),
        ("retire roadmap", ROADMAP, lambda t: operations.retire_node(t, ROADMAP)),
        ("restore roadmap", ROADMAP, lambda t: operations.restore_node(t, ROADMAP)),
    ])  # fmt: skip


@dataclass(frozen=True)
class Pending:
    """An edit that isn't published yet."""

    name: str
    uid: str
    meaning: QuestionEdit

    def __str__(self) -> str:
        return f"{self.name} {self.uid}{f' ({self.meaning})' if self.is_question else ''}"

    @property
    def is_question(self) -> bool:
        """Whether a question is reworded."""
        return "question" in self.name and self.name not in ("add question", "retire question", "restore question")


class Sequence:
    """One sequence of publications. ``broken`` collects the promises that weren't kept."""

    def __init__(self, seed: int, learner: User, admins: tuple[User, User]) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - no secret
        self.seed, self.learner, self.admins = seed, learner, admins
        self.admin = admins[0]
        self.roadmap = Roadmap.objects.get(uid=ROADMAP)
        self.steps: list[str] = []
        self.broken: list[str] = []
        self.pending: dict[UUID, Pending] = {}
        self.moments: dict[int, Moment] = {}
        self.marks: dict[int, list[TopicMark]] = {}
        self.start = self.now = moment(learner)

    def run(self) -> list[str]:
        for _ in range(self.rng.randint(1, MAX_STEPS)):
            versions = list(RoadmapVersion.objects.filter(roadmap=self.roadmap).order_by("number"))
            if versions and self.rng.random() < 0.25:
                self.roll_back(self.rng.choice(versions))
            elif self.rng.random() < 0.5:
                self.edit_anything(self.admin)
                self.publish(EVERYTHING)
            else:
                for admin in self.rng.choices(self.admins, k=3):
                    self.edit_anything(admin)
                self.publish(changes_of(self.rng.choice(self.admins)))
        return [f"{self.seed}: {self.steps}: {rule}" for rule in self.broken]

    def edit_anything(self, admin: User) -> None:
        edit = random_edit(self.rng, draft_content(self.roadmap).table)
        self.edit(admin, *edit, meaning=self.rng.choice(list(QuestionEdit)))

    def edit(
        self, admin: User, name: str, uid: str, operation: Operation, *, meaning: QuestionEdit = QuestionEdit.NEW
    ) -> None:
        try:
            row = edit_draft(person=admin, roadmap=self.roadmap, operation=operation, action=name)
        except RefusedError:
            return
        if row:
            self.pending[row.batch] = Pending(name, uid, meaning)

    def publish(self, selection: Selection) -> None:
        """Publish what is selected, now or by a schedule. What isn't stays in the draft."""
        content = draft_content(self.roadmap)
        selected = select_changes(content, selection)
        if content.draft is None or not selected.content.changes:
            return
        batches = {batch for group in selected.groups for batch in group.batches}
        edits = [edit for batch, edit in self.pending.items() if batch in batches]
        questions = {edit.uid: edit.meaning for edit in edits if edit.is_question}
        preview_impact(draft=content.draft, selection=selection)
        preview = content.draft.previews.filter(state=selected.content.state).first()
        try:
            version = self.published(content.draft, selection, selected.content.state, questions)
        except RefusedError as refusal:
            discard_draft(person=self.admin, draft=content.draft)
            self.pending.clear()
            self.require(str(refusal) != ONLY_ROADMAP, "the roadmap can't be retired although there is another")
            has_problem = bool(selected.content.blocking_problems)
            self.require(has_problem, f"it has no problems, but is refused: {refusal}")
            return
        self.steps.append(f"{', '.join(map(str, edits))}{' of one admin' if selection else ''}")
        self.pending = {batch: edit for batch, edit in self.pending.items() if batch not in batches}
        base = table_of(read_database(self.roadmap))
        self.require(document_of(base) == document_of(selected.content.table), "it isn't what was previewed")
        rest = draft_content(self.roadmap)
        self.require(document_of(rest.table) == document_of(content.table), "the draft shows something else afterwards")
        is_shown = not content.base[ROADMAP].is_retired and not any("roadmap" in edit.name for edit in edits)
        is_as_previewed = is_shown and set(questions.values()) <= {QuestionEdit.NEW}
        self.require(preview is not None, "it was published, but its preview is missing")
        predicted = Impact.from_json(preview.impact) if preview and is_as_previewed else None
        self.look(
            version, predicted,
            changed_questions={uid for uid, meaning in questions.items() if meaning != QuestionEdit.CORRECTION},
        )  # fmt: skip

    def published(
        self, draft: RoadmapDraft, selection: Selection, state: str, questions: dict[str, QuestionEdit]
    ) -> RoadmapVersion:
        if self.rng.random() < 0.7:
            return publish_draft(
                person=self.admin, draft=draft, state=state, note="", questions=questions, selection=selection
            )
        schedule = schedule_publication(
            person=self.admin, draft=draft, selection=selection, state=state, note="", questions=questions,
            publish_at=timezone.now() + timedelta(hours=1),
        )  # fmt: skip
        ScheduledPublication.objects.filter(pk=schedule.pk).update(publish_at=timezone.now())
        publish_due()
        schedule.refresh_from_db()
        if schedule.version is None:
            raise RefusedError(schedule.reason)
        return schedule.version

    def roll_back(self, version: RoadmapVersion) -> None:
        try:
            new = publish_version_again(person=self.admin, version=version)
        except RefusedError:
            return
        self.steps.append(f"roll back to {version.number}")
        self.look(new, None, changed_questions=None)
        then = self.moments.get(version.number)
        if then:
            hours = self.hours_with(self.marks[version.number])
            self.require(
                hours == then.hours, f"{then.hours} left then, {hours} after rolling back with the marks of then"
            )
            for uid, state in self.now.states.items():
                was_closed = uid in then.states and then.states[uid].is_closed
                self.require(not was_closed or state.is_closed, f"{uid} was closed then, and isn't after rolling back")

    def hours_with(self, marks: list[TopicMark]) -> HoursRange:
        """What would be left if she had these marks: what a version has finished stays finished after a roll-back."""
        with transaction.atomic():
            TopicMark.objects.filter(learner=self.learner).delete()
            TopicMark.objects.bulk_create(marks)
            hours = moment(self.learner).hours
            transaction.set_rollback(True)
        return hours

    def look(
        self, version: RoadmapVersion, predicted: Impact | None, *, changed_questions: Collection[str] | None
    ) -> None:
        """Compare with the moment before. ``changed_questions``: those that ask something else; None: any may."""
        before, self.now = self.now, moment(self.learner)
        self.moments[version.number] = self.now
        self.marks[version.number] = list(TopicMark.objects.filter(learner=self.learner))
        for uid, state in before.states.items():
            if state.is_closed and uid in self.now.states:
                self.require(self.now.states[uid].is_closed, f"{uid} was {state} and is {self.now.states[uid]}")
        if changed_questions is not None:
            self.require_answers(before, changed_questions)
        if predicted is not None:
            self.require_prediction(predicted, before)
        self.require_notice()

    def require_answers(self, before: Moment, changed: Collection[str]) -> None:
        keys = set(Criterion.objects.filter(uid__in=changed).values_list("pk", flat=True))
        for criterion, counted in before.answers.items():
            if criterion not in keys and counted and criterion in self.now.answers:
                self.require(self.now.answers[criterion], f"question {criterion} is asked again")

    def require_prediction(self, predicted: Impact, before: Moment) -> None:
        row = next((row for row in predicted.rows if row.learner == self.learner.pk), None)
        hours = before.hours.figures, self.now.hours.figures
        told = (list(hours[0]), list(hours[1]))
        if row:
            told = ([n / 10 for n in row.hours_before], [n / 10 for n in row.hours_after])
        self.require(told == (list(hours[0]), list(hours[1])), f"the preview said {told}, and it is {hours}")

    def require_notice(self) -> None:
        """One unread notice about the whole day if it moved her hours, and none if nothing is different for her.

        A checkpoint that lost all of its questions isn't: there is nothing that she could do there.
        """
        send_version_notices()
        count = Notice.objects.filter(person=self.learner, kind=NoticeKind.CURRICULUM).unread().count()
        has_moved = self.now.hours != self.start.hours
        before, now = self.start, self.now
        is_same = not has_moved and before.states == now.states and before.answers == now.answers
        if any("roadmap" in step for step in self.steps):  # then she has followed the other one meanwhile
            self.require(count <= 1, f"{count} notices of one day")
            return
        self.require(count == 1 or not has_moved, f"no notice, although {self.start.hours} became {self.now.hours}")
        has_new_question = Criterion.objects.filter(
            uid__startswith="new-", retired=False
        ).exists()  # to a ready checkpoint
        self.require(not (is_same and count) or has_new_question, "a notice, although nothing is different for her")

    def require(self, holds: bool, rule: str) -> None:
        if not holds:
            self.broken.append(rule)


def try_sequence(seed: int, learner: User, admins: tuple[User, User]) -> list[str]:
    with transaction.atomic():
        broken = Sequence(seed, learner, admins).run()
        transaction.set_rollback(True)
    return broken


def test_a_sample_of_random_publications_breaks_no_promise(learner: User, grace: User, alan: User) -> None:
    assert not [rule for seed in range(8) for rule in try_sequence(seed, learner, (grace, alan))]


def test_what_a_version_has_finished_stays_finished_after_rolling_back(learner: User, grace: User, alan: User) -> None:
    """Fewer hours are left afterwards than there were then, because a finished topic stays finished."""
    sequence = Sequence(0, learner, (grace, alan))
    values = {"uid": "new-question", "text": "Can you do 3?"}
    sequence.edit(grace, "add question", "p1-check", lambda table: operations.add_node(
        table, kind="criterion", parent="p1-check", values=values))  # fmt: skip
    sequence.publish(EVERYTHING)
    then = sequence.now
    sequence.edit(grace, "retire part", "c.2", lambda table: operations.retire_node(table, "c.2"))
    sequence.publish(EVERYTHING)
    sequence.roll_back(RoadmapVersion.objects.get(number=2))
    assert sequence.steps == ["add question p1-check", "retire part c.2", "roll back to 2"]
    assert (then.states["c"], sequence.now.states["c"]) == (TopicState.DOING, TopicState.DONE)
    assert sequence.now.hours.high < then.hours.high
    assert not sequence.broken


def test_a_part_that_came_later_does_not_keep_a_finished_topic_from_staying_finished(
    learner: User, grace: User, alan: User
) -> None:
    sequence = Sequence(0, learner, (grace, alan))
    values = {"uid": "c.3", "title": "C three"}
    sequence.edit(grace, "part", "c", lambda table: operations.add_node(
        table, kind="subtopic", parent="c", values=values))  # fmt: skip
    sequence.publish(EVERYTHING)
    sequence.edit(grace, "retire part", "c.2", lambda table: operations.retire_node(table, "c.2"))
    sequence.publish(EVERYTHING)
    assert sequence.now.states["c"] == TopicState.DONE
    sequence.roll_back(RoadmapVersion.objects.get(number=2))
    assert sequence.now.states["c"] == TopicState.DONE
    assert not sequence.broken


def test_an_estimate_that_changes_with_the_last_part_open_does_not_change_the_pace(
    learner: User, grace: User, alan: User
) -> None:
    """The version finishes topic C for her. Her five hours there belong to the estimate for which she studied."""
    sequence = Sequence(0, learner, (grace, alan))
    hours = Hours(HoursRange(120, 270), HoursRange(120, 270))
    sequence.edit(
        grace, "estimate", "c", lambda table: operations.edit_node(table, "c", values={"hours": hours}, body="")
    )
    sequence.edit(grace, "retire part", "c.2", lambda table: operations.retire_node(table, "c.2"))
    sequence.publish(EVERYTHING)
    assert sequence.now.states["c"] == TopicState.DONE
    assert TopicMark.objects.get(topic__uid="c", subtopic=None).hours == HoursRange(40, 80)
    assert not sequence.broken


def test_a_topic_stays_where_another_admin_moved_it_when_the_split_that_made_it_is_published(
    learner: User, grace: User, alan: User
) -> None:
    sequence = Sequence(0, learner, (grace, alan))
    values = {"uid": "e", "number": "9", "title": "E"}
    sequence.edit(alan, "split", "a", lambda table: operations.split_topic(table, "a", values=values, parts=["a.1"]))
    sequence.edit(grace, "move topic", "e", lambda table: operations.move_node(table, "e", parent="s1", place=2))
    sequence.publish(changes_of(alan))
    assert sequence.steps == ["split a of one admin"]
    assert not sequence.broken


@pytest.mark.slow
def test_a_thousand_random_publications_break_no_promise(learner: User, grace: User, alan: User) -> None:
    assert not [rule for seed in range(1_000) for rule in try_sequence(seed, learner, (grace, alan))]
