from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.durations import MINUTES_IN_A_DAY, format_hours, format_minutes
from progress.kinds import KINDS, NO_KIND
from progress.log_line.days import AMBIGUOUS_DAY, NO_SUCH_DAY, WHICH_DAY, WHICH_MONTH
from progress.log_line.durations import find_durations, normalize
from progress.log_line.line_duration import NO_DURATION, TWO_DURATIONS
from progress.log_line.parser import EMPTY_LINE, parse_log_line, write_log_line
from progress.log_line.study_line import TOO_LONG, TOO_LONG_AGO, TOO_SHORT, LogLineError, StudyLine
from progress.log_line.topic_names import TopicName

TODAY = date(2026, 11, 24)  # a Tuesday
TOPICS = [
    TopicName(uid="linear-algebra", number="1.1", label="Linear algebra", title="Linear algebra"),
    TopicName(uid="optimization-theory", number="1.4", label="Optimization", title="Optimization theory"),
    TopicName(uid="optimizers", number="4.2", label="Optimizers", title="Optimization in deep learning"),
    TopicName(
        uid="transformers",
        number="5.2",
        label="Attention",
        title="Transformers for language",
        abbreviations=frozenset({"BPE"}),
        parts=frozenset({"Rotary embeddings (RoPE)"}),
    ),
]


def read(text: str, *, default: str | None = None) -> StudyLine:
    return parse_log_line(text, topics=TOPICS, today=TODAY, default_topic=default)


def refused(text: str) -> str:
    with pytest.raises(LogLineError) as error:
        read(text)
    return str(error.value)


@pytest.mark.parametrize(
    ("phrase", "minutes"),
    [
        ("1h30", 90), ("1h 30", 90), ("1h30m", 90), ("1 h 30 min", 90), ("1 hour and 30 minutes", 90), ("1:30", 90),
        ("1.5h", 90), ("1,5 h", 90), ("1½ h", 90), ("½ h", 30), (".5h", 30), ("2h", 120), ("2 hours", 120),
        ("45m", 45), ("90 min", 90), ("90 minutes", 90), ("an hour", 60), ("half an hour", 30), ("two hours", 120),
        ("1 ½ h", 90), ("1 1/2 h", 90), ("3/4 h", 45), ("1 hour, 30 minutes", 90), ("1:30:00", 90),
        ("an hour and a half", 90), ("one and a half hours", 90), ("three quarters of an hour", 45), ("2H", 120),
    ],
)  # fmt: skip
def test_it_reads_durations_in_many_forms(phrase: str, minutes: int) -> None:
    assert read(f"{phrase} reading") == StudyLine(minutes=minutes, kind="reading", day=TODAY, topic_uid=None)


@pytest.mark.parametrize(
    ("phrase", "minutes"),
    [
        ("10:00-11:30", 90), ("10–11:30", 90), ("10:00 – 11:30", 90), ("from 10 to 11:30", 90), ("9am to 11am", 120),
        ("9-11am", 120), ("11am-1pm", 120), ("11-1pm", 120), ("9:30 until 11", 90), ("11:30 to 1:00", 90),
        ("23:15-00:45", 90), ("14:00 to 15:45", 105),
    ],
)  # fmt: skip
def test_a_start_and_an_end_time_are_a_duration(phrase: str, minutes: int) -> None:
    assert read(f"{phrase} reading attention") == StudyLine(
        minutes=minutes, kind="reading", day=TODAY, topic_uid="transformers"
    )


def test_a_dash_after_a_duration_still_begins_the_note() -> None:
    assert read("1:30 – 11 exercises").note == "11 exercises"
    assert read("1h30 coding 4.2 – 11:30 to 1:00, at last") == StudyLine(
        minutes=90, kind="coding", day=TODAY, topic_uid="optimizers", note="11:30 to 1:00, at last"
    )


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("a week ago", date(2026, 11, 17)), ("2 weeks ago", date(2026, 11, 10)), ("last night", date(2026, 11, 23)),
        ("yesterday evening", date(2026, 11, 23)), ("this morning", TODAY), ("20.11.", date(2026, 11, 20)),
        ("2.11.2026", date(2026, 11, 2)), ("2026/11/12", date(2026, 11, 12)), ("30.11.", date(2025, 11, 30)),
        ("today", TODAY), ("yesterday", date(2026, 11, 23)), ("day before yesterday", date(2026, 11, 22)),
        ("mon", date(2026, 11, 23)), ("on Wednesday", date(2026, 11, 18)), ("tue", TODAY),
        ("last tuesday", date(2026, 11, 17)), ("3 days ago", date(2026, 11, 21)), ("on 12 nov", date(2026, 11, 12)),
        ("12th November", date(2026, 11, 12)), ("nov 12", date(2026, 11, 12)), ("2026-11-12", date(2026, 11, 12)),
        ("30 nov", date(2025, 11, 30)), ("1 dec 2025", date(2025, 12, 1)),
    ],
)  # fmt: skip
def test_it_reads_the_day_before_or_after_the_rest(phrase: str, day: date) -> None:
    assert read(f"{phrase} 2h reading").day == day
    assert read(f"2h reading {phrase}").day == day


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [("read", "reading"), ("paper", "reading"), ("watched", "watching"), ("lecture", "watching"), ("code", "coding"),
     ("implementing", "coding"), ("exercise", "coding"), ("reading about coding", "reading")],
)  # fmt: skip
def test_it_knows_the_kind_by_many_words(phrase: str, kind: str) -> None:
    study = read(f"1h {phrase}")
    assert study.kind == kind


@pytest.mark.parametrize(
    "phrase", ["2h", "2h sleep", "2h reading and coding", "2h wrote a paper", "2h paper and video"]
)
def test_a_kind_that_is_not_stated_stays_so(phrase: str) -> None:
    assert read(phrase).kind == NO_KIND


@pytest.mark.parametrize(
    ("phrase", "uid"),
    [("linear algebra", "linear-algebra"), ("lin", "linear-algebra"), ("4.2", "optimizers"),
     ("optimizers", "optimizers"), ("optimization", "optimization-theory"), ("Attention", "transformers"),
     ("rope", "transformers"), ("4.2.", "optimizers"), ("rotary embedding", "transformers"),
     ("#optimizers", "optimizers")],
)  # fmt: skip
def test_it_finds_the_topic_by_label_title_number_or_part(phrase: str, uid: str) -> None:
    assert read(f"45m coding {phrase}").topic_uid == uid


def test_it_asks_instead_of_guessing_between_two_topics() -> None:
    assert refused("1h coding optim") == "Which topic?"
    assert refused("1h coding rotary") == "Which topic?"


def test_the_page_s_topic_counts_unless_another_is_named() -> None:
    assert read("1h30 reading", default="linear-algebra").topic_uid == "linear-algebra"
    assert read("1h30 reading attention", default="linear-algebra").topic_uid == "transformers"
    assert read("1h30 reading no topic", default="linear-algebra").topic_uid is None
    assert read("1h coding optim", default="optimizers").topic_uid == "optimizers"


def test_the_rest_is_the_note() -> None:
    assert read("2h reading Goodfellow chapter 6").note == "Goodfellow chapter 6"
    assert read("1h watching Karpathy on attention") == StudyLine(
        minutes=60, kind="watching", day=TODAY, topic_uid="transformers", note="Karpathy on attention"
    )
    assert read("1h reading – Optimization, a view") == StudyLine(
        minutes=60, kind="reading", day=TODAY, topic_uid=None, note="Optimization, a view"
    )


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("", EMPTY_LINE),
        ("reading", NO_DURATION),
        ("90 reading", "“90m”"),
        ("1h reading 30m coding", TWO_DURATIONS),
        ("0m reading", TOO_SHORT),
        ("25h coding", TOO_LONG),
        ("tomorrow 1h reading", "25 November 2026 is"),
        ("1 nov 2023 1h reading", TOO_LONG_AGO),
        ("29 feb 1h reading", "29 February 2024 is"),
        ("31 apr 1h", NO_SUCH_DAY),
        ("next tue 1h reading", "1 December 2026 is"),
        ("last week 5h reading", WHICH_DAY),
        ("on the 20th 1h reading", WHICH_MONTH),
        ("31.02.2026 1h reading", NO_SUCH_DAY),
        ("12/11 1h reading", AMBIGUOUS_DAY),
        ("1h reading – " + "x" * 201, "The note has 201 characters"),
        ("1h " + "x" * 300, "The line has 303 characters"),
    ],
)  # fmt: skip
def test_errors_explain_themselves(phrase: str, sentence: str) -> None:
    assert sentence in refused(phrase)


@pytest.mark.parametrize(
    "phrase", ["1 200", "1,200", "1.200", "1'200", "1’200", "1\u00a0200", "1\u202f200", "1\u2009200"]
)
@pytest.mark.parametrize("unit", [" min", "m", " minutes"])
def test_large_numbers_are_questioned_not_cut(phrase: str, unit: str) -> None:
    asked = "“1200m”"
    assert asked in refused(f"yesterday {phrase}{unit} reading")
    assert asked in refused(f"{phrase}{unit} reading – at last")
    assert find_durations(normalize(f"{phrase}{unit}")) == []


def test_a_number_beside_a_time_is_no_thousand() -> None:
    assert read("950m reading").minutes == 950
    assert read("200m reading page 1") == StudyLine(
        minutes=200, kind="reading", day=TODAY, topic_uid=None, note="page 1"
    )
    assert read("4.2 200 min reading") == StudyLine(minutes=200, kind="reading", day=TODAY, topic_uid="optimizers")
    assert read("12 nov 2025 200 min").minutes == 200
    assert read("ex 3, 200 min") == StudyLine(minutes=200, kind=NO_KIND, day=TODAY, topic_uid=None, note="ex 3")


@given(st.text(max_size=320))
def test_no_line_crashes_it(text: str) -> None:
    _read_or_refuse(text)


WORDS = ["to", "from", "10:00", "9am", "-11pm", "1/2", "20.11.", "week", "weeks", "next", "on the 3rd",
         "1h", "30", "1:30", ".", ",", "½", "mon", "last", "nov", "31", "12", "2026-02-30", "ago", "days", "three",
         "an", "half", "hour", "and", "a", "reading", "code", "optim", "4.2", "attention", "-", " – ", "99999h",
         "no topic"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_no_order_of_its_own_words_crashes_it(text: str) -> None:
    _read_or_refuse(text)


def _read_or_refuse(text: str) -> None:
    try:
        study = read(text)
    except LogLineError:
        return
    assert 1 <= study.minutes <= MINUTES_IN_A_DAY
    assert study.day <= TODAY
    assert study.kind in (*KINDS, NO_KIND)


@given(st.integers(1, MINUTES_IN_A_DAY))
def test_a_duration_it_says_reads_back_as_itself(minutes: int) -> None:
    assert [duration for duration, _ in find_durations(format_minutes(minutes))] == [minutes]


@given(
    minutes=st.integers(1, MINUTES_IN_A_DAY),
    kind=st.sampled_from([*KINDS, NO_KIND]),
    ago=st.integers(0, 700),
    topic=st.sampled_from([None, *TOPICS]),
    note=st.sampled_from(["", "Goodfellow, chapter 6", "yesterday 2h of Optimization – again", "12/11"]),
)
def test_the_line_written_for_an_entry_reads_back_as_the_same_study(
    minutes: int, kind: str, ago: int, topic: TopicName | None, note: str
) -> None:
    study = StudyLine(
        minutes=minutes, kind=kind, day=TODAY - timedelta(days=ago), topic_uid=topic.uid if topic else None, note=note
    )
    assert read(write_log_line(study, number=topic.number if topic else "")) == study


def test_hours_are_shown_in_tenths() -> None:
    assert [format_hours(384), format_hours(120), format_hours(0)] == ["6.4 h", "2 h", "0 h"]
