"""A file that can't be imported gets an error that says why, with the line if there is one, in bounded time."""

import contextlib

import pytest

from curriculum.outlines.encoding import MAX_BYTES, MAX_LINES
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.outline import read_outline
from tests.processor import grows_linearly, processor_bound

DEEP = "".join(" " * level + "- part\n" for level in range(1000)).encode()
BAD = {
    "empty": (b"", None),
    "blank": (b" \n\n\t\n", None),
    "image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 3),
    "invalid UTF-8": (b"# Title\n\nA caf\xe9\n", 3),
    "10 MB": (b"# a\n" * 2_500_000, None),
    "a line of 5 MB": (b"a" * 5_000_000, None),
    "a long line": (b"# Title\n" + b"a" * 100_000, 2),
    "100,000 headings": (b"## a\n" * 100_000, None),
    "too many topics": (b"- a\n" * 10_000, 4999),
    "1,000 levels": (DEEP, 20),
    "plain text": (b"Only text here, which ends with a full stop.\n", None),
    "only front matter": (b"---\ntitle: A\n---\n", None),
    "broken JSON": (b'{"title":\n"a",,}', 2),
    "JSON without titles": (b"[[], {}]", None),
    "JSON with a chain of nodes": (b'{"title": "a", "children": [' * 30 + b"]}" * 30, 1),
    "deep JSON": (b'{"a":' * 9_000 + b"1" + b"}" * 9_000, None),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_with_the_line(name: str) -> None:
    data, line = BAD[name]
    with processor_bound(10), pytest.raises(OutlineError) as refusal:
        read_outline(data, name="bad.md")
    assert refusal.value.line == line
    assert str(refusal.value).endswith((".", "…"))


SLOW = {
    "stars": "## ⭐⭐⭐ foo **bar** (10 hours)\n",
    "labels": "**A** ⭐\n- b\n\n",
    "fences": "- ```x\n",
    "formulas": "$$\n",
    "brackets": "- " + "[(" * 9_000 + "\n",
    "bold": "- " + "**__ " * 4_000 + "\n",
    "spaces": "- a" + " " * 19_000 + "b\n",
    "dashes": "- a" + " - " * 6_000 + "\n",
    "hashes": "# " + "# " * 9_000 + "a\n",
    "hours": "- " + "1-2 hours or " * 1_500 + "\n",
    "quotes": "- " + '"a ' * 6_000 + "\n",
    "damage": "- Ã©â€™ â­\n",
}


@pytest.mark.parametrize("name", SLOW)
def test_time_grows_with_the_size_and_not_faster(name: str) -> None:
    line = SLOW[name]
    count = min(MAX_LINES - 10, MAX_BYTES // 2 // len(line.encode()))

    def read(size: int) -> None:
        with contextlib.suppress(OutlineError):
            read_outline(("# A\n## Resources\n" + line * size).encode(), name="slow.md")

    assert grows_linearly(read, count)


def test_a_block_of_code_that_never_ends_hides_no_headings() -> None:
    outline = read_outline(b"# A\n## B\n```\n### C\n### D\n")
    assert outline.counts()["topic"] == 2


def test_headings_in_code_are_code() -> None:
    outline = read_outline(b"# A\n## B\n### C\n```\n# not a heading\n```\n")
    assert outline.counts()["topic"] == 1
