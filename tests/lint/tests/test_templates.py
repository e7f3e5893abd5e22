"""The search for crowded lines in templates."""

import pytest

from tests.lint.templates import MAX_COLUMNS, is_crowded
from tests.markup import squeeze


@pytest.mark.parametrize(
    "line",
    [
        "<ul><li>One</li></ul>",
        "{% if name %}<p>{{ name }}</p>{% endif %}",
        f"<p>{'long ' * MAX_COLUMNS}</p>",
    ],
)
def test_a_crowded_line_is_found(line: str) -> None:
    assert is_crowded(line)


def test_a_line_with_one_tag_is_accepted() -> None:
    assert not is_crowded("  <li>{{ name }} <b>{{ title }}</b></li>")


def test_whitespace_is_dropped_only_where_it_does_not_show() -> None:
    assert squeeze("<p>\n  One\n  <b>two</b> {{ three }}\n</p>\n<p>") == "<p>One <b>two</b> {{ three }}</p><p>"
