"""Decisions have one format, and their index lists each by its title."""

import re
from collections.abc import Iterator

from tests.lint.files import DECISIONS, DOCS, at, read

HEADINGS = ["Context", "Decision", "Consequences"]
STATUS = re.compile(r"^\*\*Status:\*\* (Accepted|Superseded by .+)$", re.MULTILINE)
DATE = re.compile(r"^\*\*Date:\*\* \d+ \w+ \d{4}$", re.MULTILINE)


def problems() -> Iterator[str]:
    index = read(DOCS / "decisions" / "README.md")
    for path in DECISIONS:
        text, place = read(path), at(path, 0)
        number, title = f"# {path.name[:4]} ", text.partition("\n")[0][7:]
        if not text.startswith(number):
            yield f"{place}: begin with “{number}” and the title"
        if not STATUS.search(text) or not DATE.search(text):
            yield f"{place}: give the status (Accepted, or Superseded by …) and the date (30 November 2026)"
        if re.findall(r"^## (.*)$", text, re.MULTILINE) != HEADINGS:
            yield f"{place}: write three sections: {', '.join(HEADINGS)}"
        if f"({path.name}) | {title} |" not in index:
            yield f"docs/decisions/README.md: list {path.name} by its title, “{title}”"
