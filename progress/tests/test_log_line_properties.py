"""Whatever is typed, the log line answers soon, and with no duration that isn't in the text."""

import re
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.durations import MINUTES_IN_A_DAY
from progress.log_line.durations import normalize
from progress.log_line.parser import MAX_LINE_CHARS, parse_log_line
from progress.log_line.study_line import LogLineError, LogQuestionError, StudyLine
from progress.log_line.topic_names import TopicName
from tests.processor import processor_bound

TODAY = date(2026, 11, 24)
TOPICS = [
    TopicName(
        uid=f"topic-{number}",
        number=f"1.{number}",
        label=f"Optimizers {number}",
        title=f"Optimization {number}: the theory",
        abbreviations=frozenset({"SVD", f"opt{number}"}),
        parts=frozenset(f"Part {part} of {number}, or more (P{part})" for part in range(20)),
    )
    for number in range(1, 22)
]
WORDS = """
    1 2 15 25 90 9 11 14 24 1,5 1.30 10:00 11:30 2x25m 3x 25 + - – / to or and from bis h hr hours min m Std pomodoro
    half quarter an hour twenty two mon last ystrday tomorrow gestern vor Tagen 12 nov 20.11. sat readign coding wtch
    SVD optim 1.4 no topic – ; " ' ½ × ago each 24h 30h chapter 3 pages #topic-3
"""
PIECES = WORDS.split()
UNITS = re.compile(r"\b(?:h|hrs?|hours?|std|stunden?|pomo\w*|noon|midday)\b", re.IGNORECASE)
lines = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)


def read(text: str) -> StudyLine | LogLineError:
    try:
        return parse_log_line(text, topics=TOPICS, today=TODAY)
    except LogLineError as error:
        return error


def in_text(text: str) -> set[int]:
    """The minutes that the numbers of a line can stand for, one way or another."""
    numbers = [float(digits.replace(",", ".")) for digits in re.findall("[0-9]+(?:[.,][0-9]+)?", normalize(text))]
    whole = [int(digits) for digits in re.findall("[0-9]+", normalize(text))]
    clocks = [0, *(60 * hours + minutes for hours, minutes in product(whole, [0, *whole]))]
    units = {round(unit * number) for number in numbers for unit in (1, 60)} | {0} | set(clocks)
    products = {factor * unit for factor, unit in product(whole, units)}
    spans = {(end - start) % (MINUTES_IN_A_DAY // half) for start, end in product(clocks, repeat=2) for half in (1, 2)}
    return {first + second for first, second in product(units | products, repeat=2)} | spans


@given(st.text(max_size=MAX_LINE_CHARS + 20) | lines)
def test_no_text_raises_anything_but_a_sentence(text: str) -> None:
    result = read(text)
    assert isinstance(result, StudyLine) or str(result)


@given(lines)
def test_no_duration_is_made_up(text: str) -> None:
    result = read(text)
    if isinstance(result, StudyLine):
        assert result.minutes in in_text(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Nl", "No"]), max_size=80))
def test_letters_that_spell_no_number_are_no_duration(text: str) -> None:
    result = read(re.sub(UNITS, "", text))
    assert isinstance(result, LogLineError)


@given(lines)
def test_each_choice_can_be_chosen(text: str) -> None:
    """It is logged, or the next question has choices of its own; after three there is none."""
    questions = [read(text)]
    for _ in range(4):
        questions = [
            read(choice.line) for question in questions if isinstance(question, LogQuestionError)
            for choice in question.choices
        ]  # fmt: skip
    assert not questions


@pytest.mark.parametrize("piece", ["1", "1h ", "1 x ", "a ", "1+", "1 to ", "an hour and ", "mon ", "yesterdax ",
                                   "readinf ", "optim ", "12:00-", "1,", "½", "- ", "(", "svd ",
                                   "coding and "])  # fmt: skip
def test_the_longest_line_takes_a_moment(piece: str) -> None:
    text = (piece * MAX_LINE_CHARS)[:MAX_LINE_CHARS]
    with processor_bound(0.5):
        read(text)
