"""The edits that once broke learners' plans: what the preview predicts for a learner is what publishing does to them.

The table in docs/editing.md has the same figures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from authoring.drafts import operations as rules
from authoring.drafts.actions import edit_draft
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.nodes import NodeState, NodeTable
from authoring.drafts.publishing import publish_draft
from authoring.drafts.queries import draft_content
from authoring.impact.actions import checkpoint_changes, impact_of
from authoring.impact.rules import StateChange
from authoring.tests.small_roadmap import HOURS, follow_small_roadmap
from cohorts.plan.pace import finishes_of
from curriculum.models import Checkpoint, Criterion, Roadmap
from lib.durations import Hours, HoursRange
from lib.errors import RefusedError
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.learners import LearnerProgress, progress_of
from progress.outline.outline import outline_for
from progress.plan.models import StudyPlan
from progress.plan.rules import Finish
from progress.roadmap.roadmaps import curriculum
from progress.topic.models import TopicMark
from tests.site import ROOT

Operation = Callable[[NodeTable], dict[str, NodeState]]
ANOTHER_QUESTION = "Can you recite the phone book?"


def values(uid: str, **changes: object) -> Operation:
    return lambda table: rules.edit_node(table, uid, values=changes, body=table[uid].body)


def add(kind: str, parent: str, **fields: object) -> Operation:
    return lambda table: rules.add_node(table, kind=kind, parent=parent, values=fields)


def retire(uid: str) -> Operation:
    return lambda table: rules.retire_node(table, uid)


def hours(low: int, high: int) -> Hours:
    return Hours(HoursRange(low, high), HoursRange(low, high))


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An edit in one or more steps, and what it means for Ada."""

    edit: str
    steps: Sequence[Operation]
    outcome: str


BEFORE = "5 to 13 h left"
PROMISES = (
    Promise(
        edit="the estimate of a topic she finished becomes 6–10 h",
        steps=[values("a", hours=hours(60, 100))],
        outcome=BEFORE,
    ),
    Promise(edit="the same with a typing mistake: 150 h", steps=[values("a", hours=hours(1500, 1500))], outcome=BEFORE),
    Promise(
        edit="a topic she finished is retired, with its activity", steps=[retire("p1-a"), retire("a")], outcome=BEFORE
    ),
    Promise(
        edit="the topic she reads is taken out of its activity",
        steps=[values("p2-c", topics=())],
        outcome="10 to 18 h left",
    ),
    Promise(
        edit="its activity moves to phase 1",
        steps=[lambda table: rules.move_node(table, "p2-c", parent="p1", place=0)],
        outcome=BEFORE,
    ),
    Promise(
        edit="a new topic of 4–8 h, which no activity names",
        steps=[add("topic", "s2", uid="e", number="2.4", title="E", stars=4, hours=HOURS)],
        outcome="9 to 21 h left",
    ),
    Promise(
        edit="a third part, where both were finished",
        steps=[add("subtopic", "b", uid="b.3", title="b three")],
        outcome=BEFORE,
    ),
    Promise(
        edit="the last open part of C is retired",
        steps=[retire("c.2")],
        outcome="4.6 to 8.2 h left; C: in progress → done",
    ),
    Promise(
        edit="a finished part of C moves to D",
        steps=[lambda table: rules.move_node(table, "c.1", parent="d", place=0)],
        outcome=f"{BEFORE}; D: to do → in progress",
    ),
    Promise(
        edit="a question she answered asks something else",
        steps=[values("p1-q1", text=ANOTHER_QUESTION)],
        outcome=f"{BEFORE}; Ready?: Ready: 0 of 2 proven, 2 claimed → 0 of 2 proven, 1 claimed, 1 open; "
        f"asked again: “{ANOTHER_QUESTION}”",
    ),
    Promise(
        edit="a question is added to a checkpoint she has passed",
        steps=[add("criterion", "p1-check", uid="p1-q3", text="Can you do 3?")],
        outcome=f"{BEFORE}; Ready?: Ready: 0 of 2 proven, 2 claimed → 0 of 3 proven, 2 claimed, 1 open",
    ),
)
REFUSED = (
    ("an estimate of 9,999 h", values("c", hours=hours(99_990, 99_990)), "c"),
    ("a topic is retired that an activity names", retire("a"), "p1-a"),
    ("a section is retired whose topics activities name", retire("s1"), "p1-a"),
    ("phase 2 gets the number 1", values("p2", number=1), "p2"),
    ("phase 2 gets the number 0", values("p2", number=0), "p2"),
    ("phase 2 gets the number 999999", values("p2", number=999_999), "p2"),
)


@pytest.fixture
def learner(ada: User) -> User:
    """She finished A by itself and B by its parts, is halfway through C, and answered the first checkpoint with yes.
    She studies five hours a week.
    """
    follow_small_roadmap(ada)
    today = ada.today
    StudyPlan.objects.create(learner=ada, start=today, minutes_a_day=60)
    for week in range(1, 6):
        StudyEntry.objects.create(learner=ada, day=today - timedelta(weeks=week), minutes=300, kind="reading")
    return ada


def make_edits(admin: User, steps: Sequence[Operation]) -> None:
    for step in steps:
        edit_draft(person=admin, roadmap=Roadmap.objects.get(), operation=step, action="Edited")


def publish(admin: User) -> None:
    draft = RoadmapDraft.objects.open().get()
    publish_draft(person=admin, draft=draft, state=draft_content(draft.roadmap).state, note="")


@dataclass(frozen=True, kw_only=True)
class Moment:
    progress: LearnerProgress
    finish: Finish | None

    @property
    def hours(self) -> tuple[int, int]:
        return self.progress.forecast.total.ends

    @property
    def days(self) -> tuple[str | None, str | None]:
        first, last = (self.finish.first, self.finish.last) if self.finish else (None, None)
        return first.isoformat() if first else None, last.isoformat() if last else None

    @property
    def states(self) -> dict[str, str]:
        topics = self.progress.curriculum.topics
        return {topics[pk].title: state.label for pk, state in self.progress.states.items()}

    @property
    def questions(self) -> set[str]:
        """What she answered, and is asked again."""
        answered = CriterionMark.everything.values_list("criterion", flat=True)
        again = set(answered) - self.progress.facts.answers.keys()
        return set(Criterion.objects.filter(pk__in=again).values_list("text", flat=True))


def moment(learner: User) -> Moment:
    progress = progress_of([learner], curriculum())
    return Moment(
        progress=progress[learner.pk], finish=finishes_of([learner], progress, now=timezone.now())[learner.pk]
    )


def summary(hours_after: tuple[int, int], states: Sequence[StateChange], questions: Sequence[str]) -> str:
    parts = [f"{HoursRange(*hours_after)} left"]
    parts += [f"{state.title}: {state.before} → {state.after}" for state in states]
    parts += [f"asked again: “{question}”" for question in questions]
    return "; ".join(parts)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.edit)
def test_what_the_preview_predicts_happens(learner: User, grace: User, promise: Promise) -> None:
    before = moment(learner)
    make_edits(grace, promise.steps)
    content = draft_content(Roadmap.objects.get())
    impact = impact_of(content.roadmap, after=content.table, now=timezone.now())
    row = impact.rows[0] if impact.rows else None
    predicted = summary(row.hours_after, row.states, row.questions) if row else summary(before.hours, (), ())
    publish(grace)
    after = moment(learner)
    changes = [
        StateChange(title=title, before=before.states[title], after=state)
        for title, state in after.states.items()
        if title in before.states and before.states[title] != state
    ]
    changes += checkpoint_changes(before.progress, after.progress)
    happened = summary(after.hours, changes, sorted(after.questions))
    assert (predicted, happened) == (promise.outcome, promise.outcome)
    assert (before.days, after.days) == ((row.finish_before, row.finish_after) if row else (before.days, before.days))


@pytest.mark.parametrize(("edit", "step", "uid"), REFUSED, ids=[edit for edit, *_ in REFUSED])
def test_what_cannot_be_right_is_not_published(
    learner: User, grace: User, edit: str, step: Operation, uid: str
) -> None:
    before = moment(learner)
    make_edits(grace, [step])
    problems = draft_content(Roadmap.objects.get()).blocking_problems
    assert uid in {problem.uid for problem in problems}
    with pytest.raises(RefusedError):
        publish(grace)
    assert (moment(learner).hours, moment(learner).states) == (before.hours, before.states)


def test_an_admin_is_told_that_learners_do_not_see_a_checkpoint_without_questions(learner: User, grace: User) -> None:
    make_edits(grace, [lambda table: rules.retire_node(table, "p1-q1")])
    assert not draft_content(Roadmap.objects.get()).problems
    make_edits(grace, [lambda table: rules.retire_node(table, "p1-q2")])
    [problem] = draft_content(Roadmap.objects.get()).problems
    assert (problem.uid, problem.is_blocking) == ("p1-check", False)


def test_a_mark_goes_with_its_part(learner: User, grace: User) -> None:
    make_edits(grace, [lambda table: rules.move_node(table, "c.1", parent="d", place=0)])
    publish(grace)
    assert TopicMark.objects.get(learner=learner, subtopic__uid="c.1").state == "done"


def test_a_passed_checkpoint_stays_passed_with_a_new_question(learner: User, grace: User) -> None:
    Checkpoint.history.update(history_date=timezone.now() - timedelta(days=1))  # loaded long before
    make_edits(grace, [add("criterion", "p1-check", uid="p1-q3", text="Can you do 3?")])
    publish(grace)
    checkpoint = outline_for(learner).phases[0].checkpoint
    assert checkpoint
    assert checkpoint.new_count == 1


def test_the_documentation_has_these_figures() -> None:
    lines = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8").splitlines()
    rows = {f"| {promise.edit} | {promise.outcome} |" for promise in PROMISES}
    rows |= {f"| {edit} | it can't be published |" for edit, *_ in REFUSED}
    assert rows <= set(lines)
