"""A roster: the addresses of people to invite, pasted or from a CSV file of any common kind."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cohorts.cohort.models import Cohort
from lib.errors import RefusedError

MAX_LINES = 2_000
MAX_PEOPLE = 500
MAX_SHOWN_CHARS = 80
MAX_ADDRESS_CHARS = 254
NO_ADDRESS = "No email address"
INVALID_ADDRESS = "Not a valid email address"
SEVERAL_ADDRESSES = "More than one email address. Give each a line of its own"
HEADINGS = {"email", "email address", "mail", "address"}  # without hyphens


class RosterError(RefusedError):
    """Nothing of the roster can be read. The message says why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """A line of a roster: an address to invite, or the reason against it."""

    number: int
    text: str
    """As it was written, but not longer than a table can show."""
    address: str = ""
    problem: str = ""


@dataclass(frozen=True)
class RosterPreview:
    """A roster's lines with what would happen. They don't say who has an account here, because that is private."""

    lines: Sequence[RosterLine]

    @property
    def addresses(self) -> list[str]:
        """The addresses that would be invited."""
        return [line.address for line in self.lines if not line.problem]

    @property
    def problems(self) -> list[RosterLine]:
        return [line for line in self.lines if line.problem]


def read_roster(text: str) -> list[RosterLine]:
    """The lines that hold anything, at most MAX_PEOPLE of them with an address.

    >>> [(line.number, line.address, line.problem) for line in read_roster("Name;E-Mail\\nSam;Sam@Example.org\\nBo;bo")]
    [(2, 'sam@example.org', ''), (3, '', 'No email address')]

    Raises:
        RosterError: there are too many lines or addresses, or it is no table.
    """
    lines, numbers = [], dict[str, int]()
    rows = list(_rows(text.removeprefix("\ufeff")))
    column = _address_column(rows[0][1]) if rows else None
    for number, cells in rows[1:] if column is not None else rows:
        line = _line(number, cells, column)
        if line.address in numbers:
            line = RosterLine(number=number, text=line.text, problem=f"Duplicate of line {numbers[line.address]}")
        elif line.address:
            numbers[line.address] = number
        lines.append(line)
    if len(numbers) > MAX_PEOPLE:
        raise RosterError(f"This has {len(numbers):,} addresses. Invite at most {MAX_PEOPLE} people at once.")
    if not lines:
        raise RosterError("Paste at least one address, or choose a file.")
    return lines


def roster_preview(cohort: Cohort, lines: Sequence[RosterLine]) -> RosterPreview:
    """Return the roster as it would be applied. Two queries."""
    reasons = known_addresses(cohort, [line.address for line in lines if line.address])
    return RosterPreview([replace(line, problem=line.problem or reasons.get(line.address, "")) for line in lines])


def known_addresses(cohort: Cohort, addresses: Sequence[str]) -> dict[str, str]:
    """Return why an address needs no invitation, for those that need none. Two queries."""
    members = cohort.memberships.filter(user__email__in=addresses).values_list("user__email", flat=True)
    open_invitations = cohort.invitations.open().filter(address__in=addresses).values_list("address", flat=True)
    return dict.fromkeys(open_invitations, "Already invited") | dict.fromkeys(members, "Already in this cohort")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the line, its cells) of the lines that hold anything."""
    first = text.lstrip().partition("\n")[0]
    delimiter = next((mark for mark in ("\t", ";") if mark in first), ",")
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=delimiter)
    try:
        for cells in reader:
            if reader.line_num > MAX_LINES:
                raise RosterError(
                    f"This has more than {MAX_LINES:,} lines. Invite {MAX_PEOPLE} people at once at most."
                )
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise RosterError(f"We can’t read this as CSV: {error}.") from None


def _address_column(cells: Sequence[str]) -> int | None:
    """The column of the addresses, if this is a line of headings."""
    return next((at for at, cell in enumerate(cells) if cell.lower().replace("-", "") in HEADINGS), None)


def _line(number: int, cells: Sequence[str], column: int | None) -> RosterLine:
    text = " ".join(", ".join(cells).split())
    text = text if len(text) <= MAX_SHOWN_CHARS else f"{text[: MAX_SHOWN_CHARS - 1]}…"
    if column is not None:
        cell = cells[column] if column < len(cells) else ""
    else:
        cell = next((cell for cell in cells if "@" in cell), "")
    address = _address(cell)
    if not address:
        return RosterLine(number=number, text=text, problem=NO_ADDRESS)
    try:
        validate_email(address)
    except ValidationError:
        problem = SEVERAL_ADDRESSES if has_several_addresses(address) else INVALID_ADDRESS
        return RosterLine(number=number, text=text, problem=problem)
    if len(address) > MAX_ADDRESS_CHARS:
        return RosterLine(number=number, text=text, problem="The address is too long")
    return RosterLine(number=number, text=text, address=address)


def has_several_addresses(text: str) -> bool:
    """Whether a cell lists addresses.

    >>> has_several_addresses("sam@example.org; bo@example.org"), has_several_addresses("sam@@example.org")
    (True, False)
    """
    return sum("@" in part for part in re.split(r"[;,\s]", text)) > 1


def _address(cell: str) -> str:
    """Return only the address of “Sam Hansen <sam@example.org>”."""
    if cell.endswith(">") and "<" in cell:
        cell = cell.rpartition("<")[2][:-1]
    return cell.strip().lower() if "@" in cell else ""
