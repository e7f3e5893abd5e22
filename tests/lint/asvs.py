"""docs/asvs.md judges every requirement of ASVS 5.0.0 at levels 1 and 2, and the files and tests it names exist."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.lint.files import DOCS, ROOT, at, read

PAGE = DOCS / "asvs.md"
LEVELS = Path(__file__).with_name("asvs_5_0_0.txt")
OUTCOMES = ("met", "not met", "not applicable")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
EVIDENCE = re.compile(r"`([\w./-]+?\.[a-z]+|Dockerfile|\.dockerignore)(?:::(\w+))?`")
LEAST_REASON = 3  # words


class Requirement(NamedTuple):
    number: str
    about: str
    outcome: str
    evidence: str


def problems() -> Iterator[str]:
    pairs = [line.split() for line in read(LEVELS).splitlines() if not line.startswith("#")]
    levels = {number: int(level) for number, level in pairs}
    rows = {Requirement(*match.groups()): at(PAGE, match.start()) for match in ROW.finditer(read(PAGE))}
    if [row.number for row in rows] != list(levels):
        yield f"{at(PAGE, 0)}: write one row for each requirement of {LEVELS.name}, in its order"
    for row, line in rows.items():
        yield from (f"{line}: {row.number} {problem}" for problem in row_problems(row, levels))
    for level in (1, 2):
        counts = Counter(row.outcome for row in rows if levels.get(row.number) == level)
        figures = f"| {level} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |"
        if figures not in read(PAGE):
            yield f"{at(PAGE, 0)}: write the figures of level {level}: {figures}"


def row_problems(row: Requirement, levels: dict[str, int]) -> Iterator[str]:
    if row.outcome not in OUTCOMES or not row.about.strip():
        yield f"needs a subject and one of: {', '.join(OUTCOMES)}"
    if row.outcome == "met" and not EVIDENCE.search(row.evidence):
        yield "is met: name a test or a file that shows it"
    if row.outcome != "met" and len(row.evidence.split()) < LEAST_REASON:
        yield f"is {row.outcome}: give the reason"
    for name, test in EVIDENCE.findall(row.evidence):
        if not (ROOT / name).is_file():
            yield f"names {name}, which isn’t there"
        elif test and f"def {test}(" not in read(ROOT / name):
            yield f"names {name}::{test}, which isn’t there"
    for number in re.findall(r"\bAs (\d+\.\d+\.\d+)", row.evidence):
        if number not in levels:
            yield f"names requirement {number}, which isn’t there"
