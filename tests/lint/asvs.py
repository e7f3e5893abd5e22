"""docs/asvs.md judges every requirement of ASVS 5.0.0 at levels 1 and 2, and the files and tests it names exist."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.lint.files import DOCS, ROOT, at, read

PAGE = DOCS / "asvs.md"
LEVELS = Path(__file__).with_name("asvs_5_0_0.txt")
OUTCOMES = ("met", "not met", "not applicable")
NUMBER = re.compile(r"\b\d+\.\d+\.\d+\b")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) .+ \| (\*\*not met:\*\* )?(.+) \|$", re.MULTILINE)
NOT_APPLICABLE = re.compile(r"^Not applicable: ((?:.+\n)+)", re.MULTILINE)
EVIDENCE = re.compile(r"`([\w./-]+?\.[a-z]+|Dockerfile|\.dockerignore)(?:::(\w+))?`")


def problems() -> Iterator[str]:
    text = read(PAGE)
    pairs = [line.split() for line in read(LEVELS).splitlines() if not line.startswith("#")]
    levels = {number: int(level) for number, level in pairs}
    outcomes = [(number, "not met" if gap else "met") for number, gap, _ in ROW.findall(text)]
    reasons = [reason for paragraph in NOT_APPLICABLE.findall(text) for reason in paragraph.split(";")]
    outcomes += [(number, "not applicable") for reason in reasons for number in NUMBER.findall(reason)]
    if sorted(number for number, _ in outcomes) != sorted(levels):
        wrong = Counter(number for number, _ in outcomes)
        wrong.subtract(levels.keys())
        yield f"{at(PAGE, 0)}: judge each requirement once: {', '.join(name for name, n in wrong.items() if n)}"
    for level in (1, 2):
        counts = Counter(outcome for number, outcome in outcomes if levels.get(number) == level)
        figures = f"| {level} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |"
        if figures not in text:
            yield f"{at(PAGE, 0)}: write the figures of level {level}: {figures}"
    yield from (f"{at(PAGE, 0)}: give the reason: {reason}" for reason in reasons if "(" not in reason)
    for match in ROW.finditer(text):
        yield from (f"{at(PAGE, match.start())}: {match[1]} {problem}" for problem in row_problems(match[2], match[3]))


def row_problems(gap: str | None, evidence: str) -> Iterator[str]:
    if not gap and not EVIDENCE.search(evidence):
        yield "is met: name a test or a file that shows it"
    for name, test in EVIDENCE.findall(evidence):
        if not (ROOT / name).is_file():
            yield f"names {name}, which isn’t there"
        elif test and f"def {test}(" not in read(ROOT / name):
            yield f"names {name}::{test}, which isn’t there"
