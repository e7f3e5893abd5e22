"""docs/accessibility.md names each criterion once, and only tests that exist."""

import re
from datetime import UTC, datetime

from tests.site import ROOT

PAGE = (ROOT / "docs/accessibility.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ ", line)
]
# WCAG 2.2, levels A and AA: the last number of each guideline's criteria. 4.1.1 is obsolete.
CRITERIA = {
    "1.1": (1,), "1.2": (1, 2, 3, 4, 5), "1.3": (1, 2, 3, 4, 5), "1.4": (1, 2, 3, 4, 5, 10, 11, 12, 13),
    "2.1": (1, 2, 4), "2.2": (1, 2), "2.3": (1,), "2.4": (1, 2, 3, 4, 5, 6, 7, 11), "2.5": (1, 2, 3, 4, 7, 8),
    "3.1": (1, 2), "3.2": (1, 2, 3, 4, 6), "3.3": (1, 2, 3, 4, 7, 8), "4.1": (2, 3),
}  # fmt: skip
RESULTS = {"supported", "partly", "not applicable"}
TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
BY_HAND = re.compile(r"\b[Bb]y hand on (\d{1,2} [A-Z][a-z]+ \d{4})\b")


def test_each_criterion_is_there_once() -> None:
    expected = [f"{guideline}.{number}" for guideline, numbers in CRITERIA.items() for number in numbers]
    assert [row[0].split()[0] for row in ROWS] == expected
    assert {row[1] for row in ROWS} == {"A", "AA"}
    assert {row[2] for row in ROWS} <= RESULTS


def test_each_claim_names_a_test_or_the_day_of_a_hand_check() -> None:
    assert [row[0] for row in ROWS if not (TEST.search(row[3]) or BY_HAND.search(row[3]))] == []


def test_each_hand_check_has_a_day_that_exists() -> None:
    days = [day for row in ROWS for day in BY_HAND.findall(row[3])]
    assert days
    assert sum(row[3].lower().count("by hand") for row in ROWS) == len(days)
    for day in days:
        assert datetime.strptime(day, "%d %B %Y").replace(tzinfo=UTC)


def test_each_test_that_is_named_exists() -> None:
    names = TEST.findall(PAGE)
    assert len(names) > 50
    for file, name in set(names):
        assert (ROOT / file).exists(), file
        assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name


def test_the_site_has_no_audio_and_no_video() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    assert texts
    assert not any(re.search(r"<(audio|video)\b", text) for text in texts)


def test_no_script_listens_to_a_device_s_motion() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "static/js").rglob("*.js")]
    assert texts
    assert not any(re.search(r"devicemotion|deviceorientation", text) for text in texts)


def test_only_the_splits_follow_a_press() -> None:
    """A press that is moved away and released there does nothing. CodeMirror's own press places the cursor."""
    scripts = sorted((ROOT / "static/js").rglob("*.js"))
    pressed = re.compile(r"mousedown|pointerdown|touchstart")
    assert [path.name for path in scripts if pressed.search(path.read_text(encoding="utf-8"))] == ["editor.split.js"]
