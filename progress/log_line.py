"""Read a line of the study log in natural words: "yesterday 1h30 reading attention". No ORM, no clock.

`parse_log_line` cuts out the duration, the day and the kind; the rest names a topic or is the note. It never guesses
between two topics: it asks. `write_log_line` returns a line that reads back as the same study.
"""

import re
from collections.abc import Sequence
from datetime import date

from progress.durations import find_durations, find_thousands, normalize
from progress.log_days import DayError, find_day
from progress.log_kinds import find_kind
from progress.log_topics import TopicName, take_topic
from progress.study_line import MAX_NOTE_CHARS, LogLineError, StudyLine, check_bounds

MAX_LINE_CHARS = 300
NEGATIVE_TIME = "Time can’t be negative. Write the duration without the minus sign."
TWO_DURATIONS = "This line has two durations. Log one line for each."
EXAMPLE = "such as “1h30 reading” or “yesterday 45m coding attention”"
EMPTY_LINE = f"Write how long and what, {EXAMPLE}."
NO_DURATION = f"Write how long it took, {EXAMPLE}."
_NOTE_SIGN = re.compile(r"\s[-–—]\s|;\s")
_SPACED_SPAN = re.compile(
    r"(?<![\w.:])(\d{1,2}(?::\d{2})?(?: ?[ap]m)?)\s+[-–—]\s+(?=\d{1,2}(?::\d{2}| ?[ap]m)\b)", re.IGNORECASE | re.ASCII
)
_NEGATIVE = re.compile(r"(?<!\S)[-−–]\s?[0-9½¼¾.,]")


def parse_log_line(
    text: str,
    *,
    topics: Sequence[TopicName],
    today: date,
    default_topic: str | None = None,
    entry_day: date | None = None,
) -> StudyLine:
    """Read one line. ``default_topic`` is the uid that counts when the line names none.

    ``entry_day`` is the day of the entry that it changes.

    Raises LogLineError: no or several durations, out of bounds, a day that isn't, a topic that could be two.
    """
    if len(text) > MAX_LINE_CHARS:
        raise LogLineError(f"The line has {len(text)} characters. The limit is {MAX_LINE_CHARS}.")
    line, note = _split_note(text)
    rest = normalize(line)
    if not rest:
        raise LogLineError(EMPTY_LINE)
    try:
        day, rest = find_day(rest, today=today)
    except DayError as error:
        raise LogLineError(str(error)) from None
    minutes, rest = _take_duration(rest)
    check_bounds(minutes, day, today=today, entry_day=entry_day)
    kind, rest = find_kind(rest)
    topic, rest = take_topic(rest, topics, default_topic)
    note = note.strip() or rest
    if len(note) > MAX_NOTE_CHARS:
        raise LogLineError(f"The note has {len(note)} characters. The limit is {MAX_NOTE_CHARS}.")
    return StudyLine(
        minutes=minutes, kind=kind or "coding", day=day, topic_uid=topic, note=note, kind_assumed=kind is None
    )


def write_log_line(study: StudyLine, *, number: str = "") -> str:
    """The line that reads back as ``study``; ``number`` is its topic's. A note from a file may have several lines."""
    hours, minutes = divmod(study.minutes, 60)
    duration = f"{hours}h{minutes:02}" if hours else f"{minutes}m"
    parts = [study.day.isoformat(), duration, study.kind, number or "no topic"]
    note = " ".join(study.note.splitlines())
    return " ".join(parts) + (f" – {note}" if note else "")


def _split_note(text: str) -> tuple[str, str]:
    """Split off the note: the text after a dash or semicolon, kept as written."""
    text = _SPACED_SPAN.sub(r"\1-", text)  # "10:00 – 11:30" is a time
    match = _NOTE_SIGN.search(text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _take_duration(text: str) -> tuple[int, str]:
    durations = find_durations(text)
    if not durations:
        if thousands := find_thousands(text):
            raise LogLineError(
                f"If you mean {thousands} minutes, write “{thousands}m”. Put other numbers after the duration."
            )
        if _NEGATIVE.search(text):
            raise LogLineError(NEGATIVE_TIME)
        if number := re.search(r"(?<![\w.])(?<![0-9][,:/])[0-9]+(?![\w.]|[,:/][0-9])", text):
            raise LogLineError(
                f"{number.group()} hours or {number.group()} minutes? Write “{number.group()}h” or “{number.group()}m”."
            )
        raise LogLineError(NO_DURATION)
    if len(durations) > 1:
        raise LogLineError(TWO_DURATIONS)
    minutes, (start, end) = durations[0]
    return minutes, f"{text[:start]} {text[end:]}"
