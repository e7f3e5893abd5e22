"""Front matter is read in one place. It names the line of each error in the file."""

import pytest

from runner.protocol import FrontMatterError, read_front_matter

FILE = ["A heading", "+++", 'uid = "a"', "stars = 5", "+++", "Text"]


def test_it_returns_the_values_and_where_the_text_begins() -> None:
    front = read_front_matter(FILE, 1)
    assert front.values == {"uid": "a", "stars": 5}
    assert front.lines == FILE[2:4]
    assert FILE[front.end :] == ["Text"]


def test_front_matter_may_be_empty() -> None:
    front = read_front_matter(["+++", "+++"])
    assert (front.values, front.end) == ({}, 2)


@pytest.mark.parametrize(
    ("lines", "start", "line", "message"),
    [
        ([], 0, 1, "expected"),
        (FILE, 0, 1, "expected"),
        (FILE, 6, 7, "expected"),
        (FILE, 4, 5, "never closed"),
        ([*FILE[:3], "stars = five", "+++"], 1, 4, "TOML"),
        ([*FILE[:3], 'uid = "b"', "+++"], 1, 4, "TOML"),
        ([*FILE[:3], "skip = [", "+++"], 1, 4, "TOML"),
    ],
)
def test_an_error_has_its_line_in_the_file(lines: list[str], start: int, line: int, message: str) -> None:
    with pytest.raises(FrontMatterError, match=message) as error:
        read_front_matter(lines, start)
    assert error.value.line == line
