"""Whatever htmx does in a template has a plain address beside it, so that it works without JavaScript."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

import pytest

from progress.hours.entry_lines import EntryLine

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ASKS = re.compile(r"hx-(get|post|put|patch|delete)")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(kw_only=True)
class Element:
    """A tag of a template. ``{% … %}`` and ``{{ … }}`` in its attributes stand as they are written."""

    tag: str
    attributes: dict[str, str]
    line: int
    form: "Element | None"
    links: list[str] = field(default_factory=list)

    @property
    def asked(self) -> tuple[str, str] | None:
        """The method and the address that htmx asks, without its query."""
        found = [(match[1], value) for name, value in self.attributes.items() if (match := ASKS.fullmatch(name))]
        return (found[0][0], found[0][1].split("?")[0]) if found else None

    @property
    def has_plain_address(self) -> bool:
        """A link or a form that goes to the same place by the same method; a field of a form, which is sent with it; or
        a part that looks again by itself, and holds a link to where it looks.
        """
        assert self.asked
        method, address = self.asked
        if self.tag == "a":
            return method == "get" and self.attributes.get("href") == address
        if self.tag == "form":
            return (self.attributes.get("method", "get"), self.attributes.get("action", "").split("#")[0]) == self.asked
        if self.tag == "button":
            form = self.form.attributes if self.form else {}
            goes = self.attributes.get("formaction", form.get("action"))
            return (form.get("method", "get"), goes) == self.asked
        return bool(self.form) or address in self.links


class Template(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", self._hidden, text))  # their quotes are not the attribute's

    def _hidden(self, match: re.Match[str]) -> str:
        self.said.append(match[0])
        return f"⟪{len(self.said) - 1}⟫"

    def _shown(self, text: str | None) -> str:
        return re.sub(r"⟪(\d+)⟫", lambda match: self.said[int(match[1])], text or "")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        form = next((one for one in reversed(self.open) if one.tag == "form"), None)
        element = Element(
            tag=tag,
            attributes={name: self._shown(value) for name, value in attributes},
            line=self.getpos()[0],
            form=form,
        )
        for around in self.open:
            around.links.append(element.attributes.get("href", ""))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass


def asking(text: str) -> Iterator[Element]:
    return (element for element in Template(text).elements if element.asked)


def test_every_htmx_address_has_a_plain_one() -> None:
    found = {
        f"{path.relative_to(TEMPLATES)}:{element.line}": element
        for path in TEMPLATES.rglob("*.html")
        for element in asking(path.read_text())
    }
    written = sum(len(re.findall(rf" {ASKS.pattern}=", path.read_text())) for path in TEMPLATES.rglob("*.html"))
    assert len(found) == written > 10
    assert [place for place, element in found.items() if not element.has_plain_address] == []


def test_a_study_entry_has_a_plain_address() -> None:
    """Its row is rendered without a template."""
    row = EntryLine(uid=uuid4(), day=date(2026, 11, 25), kind="reading", minutes=90, note="").row
    assert [element.has_plain_address for element in asking(f'<form method="post">{row}</form>')] == [True]


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
    assert [element.has_plain_address for element in asking(text)] == [False]
