"""The search for requests of htmx without a plain address."""

import re

import pytest

from tests.lint.files import read, tracked
from tests.lint.plain_addresses import ASKS, elements_with_htmx


def test_it_reads_every_request_of_htmx_in_the_templates() -> None:
    texts = [read(path) for path in tracked("templates/**.html")]
    written = sum(len(re.findall(rf" {ASKS.pattern}=", text)) for text in texts)
    assert sum(len(list(elements_with_htmx(text))) for text in texts) == written > 10


@pytest.mark.parametrize(
    "text",
    [
        '<button hx-post="{% url "mark" %}">',
        '<a hx-get="{{ edit }}">',
        '<a href="{{ leave }}" hx-get="{{ edit }}">',
        '<a href="{{ edit }}" hx-post="{{ edit }}">',
        '<form hx-post="{{ url }}">',
        '<form action="{{ url }}" hx-post="{{ url }}">',
        '<form method="post" action="{{ other }}" hx-post="{{ url }}">',
        '<form method="post" action="{{ url }}"><button hx-post="{{ other }}"></form>',
        '<form action="{{ url }}"></form><input hx-get="{{ url }}">',
        '<section hx-get="{{ url }}"><a href="{{ other }}"></a></section><a href="{{ url }}"></a>',
    ],
)
def test_a_missing_plain_address_is_found(text: str) -> None:
    assert [element.has_plain_address for element in elements_with_htmx(text)] == [False]
