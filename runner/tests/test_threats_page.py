"""docs/threats.md matches the threat files."""

from collections import Counter
from pathlib import Path

from runner.attack.threat import all_threats
from runner.attack.threats_page import page
from runner.tests.cells import REPOSITORY

_KNOWN = {"A": 32, "B": 21, "C": 22, "D": 10, "E": 20, "F": 25, "G": 13, "H": 16}
_PAGE = REPOSITORY / "docs" / "threats.md"


def test_the_page_matches_the_suite() -> None:
    command = "python -m runner.attack.threats_page > docs/threats.md"
    assert _PAGE.read_text(encoding="utf-8") == page(), f"run {command}"


def test_every_threat_has_one_line_that_links_to_its_file() -> None:
    rows = [line for line in _PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("- [")]
    linked = [Path(_PAGE.parent, row.partition("](")[2].partition(")")[0]).resolve() for row in rows]
    assert linked == [threat.path for threat in all_threats()]


def test_no_known_threat_is_missing() -> None:
    assert Counter(threat.group for threat in all_threats()) == _KNOWN
