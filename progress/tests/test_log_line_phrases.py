"""Each of a hundred lines as people type them becomes the study that was meant, or a question."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises.models import Exercise
from progress.kinds import NO_KIND
from progress.log_line import days as log_days
from progress.log_line import line_duration as log_durations
from progress.log_line import study_line
from progress.log_line.parser import parse_log_line
from progress.log_line.queries import topic_names
from progress.log_line.study_line import LogLineError, LogQuestionError, StudyLine
from progress.log_line.topic_names import TopicName

TODAY = date(2026, 11, 24)
LINES = Path(__file__).with_name("log_line_phrases.txt").read_text().splitlines()
PHRASES = [re.split(r" ([=?!]) ", line, maxsplit=1) for line in LINES if line and not line.startswith("#")]
MESSAGES = vars(log_days) | vars(log_durations) | vars(study_line)


@pytest.fixture
def names(roadmap: None) -> Sequence[TopicName]:
    return topic_names(None)


def read(phrase: str, names: Sequence[TopicName], *, is_answer: bool = False) -> StudyLine:
    return parse_log_line(phrase, topics=names, today=TODAY, is_answer=is_answer)


def describe(study: StudyLine) -> str:
    kind = "-" if study.kind == NO_KIND else study.kind
    return f"{study.minutes}, {kind}, {study.day}, {study.topic_uid or '-'}, {study.note or '-'}"


def outcome(phrase: str, names: Sequence[TopicName]) -> str:
    """Write the outcome as the file does: what is logged, asked or refused."""
    try:
        return f"= {describe(read(phrase, names))}"
    except LogQuestionError as question:
        return f"? {' / '.join(choice.label for choice in question.choices)}"
    except LogLineError as error:
        return f"! {error}"


def test_a_hundred_phrases_are_each_read_as_meant_or_asked_about(names: Sequence[TopicName]) -> None:
    assert len(PHRASES) == 100
    wrong = {}
    for phrase, sign, expected in PHRASES:
        result = outcome(phrase, names)
        is_right = MESSAGES[expected] in result if sign == "!" else result == f"{sign} {expected}"
        if not is_right or result[0] != sign:
            wrong[phrase] = (f"{sign} {expected}", result)
    assert wrong == {}


def test_each_choice_is_logged_without_another_question(names: Sequence[TopicName]) -> None:
    asked = [phrase for phrase, sign, _ in PHRASES if sign == "?"]
    for phrase in asked:
        with pytest.raises(LogQuestionError) as question:
            read(phrase, names)
        studies = [describe(read(choice.line, names, is_answer=True)) for choice in question.value.choices]
        assert len(set(studies)) == len(studies), f"Two choices about “{phrase}” mean the same."


def test_an_answer_keeps_the_rest_of_the_line(names: Sequence[TopicName]) -> None:
    with pytest.raises(LogQuestionError) as question:
        read("yesterday 1-2h reading optimizers – Adam, twice", names)
    assert describe(read(question.value.choices[1].line, names)) == (
        "120, reading, 2026-11-23, optimizers, Adam, twice"
    )


def test_the_topic_of_the_page_is_one_of_the_choices(names: Sequence[TopicName]) -> None:
    with pytest.raises(LogQuestionError) as question:
        parse_log_line("1h cv", topics=names, today=TODAY, default_topic="calculus")
    assert [choice.label for choice in question.value.choices][-1] == "1.2 Calculus"


@pytest.mark.parametrize(
    ("phrase", "uid"),
    [("the chain rule by hand", "neural-networks"), ("Weight decay", "regularization"), ("bpe", "transformers"),
     ("Byte-pair encodings", "transformers"), ("SVDs", "linear-algebra"), ("gym", None)],
)  # fmt: skip
def test_parts_exercises_and_abbreviations_name_their_topic(exercise: Exercise, phrase: str, uid: str | None) -> None:
    assert read(f"1h coding {phrase}", topic_names(None)).topic_uid == uid


def test_names_are_whole_words(names: Sequence[TopicName]) -> None:
    assert read("1h svdx ganache", names).topic_uid is None


def test_the_names_are_read_once(names: Sequence[TopicName]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        topic_names(None)
    assert len(queries) == 1
