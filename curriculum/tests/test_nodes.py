"""Every node renders its texts when saved, validates its numbers, and has a history of who changed it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from curriculum.fields import STARTS_NODE
from curriculum.models import Phase, Roadmap, Section, Stars, Subtopic, Topic, TopicItem
from lib.durations import CountRange, Hours, HoursRange, WeekSpan


@pytest.fixture
def topic(db: None) -> Topic:
    roadmap = Roadmap(uid="own", title="Own")
    roadmap.balance = {"coding": 70, "reading": 20, "watching": 10}
    roadmap.save()
    section = Section.objects.create(uid="own-section", roadmap=roadmap, number="1", title="Own")
    topic = Topic(uid="own-topic", section=section, number="1.1", title="Vectors", stars=5, body="A vector $x$.")
    topic.hours = Hours(HoursRange(80, 120), HoursRange(200, 300))
    topic.save()
    return topic


def test_saving_typesets_the_text(topic: Topic) -> None:
    assert topic.body_html == "<p>A vector <math><mi>x</mi></math>.</p>"
    topic.why = "Because $y$"
    topic.save()
    assert Topic.objects.get(pk=topic.pk).why_html == "Because <math><mi>y</mi></math>"


def test_creating_in_bulk_typesets_the_text(topic: Topic) -> None:
    TopicItem.objects.bulk_create([TopicItem(node=topic, kind="practice", text="Add $x$")])
    assert topic.items.get().text_html == "Add <math><mi>x</mi></math>"


@pytest.mark.parametrize(
    ("field", "text", "complaint"),
    [
        ("body", "Fine.\n\nA $\\frac{1$.", "Line 3, $\\frac{1$: Unexpected end of input"),
        ("why", "$\\nope$", "Line 1, $\\nope$: Unsupported function name"),
        ("body", "## A heading", STARTS_NODE),
        ("body", "text\n+++\nmore", STARTS_NODE),
    ],
)
def test_unrenderable_text_gets_an_error_at_its_field(topic: Topic, field: str, text: str, complaint: str) -> None:
    setattr(topic, field, text)
    with pytest.raises(ValidationError) as refusal:
        topic.full_clean()
    assert complaint in refusal.value.message_dict[field][0]


def test_browser_line_endings_are_normalised(topic: Topic) -> None:
    topic.body = "One.\r\n\r\nTwo.\r\n"
    topic.full_clean()
    assert topic.body == "One.\n\nTwo."


def test_hours_are_those_of_the_background(topic: Topic) -> None:
    topic.refresh_from_db()
    assert str(topic.hours_for("refresher")) == "8 to 12 h"
    assert str(topic.hours_for("from_scratch")) == "20 to 30 h"
    topic.hours = None
    assert topic.hours_for("refresher") is None


@pytest.mark.parametrize(
    "values",
    [
        {"hours_refresher_low": 50, "hours_refresher_high": 40},
        {"hours_refresher_low": None, "hours_refresher_high": 40},
        {"stars": 6},
        {"stars": 0},
        {"uid": "own-topic-2", "section": None},
    ],
)
def test_the_database_rejects_impossible_figures(topic: Topic, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(**values)


def test_the_database_refuses_a_balance_other_than_100(topic: Topic) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Roadmap.objects.filter(uid="own").update(balance_coding=80)


def test_a_phase_has_one_checkpoint_of_each_kind(topic: Topic) -> None:
    phase = Phase.objects.create(uid="own-phase", roadmap=topic.section.roadmap, number=1, title="Start", label="Start")
    phase.checkpoints.create(uid="own-checkpoint", kind="checkpoint", title="Ready?")
    phase.checkpoints.create(uid="own-assessment", kind="assessment", title="Skills")
    with pytest.raises(IntegrityError), transaction.atomic():
        phase.checkpoints.create(uid="own-checkpoint-2", kind="checkpoint", title="Ready again?")


def test_current_nodes_are_those_not_retired(topic: Topic) -> None:
    Subtopic.objects.create(uid="own-topic.kept", topic=topic, title="Kept")
    Subtopic.objects.create(uid="own-topic.gone", topic=topic, title="Gone", retired=True)
    assert [subtopic.title for subtopic in topic.subtopics.current()] == ["Kept"]


def test_history_says_what_changed(topic: Topic) -> None:
    topic.title = "Arrows"
    topic.save()
    newest, oldest = topic.history.all()
    assert [change.field for change in newest.diff_against(oldest).changes] == ["title"]


def test_the_five_words_for_stars_are_fixed() -> None:
    assert Stars.labels == ["awareness", "useful", "important", "very important", "critical"]


def test_ranges_read_naturally() -> None:
    assert str(HoursRange(5, 10)) == "0.5 to 1 h"
    assert str(HoursRange(10, 10)) == "1 h"
    assert str(CountRange(12, 20)) == "12 to 20"
    assert str(WeekSpan(1, 2)) == "weeks 1 to 2"
    assert str(WeekSpan(11, 11)) == "week 11"
    assert str(WeekSpan(24)) == "from week 24"


def test_hours_add_up_exactly() -> None:
    assert HoursRange.total([HoursRange(1, 2)] * 10) == HoursRange(10, 20)
    assert HoursRange.total([]).figures == [0, 0]


def test_a_range_runs_from_low_to_high() -> None:
    with pytest.raises(ValueError, match="this is 3 to 2"):
        CountRange(3, 2)
    with pytest.raises(ValueError, match="first to last"):
        WeekSpan(3, 2)
