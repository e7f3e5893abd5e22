"""Decisions have one format, and their index lists each by its title."""

import re
from collections.abc import Iterator

from tests.lint.files import DECISIONS, DOCS, at, read

HEADINGS = ["Context", "Decision", "Consequences"]
DATE = re.compile(r"\A# .*\n\n\d+ \w+ \d{4}\n\n")


def problems() -> Iterator[str]:
    index = read(DOCS / "decisions" / "README.md")
    for path in DECISIONS:
        text, place = read(path), at(path, 0)
        title = text.partition("\n")[0].removeprefix("# ")
        if not title.startswith(f"{path.name[:4]} "):
            yield f"{place}: begin with “# {path.name[:4]} ” and the title"
        if not DATE.search(text):
            yield f"{place}: write the date below the title, such as 30 November 2026"
        if re.findall(r"^## (.*)$", text, re.MULTILINE) != HEADINGS:
            yield f"{place}: write three sections: {', '.join(HEADINGS)}"
        if f"- [{title}]({path.name})\n" not in index:
            yield f"docs/decisions/README.md: list {path.name} by its title, “{title}”"
