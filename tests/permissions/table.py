"""Read ``table.txt``: a line for each route and method, a column for each role.

Change it by hand together with the code: a reviewer reads here what changed for whom.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

FILE = Path(__file__).with_name("table.txt")
ROLES = (
    *("anonymous", "learner", "mate", "outsider", "mentor", "lead"),
    *("curriculum", "people", "operations", "admin"),
)


class Access(StrEnum):
    """What the site answers."""

    YES = "yes"
    """It does what was asked, or says what is missing in the form."""
    SIGN_IN = "sign-in"
    """It asks to sign in first."""
    NO = "-"
    """Not found or forbidden. If nobody may, nobody here has such an object, such as a second factor."""
    SOME = "some"
    """Either of the first and the last, by object. Only in the row of Django's admin."""


Route = tuple[str, str]  # the method and the name of the view
Table = Mapping[Route, Mapping[str, Access]]


def read_table() -> Table:
    """Lines that begin with # are comments."""
    table: dict[Route, dict[str, Access]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        method, name, *cells = line.split()
        table[method, name] = {role: Access(cell) for role, cell in zip(ROLES, cells, strict=True)}
    return table
