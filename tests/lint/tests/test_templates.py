"""The search for crowded lines in templates, and for forms without a token."""

import pytest

from tests.lint.templates import MAX_COLUMNS, includes_without_token, is_crowded
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


@pytest.mark.parametrize(
    ("include", "found"),
    [
        ('{% include "form.html" with row=row only %}', ["form.html"]),
        ('{% include "list.html" only %}', ["list.html"]),
        ('{% include "form.html" with row=row %}', []),
        ('{% include "text.html" only %}', []),
    ],
)
def test_a_form_that_is_included_without_its_token_is_found(include: str, found: list[str]) -> None:
    texts = {"form.html": "{% csrf_token %}", "list.html": '{% include "form.html" %}', "text.html": "<p>"}
    assert list(includes_without_token(include, texts)) == found
