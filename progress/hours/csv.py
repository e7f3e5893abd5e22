"""Study entries as CSV, exported and imported. The uid of a line names the entry that it changes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lib.csv_cells import SPREADSHEET, escape_formula, is_spreadsheet, unescape_formula
from lib.durations import MINUTES_IN_A_DAY
from progress.hours.models import StudyEntry, StudyKind
from progress.log_line.durations import find_durations, normalize
from progress.log_line.study_line import MAX_NOTE_CHARS, StudyLine

COLUMNS = ("day", "minutes", "kind", "topic", "note", "source", "time_zone", "uid")
COLUMN_ALIASES = {"date": "day", "start date": "day", "duration": "minutes", "description": "note"}  # by other trackers
MAX_ROWS = 2_500  # what a request can take up in less than a second
MAX_BYTES = 4 * 2**20
MAX_COLUMNS = 32
MAX_DURATION_CHARS = 40  # characters
_EARLIEST = date(2000, 1, 1)
_DATE_WITH_DOTS = re.compile(r"^(\d\d)\.(\d\d)\.(\d{4})$", re.ASCII)  # as spreadsheets rewrite days in many countries
NOT_UTF8 = "The file is not UTF-8. Save it as “CSV UTF-8”."


@dataclass
class CsvError(ValueError):
    """The problems of a file, line by line. Nothing of it is imported."""

    problems: list[str]


def write_hours(entries: Iterable[StudyEntry]) -> Iterator[str]:
    """Write line by line, the header first."""
    yield _line(COLUMNS)
    for entry in entries:
        topic, note = entry.topic.uid if entry.topic else "", escape_formula(entry.note)
        day, origin = entry.day.isoformat(), (entry.source, entry.time_zone, entry.uid)
        yield _line((day, entry.minutes, entry.kind, topic, note, *origin))


def read_hours(content: bytes, *, topics: Mapping[str, str], today: date) -> list[StudyLine]:
    """Read the entries of a file. ``topics`` leads from any name of a topic, lower case, to its uid.

    ``minutes`` may be a number or a duration such as 1h30; ``kind`` and what follows may be missing.

    Raises:
        CsvError: with every line that can't be read, up to ten of them.
    """
    lines, problems = [], []
    names, rows = _table(content)
    for number, row in enumerate(rows, start=2):
        if number > MAX_ROWS + 1:
            problems.append(f"The file has more than {MAX_ROWS} lines. Split it.")
            break
        try:
            lines.append(_entry(_fields(names, row), topics, today))
        except ValueError as error:
            problems.append(f"Line {number}: {error}")
            if len(problems) == 10:
                problems.append("and perhaps more.")
                break
    if problems:
        raise CsvError(problems)
    return lines


def _table(content: bytes) -> tuple[list[str], Iterator[list[str]]]:
    """Return the names of the columns, and the lines below them, which are split one at a time.

    Raises:
        CsvError: it is no such table. For what the csv module can't read, while the lines are read.
    """
    text = _text(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):  # what a spreadsheet puts before the header
        text, first = rest, rest.partition("\n")[0]
    rows = _rows(text, next((mark for mark in ("\t", ";") if mark in first), ","))
    header = next(rows, [])
    if len(header) > MAX_COLUMNS:
        raise CsvError([f"The first line names {len(header)} columns. The limit is {MAX_COLUMNS}: remove some."])
    names = [_column(name) for name in header]
    if not {"day", "minutes"} <= set(names):
        raise CsvError([f"The first line must name the columns, at least day and minutes: {','.join(COLUMNS)}."])
    return names, rows


def _text(content: bytes) -> str:
    if is_spreadsheet(content):
        raise CsvError([SPREADSHEET])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CsvError([NOT_UTF8]) from None
    if "\0" in text:
        raise CsvError(["The file isn’t text: it contains null bytes. Export it as CSV."])
    return text


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the lines that are not empty. csv.DictReader would pad each line to the width of the header."""
    try:
        yield from filter(None, csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise CsvError([f"We can’t read the file as CSV: {error}."]) from None


def _fields(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """Return the fields by the name of their column. Those that the line lacks are empty.

    Raises:
        ValueError: there is text beyond the last column, as when a note was cut at its comma.
    """
    if any(value.strip() for value in row[len(names) :]):
        raise ValueError(
            "This line has more values than the first line has columns. Put values that contain a comma in quotes."
        )
    return dict.fromkeys(names, "") | {name: value.strip() for name, value in zip(names, row, strict=False)}


def _column(name: str) -> str:
    column = name.strip().lower()
    return COLUMN_ALIASES.get(column, column)


def _entry(row: Mapping[str, str], topics: Mapping[str, str], today: date) -> StudyLine:
    try:
        day = date.fromisoformat(_DATE_WITH_DOTS.sub(r"\3-\2-\1", row["day"]))
    except ValueError:
        raise ValueError(f"“{row['day'][:40]}” isn’t a date. Write it as 2026-11-24.") from None
    if not _EARLIEST <= day <= today + timedelta(days=1):
        raise ValueError(f"{day} is in the future or before {_EARLIEST.year}. Correct the day.")
    kind = row.get("kind", "").lower() or StudyKind.UNSTATED.value
    if kind not in StudyKind.values:
        raise ValueError(f"“{kind[:40]}” isn’t a kind of study. Use one of {', '.join(StudyKind.values)}.")
    topic_name = row.get("topic", "")
    topic = topics.get(topic_name.lower()) if topic_name else None
    if topic_name and topic is None:
        raise ValueError(f"The roadmap has no topic “{topic_name[:60]}”.")
    note = unescape_formula(row.get("note", ""))
    if len(note) > MAX_NOTE_CHARS:
        raise ValueError(f"The note has {len(note)} characters. The limit is {MAX_NOTE_CHARS}.")
    return StudyLine(
        minutes=_minutes(row["minutes"]), kind=kind, day=day, topic_uid=topic, note=note, entry=row.get("uid", "")
    )


def _minutes(text: str) -> int:
    duration = normalize(text) if len(text) <= MAX_DURATION_CHARS else ""
    durations = [duration for duration, _ in find_durations(duration)]
    if duration.isascii() and duration.isdigit() and len(duration) < 6:
        durations = [int(duration)]
    if len(durations) != 1 or not 1 <= durations[0] <= MINUTES_IN_A_DAY:
        raise ValueError(f"“{text[:40]}” isn’t a duration between 1 minute and 24 hours. Write minutes, or 1h30.")
    return durations[0]


def _line(row: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(row)
    return line.getvalue()
