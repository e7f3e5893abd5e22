"""Read a line of the study log in natural words: "yesterday 1h30 reading attention".

`parse_log_line` cuts out the day, the duration, the kind and the topic; the rest is the note. It never guesses: if
something could mean two things, it asks and offers choices. `write_log_line` returns a line that reads back as the
same study.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from lib.durations import write_minutes
from progress.kinds import NO_KIND
from progress.log_line.days import find_day
from progress.log_line.durations import normalize
from progress.log_line.kinds import find_kind
from progress.log_line.line_duration import EXAMPLE, TWO_DURATIONS, parse_duration
from progress.log_line.numbers import ask_about_number
from progress.log_line.study_line import MAX_NOTE_CHARS, LogLineError, LogQuestionError, StudyLine, check_bounds
from progress.log_line.topic_names import TopicName, TopicWords
from progress.log_line.topics import clean_note, parse_tag, parse_topic

MAX_LINE_CHARS = 300
MAX_ANSWER_CHARS = MAX_LINE_CHARS + 60  # an answer writes out the day, the duration and the topic
EMPTY_LINE = f"Write how long and what, {EXAMPLE}."
_NOTE_SIGN = re.compile(r"\s[-–—]\s|;\s")
_BREAK = re.compile(r"[0-9]+ ?[a-z]+ (?:break|pause|off)(?!\w)", re.IGNORECASE)
_SPACED_SPAN = re.compile(
    r"(?<![\w.:])(\d{1,2}(?::\d{2})?(?: ?[ap]m)?)\s+[-–—]\s+(?=\d{1,2}(?::\d{2}| ?[ap]m)\b)", re.IGNORECASE | re.ASCII
)


@dataclass
class _Reading:
    """The part of a line that has been read so far, written so that it reads back as the same, and its note."""

    note: str
    parts: list[str] = field(default_factory=list)

    def whole_line(self, rest: str) -> str:
        line = " ".join([*self.parts, *rest.split()])
        return f"{line} – {self.note}" if self.note else line


def parse_log_line(
    text: str,
    *,
    topics: Sequence[TopicName],
    today: date,
    default_topic: str | None = None,
    entry_day: date | None = None,
    is_answer: bool = False,
) -> StudyLine:
    """Read one line. ``default_topic`` is the uid that counts when the line names none.

    ``entry_day`` is the day of the entry that it changes. ``is_answer``: it is one of a question's choices.

    Raises LogLineError: no or several durations, out of bounds, a day that isn't. LogQuestionError, which is one: it
    could mean several things.
    """
    if len(text) > (MAX_ANSWER_CHARS if is_answer else MAX_LINE_CHARS):
        raise LogLineError(f"The line has {len(text)} characters. The limit is {MAX_LINE_CHARS}.")
    line, note = _split_note(text)
    rest = normalize(line)
    if not rest:
        raise LogLineError(EMPTY_LINE)
    _check_note(note)
    reading = _Reading(note.strip())
    try:
        return _read(rest, reading, topics, today, default_topic, entry_day)
    except LogQuestionError as question:
        raise question.within(reading.whole_line) from None


def _read(
    rest: str,
    reading: _Reading,
    topics: Sequence[TopicName],
    today: date,
    default_topic: str | None,
    entry_day: date | None,
) -> StudyLine:
    known_words = TopicWords(topics)
    tagged_topic, rest = parse_tag(rest, topics)
    day, rest = find_day(rest, today=today)
    reading.parts = [day.isoformat()]
    minutes, rest = parse_duration(rest, known_words=known_words)
    check_bounds(minutes, day, today=today, entry_day=entry_day)
    reading.parts.append(write_minutes(minutes))
    kind, rest = find_kind(rest, known_words=known_words)
    stated_kind = [kind] if kind != NO_KIND else []
    reading.parts += stated_kind
    topic, rest = (tagged_topic, clean_note(rest)) if tagged_topic else parse_topic(rest, topics, default_topic)
    if not reading.note:
        reading.parts[1:] = [*stated_kind, topic or "no topic"]
        ask_about_number(rest, minutes)
    note = reading.note or rest
    if len(note) > MAX_NOTE_CHARS:
        raise LogLineError(f"The note has {len(note)} characters. The limit is {MAX_NOTE_CHARS}.")
    return StudyLine(minutes=minutes, kind=kind, day=day, topic_uid=topic, note=note)


def write_log_line(study: StudyLine, *, number: str = "") -> str:
    """The line that reads back as ``study``; ``number`` is its topic's, or its tag. A note may have several lines."""
    kind = [study.kind] if study.kind != NO_KIND else []
    parts = [study.day.isoformat(), write_minutes(study.minutes), *kind, number or "no topic"]
    note = " ".join(study.note.splitlines())
    return " ".join(parts) + (f" – {note}" if note else "")


def _check_note(note: str) -> None:
    """A break after a dash is no note: "2h - 15m break"."""
    if _BREAK.match(normalize(note)):
        raise LogLineError(TWO_DURATIONS)


def _split_note(text: str) -> tuple[str, str]:
    """Split off the note: the text after a dash or semicolon, kept as written."""
    text = _SPACED_SPAN.sub(r"\1-", text)  # "10:00 – 11:30" is a time
    match = _NOTE_SIGN.search(text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")
