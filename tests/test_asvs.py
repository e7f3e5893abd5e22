"""docs/asvs.md judges every requirement of ASVS 5.0.0 at levels 1 and 2, and what it names exists."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
OUTCOMES = ("met", "not met", "not applicable")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+?\.[a-z]+|Dockerfile|\.dockerignore)(?:::(\w+))?`")


class Requirement(NamedTuple):
    number: str
    about: str
    outcome: str
    evidence: str


def levels() -> dict[str, int]:
    """The level of each requirement, by its id."""
    lines = (ROOT / "tests" / "asvs_5_0_0.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if not line.startswith("#")]
    return {number: int(level) for number, level in pairs}


ROWS = [Requirement(*row) for row in ROW.findall(PAGE)]


def test_every_requirement_of_both_levels_has_one_row() -> None:
    assert Counter(levels().values()) == {1: 70, 2: 183}
    assert [row.number for row in ROWS] == list(levels())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_row_has_an_outcome_and_its_evidence(row: Requirement) -> None:
    assert row.outcome in OUTCOMES
    assert row.about.strip()
    if row.outcome == "met":
        assert NAMED.search(row.evidence), "it names no test and no file"
    else:
        assert len(row.evidence.split()) >= 3, "it gives no reason"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_what_a_row_names_exists(row: Requirement) -> None:
    for name, test in NAMED.findall(row.evidence):
        assert (ROOT / name).is_file(), name
        assert not test or f"def {test}(" in (ROOT / name).read_text(encoding="utf-8"), f"{name}::{test}"


def test_a_row_like_another_one_names_a_row_that_is_there() -> None:
    named = [number for row in ROWS for number in re.findall(r"\bAs (\d+\.\d+\.\d+)", row.evidence)]
    assert named
    assert set(named) <= set(levels())


@pytest.mark.parametrize("level", [1, 2])
def test_the_figures_are_right(level: int) -> None:
    counts = Counter(row.outcome for row in ROWS if levels()[row.number] == level)
    assert f"| {level} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |" in PAGE
