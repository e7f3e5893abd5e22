"""Study entries as CSV, out and in. The uid says which entry a line is, so that what was changed in it is changed."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from progress.durations import MINUTES_IN_A_DAY, find_durations, normalize
from progress.log_line import NOTE_LENGTH, StudyLine
from progress.models import Kind, StudyEntry

COLUMNS = ("day", "minutes", "kind", "topic", "note", "source", "time_zone", "uid")
ALSO_CALLED = {"date": "day", "start date": "day", "duration": "minutes", "description": "note"}  # by other trackers
MOST_ROWS = 20_000
MOST_BYTES = 4 * 2**20
_EARLIEST = date(2000, 1, 1)
_DOTTED = re.compile(r"^(\d\d)\.(\d\d)\.(\d{4})$", re.ASCII)  # as spreadsheets rewrite days in many countries
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class CsvError(ValueError):
    """What is wrong with the file, line by line. Nothing of it is imported."""

    problems: list[str]


def write_hours(entries: Iterable[StudyEntry]) -> Iterator[str]:
    """Line by line, the header first."""
    yield _line(COLUMNS)
    for entry in entries:
        topic, note = entry.topic.uid if entry.topic else "", _inert(entry.note)
        day, known = entry.day.isoformat(), (entry.source, entry.time_zone, entry.uid)
        yield _line((day, entry.minutes, entry.kind, topic, note, *known))


def read_hours(content: bytes, *, topics: Mapping[str, str], today: date) -> list[StudyLine]:
    """The entries of a file; ``topics`` leads from any name of a topic, lower case, to its uid.

    ``minutes`` may be a number or a duration such as 1h30; ``kind`` and what follows may be missing.

    Raises:
        CsvError: with every line that can't be read, up to ten of them.
    """
    found, problems = [], []
    for number, row in _rows(content):
        if number > MOST_ROWS + 1:
            problems.append(f"More than {MOST_ROWS} lines. Split the file.")
            break
        try:
            found.append(_entry(_trimmed(row), topics, today))
        except ValueError as error:
            problems.append(f"Line {number}: {error}")
            if len(problems) == 10:
                problems.append("and perhaps more.")
                break
    if problems:
        raise CsvError(problems)
    return found


def _rows(content: bytes) -> list[tuple[int, dict[str | None, str | list[str]]]]:
    """Of the table, each with its number, and one more than is taken. Raises CsvError: it is no such table."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CsvError(["The file is not UTF-8. Save it as “CSV UTF-8”."]) from None
    if "\0" in text:
        raise CsvError(["The file is no text: it holds bytes of value 0."])
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):  # what a spreadsheet puts before the header
        text, first = rest, rest.partition("\n")[0]
    delimiter = next((mark for mark in ("\t", ";") if mark in first), ",")
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restval="")
    try:
        names = [_column(name or "") for name in reader.fieldnames or ()]
        rows = list(enumerate(islice(reader, MOST_ROWS + 1), start=2))
    except csv.Error as error:
        raise CsvError([f"The file can't be read as CSV: {error}."]) from None
    if not {"day", "minutes"} <= set(names):
        raise CsvError([f"The first line has to name the columns, at least day and minutes: {','.join(COLUMNS)}."])
    return rows


def _trimmed(row: Mapping[str | None, str | list[str]]) -> dict[str, str]:
    """Columns by their name in lower case. Raises ValueError for text beyond the last column: it was cut at a comma."""
    if any(value.strip() for name, values in row.items() if name is None for value in values):
        raise ValueError("There is more in it than the first line names. Put what has a comma in it into quotes.")
    return {_column(name): value.strip() for name, value in row.items() if name and isinstance(value, str)}


def _column(name: str) -> str:
    said = name.strip().lower()
    return ALSO_CALLED.get(said, said)


def _entry(row: Mapping[str, str], topics: Mapping[str, str], today: date) -> StudyLine:
    try:
        day = date.fromisoformat(_DOTTED.sub(r"\3-\2-\1", row["day"]))
    except ValueError:
        raise ValueError(f"“{row['day'][:40]}” is no day. Write it as 2026-11-24.") from None
    if not _EARLIEST <= day <= today + timedelta(days=1):
        raise ValueError(f"{day} is not a day on which you can have studied.")
    kind = row.get("kind", "").lower() or Kind.CODING.value
    if kind not in Kind.values:
        raise ValueError(f"“{kind[:40]}” is no kind of study. It is {', '.join(Kind.values)}.")
    named = row.get("topic", "")
    topic = topics.get(named.lower()) if named else None
    if named and topic is None:
        raise ValueError(f"The roadmap has no topic “{named[:60]}”.")
    note = _as_written(row.get("note", ""))
    if len(note) > NOTE_LENGTH:
        raise ValueError(f"The note has {len(note)} characters; {NOTE_LENGTH} fit.")
    return StudyLine(_minutes(row["minutes"]), kind, day, topic, note, entry=row.get("uid", ""))


def _minutes(text: str) -> int:
    said = normalize(text)
    found = [duration for duration, _ in find_durations(said)]
    if said.isascii() and said.isdigit() and len(said) < 6:
        found = [int(said)]
    if len(found) != 1 or not 1 <= found[0] <= MINUTES_IN_A_DAY:
        raise ValueError(f"“{text[:40]}” is not a time between 1 minute and 24 hours. Write minutes, or 1h30.")
    return found[0]


def _inert(text: str) -> str:
    """A spreadsheet would compute what begins like a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _as_written(text: str) -> str:
    """The text that `_inert` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def _line(row: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(row)
    return line.getvalue()
