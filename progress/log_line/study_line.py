"""A line of study, and the errors and questions about one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lib.durations import MINUTES_IN_A_DAY

MAX_DAYS_AGO = 2 * 365
MAX_NOTE_CHARS = 200
TOO_SHORT = "The shortest entry is 1 min."
TOO_LONG = "A day has 24 h. Split longer work across the days you did it."
IN_THE_FUTURE = "is in the future. Log study after you’ve done it."
TOO_LONG_AGO = "is more than two years ago. Write a later day."


@dataclass(frozen=True)
class LineChoice:
    """An answer to a question about a line. ``line`` reads as what ``label`` says."""

    label: str
    line: str


class LogLineError(ValueError):
    """The line can't be logged; the text says what to write instead. A question has ``choices``."""

    choices: tuple[LineChoice, ...] = ()


class DayOutOfReachError(LogLineError):
    """The day is still to come, or too long ago."""


@dataclass(frozen=True, kw_only=True)
class StudyLine:
    minutes: int
    kind: str
    day: date
    topic_uid: str | None
    note: str = ""
    entry: str = ""
    """In a file: the uid of the entry that the line was written from."""

    def __post_init__(self) -> None:
        """Put the note on one line, because the form that changes an entry has one line."""
        object.__setattr__(self, "note", " ".join(self.note.splitlines()))


def check_bounds(minutes: int, day: date, *, today: date, entry_day: date | None = None) -> None:
    """Raises LogLineError: no time or more than a day of it; DayOutOfReachError: a day to come, or one long gone.

    The day that an entry has it ``entry_day``: it came from a file, or from farther east, where it had begun.
    """
    if minutes < 1:
        raise LogLineError(TOO_SHORT)
    if minutes > MINUTES_IN_A_DAY:
        raise LogLineError(TOO_LONG)
    if day == entry_day:
        return
    if day > today:
        raise DayOutOfReachError(f"{format_date(day)} {IN_THE_FUTURE}")
    if day < today - timedelta(days=MAX_DAYS_AGO):
        raise DayOutOfReachError(f"{format_date(day)} {TOO_LONG_AGO}")


def format_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class LogQuestionError(LogLineError):
    """The line could mean several things. Nothing is logged until the learner has chosen."""

    def __init__(self, question: str, choices: Sequence[LineChoice] = ()) -> None:
        super().__init__(question)
        self.choices = tuple(choices)

    def within(self, whole_line: Callable[[str], str]) -> "LogQuestionError":
        """Return the question for the whole line, where each choice was about a part of the line."""
        return LogQuestionError(
            str(self), [LineChoice(choice.label, whole_line(choice.line)) for choice in self.choices]
        )


def keep_as_note(text: str, word: str) -> LineChoice:
    """The choice to leave ``word`` unread. After a dash everything is kept as written."""
    return LineChoice(f"Keep “{word}” as a note", f"{' '.join(text.replace(word, ' ', 1).split())} – {word}")
