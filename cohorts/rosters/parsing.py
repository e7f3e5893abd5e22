"""The people of a roster, from the text of a CSV file or from a script's JSON, with what is wrong with each line."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.names import MAX_LETTERS, normalize_name, validate_name
from cohorts.cohort.models import CohortRole, Membership
from cohorts.joining.roster import SEVERAL_ADDRESSES, RosterError, has_several_addresses
from cohorts.rosters.headings import Column, columns_of, is_about_a_person, role_of
from cohorts.sections.models import CohortSection

MAX_PEOPLE = 5_000
MAX_ADDRESS_CHARS = 254
MAX_SHOWN_CHARS = 80
DELIMITERS = ",;\t"
NO_HEADINGS = (
    "We found no column of email addresses. The first line must name the columns, such as “email, name, section, role, "
    "external id”."
)
TOO_MANY = f"A roster can have {MAX_PEOPLE:,} people. Split the file."
EMPTY = "The file has no people. Add a line for each below the line of headings."
NO_ADDRESS = "No email address. Add it."
INVALID_ADDRESS = "Not a valid email address. Correct it."
UNKNOWN_ROLE = "We don’t know this role. Write learner or mentor, or leave it empty."
NOT_A_PERSON = "Not a person with texts. Send email, name, section, role and external_id as texts."
LONG_ID = f"The external id is too long. Use at most {Membership.MAX_EXTERNAL_ID_CHARS} characters."


@dataclass(frozen=True, kw_only=True)
class ParsedLine:
    """A person of a roster, or the reason why the line can't be used and what to do."""

    number: int
    email: str = ""
    name: str = ""
    section: str = ""
    role: str = CohortRole.LEARNER
    external_id: str = ""
    text: str = ""
    """The line as it was written, but not longer than a table can show. Only of a line with a problem."""
    problem: str = ""
    waits: str = ""
    """Why a person who is neither a member nor invited isn't invited now, as a sentence."""


def parse_csv(text: str) -> list[ParsedLine]:
    """Return the people of a CSV file, each address and external id once. Raises RosterError."""
    rows = _rows(text)
    columns = columns_of(next(rows, (0, []))[1])
    if not columns:
        raise RosterError(NO_HEADINGS)
    people = ((number, cells) for number, cells in rows if is_about_a_person(cells))
    return check_people((number, _fields(cells, columns), ", ".join(cells)) for number, cells in people)


def parse_json(content: bytes) -> list[ParsedLine]:
    """Return the people of a script's roster, numbered from 1. Raises RosterError."""
    try:
        people = json.loads(content)["people"]
    except (ValueError, TypeError, KeyError, RecursionError):
        people = None
    if not isinstance(people, list):
        raise RosterError("Send a JSON object with a list “people”.")
    return check_people((number, person, json.dumps(person)[:500]) for number, person in enumerate(people, start=1))


def delimiter_of(text: str) -> str:
    """Return what separates the cells of the first line: whatever occurs most outside quotes. Otherwise a comma."""
    first = text.lstrip().partition("\n")[0]
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, its cells) of each row that holds anything. A quoted cell may have several lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), skipinitialspace=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, [" ".join(cell.split()) for cell in cells]
            number = reader.line_num + 1
    except csv.Error as error:
        raise RosterError(f"We can’t read this as CSV: {error}.") from None


def _fields(cells: Sequence[str], columns: Mapping[Column, int]) -> dict[str, str]:
    values = {column: cells[at] if at < len(cells) else "" for column, at in columns.items()}
    parts = (values.get(Column.GIVEN_NAME, ""), values.get(Column.FAMILY_NAME, ""))
    return {
        "email": values[Column.EMAIL],
        "name": values.get(Column.NAME) or " ".join(filter(None, parts)),
        "section": values.get(Column.SECTION, ""),
        "role": values.get(Column.ROLE, ""),
        "external_id": values.get(Column.EXTERNAL_ID, ""),
    }


def check_people(rows: Iterable[tuple[int, Any, str]]) -> list[ParsedLine]:
    """Return a line for each person: their number, a mapping as a script sends it, and the text to show if there is a
    problem. Raises RosterError.
    """
    lines: list[ParsedLine] = []
    first_lines: dict[str, int] = {}
    for number, fields, text in rows:
        if len(lines) == MAX_PEOPLE:
            raise RosterError(TOO_MANY)
        line = _line(number, fields)
        for kind, key in (("address", line.email), ("external id", line.external_id)):
            if key and not line.problem:
                earlier = first_lines.setdefault(f"{kind} {key}", number)
                if earlier != number:
                    problem = f"The same {kind} as in line {earlier}. Remove one of them."
                    line = ParsedLine(number=number, email=line.email, problem=problem)
        lines.append(line if not line.problem else _with_text(line, text))
    if not lines:
        raise RosterError(EMPTY)
    return lines


def _with_text(line: ParsedLine, text: str) -> ParsedLine:
    text = " ".join(text.replace("\0", "").split())
    shown = text if len(text) <= MAX_SHOWN_CHARS else f"{text[: MAX_SHOWN_CHARS - 1]}…"
    return ParsedLine(number=line.number, email=line.email, text=shown, problem=line.problem)


def _line(number: int, fields: Any) -> ParsedLine:
    """Check one person."""
    if not isinstance(fields, dict) or any(not isinstance(value, str) for value in fields.values()):
        return ParsedLine(number=number, problem=NOT_A_PERSON)
    address = _address(fields.get("email", ""))
    if not address:
        return ParsedLine(number=number, problem=INVALID_ADDRESS if fields.get("email", "").strip() else NO_ADDRESS)
    try:
        validate_email(address)
    except ValidationError:
        problem = f"{SEVERAL_ADDRESSES}." if has_several_addresses(address) else INVALID_ADDRESS
        return ParsedLine(number=number, problem=problem)
    if len(address) > MAX_ADDRESS_CHARS:
        return ParsedLine(number=number, problem=INVALID_ADDRESS)
    role = role_of(fields.get("role", ""))
    external_id = fields.get("external_id", "").strip()
    name, section = normalize_name(fields.get("name", "")), normalize_name(fields.get("section", ""))
    problem = (
        (UNKNOWN_ROLE if role is None else "")
        or (LONG_ID if len(external_id) > Membership.MAX_EXTERNAL_ID_CHARS or not external_id.isprintable() else "")
        or _name_problem("name", name, MAX_LETTERS)
        or _name_problem("section", section, CohortSection.MAX_NAME_CHARS)
    )
    return ParsedLine(
        number=number, email=address, name=name, section=section, role=role or CohortRole.LEARNER,
        external_id=external_id, problem=problem,
    )  # fmt: skip


def _name_problem(kind: str, name: str, max_chars: int) -> str:
    if not name:
        return ""
    if len(name) > max_chars:
        return f"The {kind} is longer than {max_chars} characters. Shorten it."
    try:
        validate_name(name) if kind == "name" else _validate_section(name)
    except ValidationError as error:
        return f"The {kind}: {' '.join(error.messages)}"
    return ""


def _validate_section(name: str) -> None:
    """A section may be called “11”, which is no name of a person."""
    validate_name(f"x {name}")


def _address(cell: str) -> str:
    """Return only the address of “Sam Hansen <sam@example.org>”."""
    if cell.endswith(">") and "<" in cell:
        cell = cell.rpartition("<")[2][:-1]
    return cell.strip().lower() if "@" in cell else ""
