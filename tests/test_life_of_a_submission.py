"""docs/life-of-a-submission.md leads through files that exist, and few enough to read in one sitting."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs/life-of-a-submission.md").read_text(encoding="utf-8")
MAX_FILES = 20


def paths(text: str) -> set[str]:
    return set(re.findall(r"`([\w/-]+/[\w.-]+\.(?:py|html))`", text))


def test_every_file_it_names_exists() -> None:
    assert not [path for path in paths(TEXT) if not (ROOT / path).is_file()]


def test_the_path_has_at_most_twenty_files() -> None:
    steps, _, _ = TEXT.partition("## When something goes wrong")
    assert 15 < len(paths(steps)) <= MAX_FILES


def test_every_function_it_names_is_in_the_file_beside_it() -> None:
    for function, path in re.findall(r"`(\w+)` in\s+`([\w/.-]+\.py)`", TEXT):
        assert re.search(rf"\bdef {function}\(", (ROOT / path).read_text(encoding="utf-8")), f"{function} in {path}"


def test_it_counts_its_files_right() -> None:
    steps, _, _ = TEXT.partition("## When something goes wrong")
    assert len(paths(steps)) == 20
    assert "twenty files" in TEXT
