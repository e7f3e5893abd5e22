"""One line of study in natural words, read into plain values: "yesterday 1h30 reading attention". No ORM, no clock.

`parse_log_line` cuts out the duration, the day and the kind; what is left names a topic or is the note. It never
guesses between two topics: it asks. `write_log_line` gives a line that reads back as the same study.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from progress.durations import MINUTES_IN_A_DAY, find_durations, find_thousands, normalize
from progress.log_words import DayError, find_day, find_kind

EARLIEST_DAYS_AGO = 2 * 365
NOTE_LENGTH = 200
LINE_LENGTH = 300
EXAMPLE = "such as “1h30 reading” or “yesterday 45m coding attention”"

_NOTE_SIGN = re.compile(r"\s[-–—]\s|;\s")
_SPACED_SPAN = re.compile(
    r"(?<![\w.:])(\d{1,2}(?::\d{2})?(?: ?[ap]m)?)\s+[-–—]\s+(?=\d{1,2}(?::\d{2}| ?[ap]m)\b)", re.IGNORECASE | re.ASCII
)
_TOPIC_NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?!\w|\.\d)")
_NEGATIVE = re.compile(r"(?<!\S)[-−–]\s?[\d½¼¾.,]")
_DASHES = frozenset("-−–—•*")
_WORD = re.compile(r"[^\W_]+")
_NO_TOPIC = re.compile(r"\b(?:on )?(?:no|without(?: a)?) topic\b", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    _WORD.findall(
        "a about and at by did for from in into is it my of on or some the this to up was with your i chapter"
    )
)


class LogLineError(ValueError):
    """The line can't be logged; the text says what to write instead."""


class DayOutOfReachError(LogLineError):
    """It is still to come, or long gone."""


@dataclass(frozen=True)
class TopicName:
    """What a topic may be called in a line. ``keywords`` are its subtopics' words: they count only if no other fits."""

    uid: str
    number: str
    label: str
    title: str
    keywords: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        return words_of(f"{self.label} {self.title} {self.uid}")


@dataclass(frozen=True)
class StudyLine:
    minutes: int
    kind: str
    day: date
    topic_uid: str | None
    note: str = ""
    kind_assumed: bool = False
    entry: str = ""
    """In a file: the uid of the entry that the line was written from."""

    def __post_init__(self) -> None:
        """A note is one line: whoever changes the entry has it in a box of one line, which takes breaks out."""
        object.__setattr__(self, "note", " ".join(self.note.splitlines()))


def words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if len(word) > 1) - _SMALL_WORDS


def parse_log_line(
    text: str,
    *,
    topics: Sequence[TopicName],
    today: date,
    default_topic: str | None = None,
    keeps: date | None = None,
) -> StudyLine:
    """Read one line. ``default_topic`` is the uid that counts when the line names none, ``keeps`` the day of the entry
    that it changes.

    Raises LogLineError: no or several durations, out of bounds, a day that isn't, a topic that could be two.
    """
    if len(text) > LINE_LENGTH:
        raise LogLineError(f"The line has {len(text)} characters; {LINE_LENGTH} fit.")
    line, note = _split_note(text)
    rest = normalize(line)
    if not rest:
        raise LogLineError(f"Write how long and what, {EXAMPLE}.")
    try:
        day, rest = find_day(rest, today=today)
    except DayError as error:
        raise LogLineError(str(error)) from None
    minutes, rest = _take_duration(rest)
    check_bounds(minutes, day, today=today, keeps=keeps)
    kind, rest = find_kind(rest)
    topic, rest = _take_topic(rest, topics, default_topic)
    note = note.strip() or rest
    if len(note) > NOTE_LENGTH:
        raise LogLineError(f"The note has {len(note)} characters; {NOTE_LENGTH} fit.")
    return StudyLine(minutes, kind or "coding", day, topic, note, kind_assumed=kind is None)


def write_log_line(study: StudyLine, *, number: str = "") -> str:
    """The line that reads back as ``study``; ``number`` is its topic's. A note from a file may have several lines."""
    hours, minutes = divmod(study.minutes, 60)
    duration = f"{hours}h{minutes:02}" if hours else f"{minutes}m"
    parts = [study.day.isoformat(), duration, study.kind, number or "no topic"]
    note = " ".join(study.note.splitlines())
    return " ".join(parts) + (f" – {note}" if note else "")


def _split_note(text: str) -> tuple[str, str]:
    """What stands after a dash or semicolon is the note as written, and names nothing."""
    text = _SPACED_SPAN.sub(r"\1-", text)  # "10:00 – 11:30" is a time
    found = _NOTE_SIGN.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _take_duration(text: str) -> tuple[int, str]:
    found = find_durations(text)
    if not found:
        if whole := find_thousands(text):
            raise LogLineError(f"Write “{whole}m” if that is {whole} min. A number that is no time goes behind it.")
        if _NEGATIVE.search(text):
            raise LogLineError("No time is less than nothing. Write how long it took without the minus.")
        if number := re.search(r"(?<![\w.])(?<!\d[,:/])\d+(?![\w.]|[,:/]\d)", text):
            raise LogLineError(
                f"Is {number.group()} hours or minutes? Write “{number.group()}m” or “{number.group()}h”."
            )
        raise LogLineError(f"Write how long it took, {EXAMPLE}.")
    if len(found) > 1:
        raise LogLineError("That names two durations. Log one line for each.")
    minutes, (start, end) = found[0]
    return minutes, f"{text[:start]} {text[end:]}"


def check_bounds(minutes: int, day: date, *, today: date, keeps: date | None = None) -> None:
    """Raises LogLineError: no time or more than a day of it; DayOutOfReachError: a day to come, or one long gone.

    The day that an entry has it ``keeps``: it came from a file, or from farther east, where it had begun.
    """
    if minutes < 1:
        raise LogLineError("The shortest entry is 1 min.")
    if minutes > MINUTES_IN_A_DAY:
        raise LogLineError("A day has 24 h. Log longer work on the days it was done.")
    if day == keeps:
        return
    if day > today:
        raise DayOutOfReachError(f"{say_date(day)} is still to come. Log study once it is done.")
    if day < today - timedelta(days=EARLIEST_DAYS_AGO):
        raise DayOutOfReachError(f"{say_date(day)} is more than two years back. Write a later day.")


def _take_topic(text: str, topics: Sequence[TopicName], default: str | None) -> tuple[str | None, str]:
    """The uid of the topic named in ``text`` and what is left of it as a note."""
    rest, off = _NO_TOPIC.subn(" ", text)
    if off:
        return None, _tidy(rest)
    if number := _TOPIC_NUMBER.search(text):
        for topic in topics:
            if topic.number == number.group():
                return topic.uid, _tidy(text[: number.start()] + " " + text[number.end() :])
    said = words_of(text)
    named = _best(said, topics, default)
    if named is None:
        return default, _tidy(text)
    beyond = {word for word in said if not _fits(word, named.words)}
    return named.uid, _tidy(text) if beyond else ""


def _best(said: frozenset[str], topics: Sequence[TopicName], default: str | None) -> TopicName | None:
    """The one topic that ``said`` names. Raises LogLineError when it could be two."""
    best = _most(topics, lambda topic: sum(_fits(word, topic.words) for word in said))
    if len(best) > 1:
        best = _most(best, lambda topic: len(said & topic.words)) or best
    if len(best) > 1:
        best = _most(best, lambda topic: len(said & words_of(topic.label)) / len(words_of(topic.label) or "-")) or best
    if len(best) > 1:
        best = [topic for topic in best if topic.uid == default] or best
    if len(best) > 1:
        choices = " or ".join(f"{topic.number} {topic.label}" for topic in best[:4])
        raise LogLineError(f"Which one: {choices}? Write its number.")
    if not best:
        best = [topic for topic in topics if any(_names_part(word, topic.keywords) for word in said)]
    return best[0] if len(best) == 1 else None


def _most(topics: Sequence[TopicName], score: Callable[[TopicName], float]) -> list[TopicName]:
    scores = [score(topic) for topic in topics]
    top = max(scores, default=0)
    return [topic for topic, one in zip(topics, scores, strict=True) if top and one == top]


def _fits(word: str, names: Iterable[str]) -> bool:
    """A name begins with the word ("optim"), or the word with a name ("optimizers" for "optimizer")."""
    return any(
        name == word or (len(word) >= 3 and name.startswith(word)) or (len(name) >= 5 and word.startswith(name))
        for name in names
    )


def _names_part(word: str, keywords: frozenset[str]) -> bool:
    """ "backprop" for backpropagation; a shorter beginning would be in too many words."""
    return word in keywords or (len(word) >= 5 and any(name.startswith(word) for name in keywords))


def _tidy(text: str) -> str:
    """The note without the small words that only joined it to the rest of the line."""
    words = text.replace(",", " ").split()
    while words and words[0].lower() in _SMALL_WORDS | _DASHES:  # a list's dash before the line joins, too
        words.pop(0)
    while words and words[-1].lower() in _SMALL_WORDS:
        words.pop()
    return " ".join(words)


def say_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
