"""Whatever admins do, learners' progress is safe: random sequences of edits break none of the rules.

`pytest -m slow` tries a thousand sequences, `make test` a sample of them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction

from accounts.models import User
from authoring.drafts import operations
from authoring.drafts.nodes import NodeState, NodeTable, table_of
from authoring.drafts.publishing import publish_table
from authoring.tests.small_roadmap import ROADMAP, TOPICS, follow_small_roadmap
from curriculum.documents.rows import read_database
from curriculum.models import Criterion, Roadmap
from lib.durations import Hours, HoursRange
from lib.errors import RefusedError
from progress.checkpoints.models import CriterionMark
from progress.learners import LearnerProgress, progress_of
from progress.roadmap.reading import read_curriculum
from progress.topic.models import MarkState, TopicMark
from progress.topic.rules import TopicState

MAX_EDITS = 6
Operation = Callable[[NodeTable], dict[str, NodeState]]


@pytest.fixture
def learner(ada: User) -> User:
    """Ada, see `follow_small_roadmap`."""
    follow_small_roadmap(ada)
    return ada


def random_operation(rng: random.Random, table: NodeTable) -> tuple[str, str, Operation]:
    """Its name, the node it is about, and the operation. It may be one that isn't possible."""
    uids = {
        kind: [uid for uid, state in table.items() if state.kind == kind] for kind in ("topic", "subtopic", "section")
    }
    topic, part = rng.choice(uids["topic"]), rng.choice(uids["subtopic"])
    other, section = rng.choice(uids["topic"]), rng.choice(uids["section"])
    activity = rng.choice([uid for uid, state in table.items() if state.kind == "activity"])
    question = rng.choice([uid for uid, state in table.items() if state.kind == "criterion"])
    low = rng.randrange(300)
    hours = HoursRange(low, low + rng.randrange(300))
    new = f"new-{rng.randrange(10**9)}"
    parts = [uid for uid, state in table.items() if state.parent == topic and rng.random() < 0.6]
    return rng.choice([
        ("estimate", topic, lambda t: operations.edit_node(t, topic, values={"hours": Hours(hours, hours)}, body="")),
        ("hours", activity, lambda t: operations.edit_node(t, activity, values={"hours": hours}, body="")),
        ("part", topic, lambda t: operations.add_node(
            t, kind="subtopic", parent=topic, values={"uid": new, "title": new})),
        ("move part", part, lambda t: operations.move_node(t, part, parent=other, place=rng.randrange(4))),
        ("move topic", topic, lambda t: operations.move_node(t, topic, parent=section, place=rng.randrange(4))),
        ("retire", topic, lambda t: operations.retire_node(t, topic, successor=rng.choice(["", other]))),
        ("retire part", part, lambda t: operations.retire_node(t, part)),
        ("restore", topic, lambda t: operations.restore_node(t, topic)),
        ("split", topic, lambda t: operations.split_topic(
            t, topic, values={"uid": new, "number": "9", "title": new}, parts=parts)),
        ("merge", topic, lambda t: operations.merge_topic(t, topic, into=other)),
        ("question", question, lambda t: operations.edit_node(
            t, question, values={"text": f"Another {new}?"}, body="")),
    ])  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Ada's progress with one state of the roadmap."""

    progress: LearnerProgress
    answers: dict[int, bool]
    """Whether each of her answers still counts, by the criterion's key."""

    @property
    def states(self) -> dict[str, TopicState]:
        topics = self.progress.curriculum.topics
        return {topics[pk].uid: state for pk, state in self.progress.states.items()}

    def parts_of(self, topic: str) -> set[str]:
        course = self.progress.curriculum
        pk = next(pk for pk, row in course.topics.items() if row.uid == topic)
        return {part.uid for part in course.parts.get(pk, ())}

    def finished_parts_of(self, topic: str) -> set[str]:
        """The parts that the topic had when she finished it. What it gained since is not finished."""
        course = self.progress.curriculum
        pk = next(pk for pk, row in course.topics.items() if row.uid == topic)
        mark = self.progress.facts.topic_marks.get(pk)
        return set(mark.parts) if mark else set()

    @property
    def hours(self) -> HoursRange:
        return self.progress.forecast.total


def moment(learner: User) -> Moment:
    course = read_curriculum(Roadmap.objects.get(uid=ROADMAP))
    progress = progress_of([learner], course)[learner.pk]
    answers = dict.fromkeys(CriterionMark.everything.values_list("criterion", flat=True), False)
    return Moment(progress=progress, answers=answers | dict.fromkeys(progress.facts.answers, True))


def try_sequence(seed: int, learner: User) -> list[str]:
    """Publish one edit after another. Returns the rules that were broken, with what broke them."""
    rng = random.Random(seed)  # noqa: S311  no secret
    broken_rules, steps = [], []
    with transaction.atomic():
        roadmap, before = Roadmap.objects.get(uid=ROADMAP), moment(learner)
        for _ in range(rng.randint(1, MAX_EDITS)):
            table = table_of(read_database(roadmap))
            name, uid, operation = random_operation(rng, table)
            try:
                changes = operation(table)
            except RefusedError:
                continue
            publish_table(table, {**table, **changes}, author=None, reason="A random edit")
            after = moment(learner)
            steps.append(f"{name} {uid}")
            broken_rules += [f"{seed}: {steps}: {rule}" for rule in _broken(name, uid, before, after)]
            before = after
        broken_rules += [f"{seed}: {steps}: {rule}" for rule in _never_complete(learner)]
        transaction.set_rollback(True)
    return broken_rules


def _broken(name: str, uid: str, before: Moment, after: Moment) -> list[str]:
    rules = []
    for topic, state in before.states.items():
        if state.is_closed and topic in after.states and not after.states[topic].is_closed:
            rules.append(f"{topic} was {state} and is {after.states[topic]}")
    if name == "split" and before.states.get(uid, TopicState.TODO).is_closed:
        new_topics = after.states.keys() - before.states.keys()
        rules += [
            f"{topic}, split from the finished {uid}, is open"
            for topic in new_topics
            if not after.states[topic].is_closed and after.parts_of(topic) <= before.finished_parts_of(uid)
        ]
    was_finished = name == "retire" and before.states.get(uid, TopicState.TODO).is_closed
    if was_finished and (after.hours.low > before.hours.low or after.hours.high > before.hours.high):
        rules.append(f"retiring the finished {uid} makes {before.hours} {after.hours}")
    if name == "estimate" and after.progress.factor != before.progress.factor:
        rules.append(f"the estimate of {uid} changes the pace")
    if name == "question":
        pk = Criterion.objects.get(uid=uid).pk
        if after.answers.get(pk):
            rules.append(f"the new question {uid} counts as answered")
        if pk in before.answers and not CriterionMark.everything.filter(criterion=pk).exists():
            rules.append(f"the old answer to {uid} is lost")
    elif any(counts and not after.answers[pk] for pk, counts in before.answers.items() if pk in after.answers):
        rules.append(f"{name} {uid} asks an unchanged question again")
    return rules


def _never_complete(learner: User) -> list[str]:
    """With everything that is shown marked as done, nothing is left."""
    for topic in read_curriculum(Roadmap.objects.get(uid=ROADMAP)).topics.values():
        TopicMark.objects.update_or_create(
            learner=learner, topic=topic, subtopic=None, defaults={"state": MarkState.DONE, "by_parts": False}
        )
    after = moment(learner)
    open_topics = [uid for uid, state in after.states.items() if not state.is_closed]
    return [f"{open_topics} and {after.hours} stay open"] if open_topics or after.hours.high else []


def test_the_small_roadmap_is_as_described(learner: User) -> None:
    states = moment(learner).states
    assert [states[uid].value for uid in TOPICS] == ["done", "done", "doing", "todo"]


def test_a_sample_of_random_edits_breaks_no_rule(learner: User) -> None:
    assert not [rule for seed in range(15) for rule in try_sequence(seed, learner)]


@pytest.mark.slow
def test_a_thousand_random_sequences_break_no_rule(learner: User) -> None:
    assert not [rule for seed in range(1_000) for rule in try_sequence(seed, learner)]


@pytest.mark.parametrize("seed", [35, 87])
def test_what_parts_have_closed_stays_closed_without_them(learner: User, seed: int) -> None:
    """Sequences that once opened a topic again."""
    assert not try_sequence(seed, learner)


def test_a_part_that_leaves_a_finished_topic_stays_done(learner: User) -> None:
    table = table_of(read_database(Roadmap.objects.get(uid=ROADMAP)))
    changes = operations.split_topic(table, "a", values={"uid": "e", "number": "9", "title": "E"}, parts=["a.1", "a.2"])
    publish_table(table, {**table, **changes}, author=None, reason="")
    assert moment(learner).states["e"] == TopicState.DONE
