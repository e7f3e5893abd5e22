"""A template has one block-level tag on a line, at its start, so that a diff shows what changed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.markup import BLOCK_TAGS, squeeze
from tests.site import ROOT

MAX_COLUMNS = 140
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}")
OPENING_TAG = re.compile(rf"<(?:{BLOCK_TAGS})\b")
CONTENT_OF_HEAD = "{% block head %}"  # one short tag, for the head of the page around it


def crowded_lines(template: str) -> Iterator[str]:
    """The lines that are too long, or have a block-level tag that something stands before.

    >>> list(crowded_lines("<ul>\\n  {% for name in names %}<li>{{ name }}</li>{% endfor %}\\n</ul>"))
    ['{% for name in names %}<li>{{ name }}</li>{% endfor %}']
    """
    for line in template.splitlines():
        text = COMMENT.sub("", line).strip()
        tags = OPENING_TAG.findall(text)
        begins_with_tag = bool(OPENING_TAG.match(text)) or text.startswith(CONTENT_OF_HEAD)
        if len(line) > MAX_COLUMNS or len(tags) > 1 or (tags and not begins_with_tag):
            yield text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_has_one_block_level_tag_on_a_line(path: Path) -> None:
    assert list(crowded_lines(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "<ul><li>One</li></ul>",
        "{% if name %}<p>{{ name }}</p>{% endif %}",
        f"<p>{'long ' * MAX_COLUMNS}</p>",
    ],
)
def test_a_crowded_line_is_found(line: str) -> None:
    assert list(crowded_lines(line)) == [line]


def test_whitespace_is_dropped_only_where_it_does_not_show() -> None:
    assert squeeze("<p>\n  One\n  <b>two</b> {{ three }}\n</p>\n<p>") == "<p>One <b>two</b> {{ three }}</p><p>"
