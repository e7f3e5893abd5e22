"""Rewrite lines of a file as what somebody says that they are, so that they are read as that."""

import re
from collections.abc import Mapping

from curriculum.outlines.lines import BULLET, HEADING, NUMBER_MARK
from curriculum.outlines.titles import unbold

LINE_KINDS = {"section": "a section", "topic": "a topic", "item": "an item of what is above", "phase": "a phase"}
HEADED = {"section": "## {}", "topic": "### {}", "item": "- {}", "phase": "## Phase {number}: {}"}
PLAIN = {"section": "{}", "topic": "    - {}", "item": "        - {}", "phase": "Phase {number}: {}"}
PHASE_NUMBER = re.compile(r"^\W*phase\s{1,2}(\d{1,3})\b", re.IGNORECASE | re.MULTILINE)


def rewrite(text: str, kinds: Mapping[int, str]) -> str:
    """Rewrite lines by their number, which counts from 1. The kinds are those of `LINE_KINDS`.

    In a file with headings, a section is one of the second level and a topic one of the third. In a plain outline,
    the indentation says it.
    """
    lines = text.splitlines()
    forms = HEADED if any(HEADING.match(line) for line in lines) else PLAIN
    number = max((int(match) for match in PHASE_NUMBER.findall(text)), default=0)
    for line_number, kind in sorted(kinds.items()):
        if 0 < line_number <= len(lines) and kind in forms:
            number += kind == "phase"
            lines[line_number - 1] = forms[kind].format(_title(lines[line_number - 1]), number=number)
    return "\n".join(lines)


def _title(line: str) -> str:
    """A line without its marks."""
    text = line.strip()
    for mark in (HEADING, BULLET, NUMBER_MARK):
        if match := mark.match(text):
            text = text[match.end() :]
    return unbold(text).strip(" #:")
