"""Whatever htmx does in a template has a plain address beside it, so that it works without JavaScript."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.lint.files import ROOT, read, tracked

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
    def request(self) -> tuple[str, str] | None:
        """The method and the address that htmx asks, without its query."""
        requests = [
            (match[1], value.split("?")[0])
            for name, value in self.attributes.items()
            if (match := ASKS.fullmatch(name))
        ]
        return requests[0] if requests else None

    @property
    def has_plain_address(self) -> bool:
        """A link or a form that goes to the same place by the same method; a field of a form, which is sent with it; or
        a part that looks again by itself, and holds a link to where it looks.
        """
        assert self.request
        method, address = self.request
        if self.tag == "a":
            return method == "get" and self.attributes.get("href") == address
        if self.tag == "form":
            return (
                self.attributes.get("method", "get"),
                self.attributes.get("action", "").split("#")[0],
            ) == self.request
        if self.tag == "button":
            form = self.form.attributes if self.form else {}
            goes = self.attributes.get("formaction", form.get("action"))
            return (form.get("method", "get"), goes) == self.request
        return bool(self.form) or address in self.links


class Template(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.code: list[str] = []
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", self._hidden, text))  # their quotes are not the attribute's

    def _hidden(self, match: re.Match[str]) -> str:
        self.code.append(match[0])
        return f"⟪{len(self.code) - 1}⟫"

    def _shown(self, text: str | None) -> str:
        return re.sub(r"⟪(\d+)⟫", lambda match: self.code[int(match[1])], text or "")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        form = next((element for element in reversed(self.open) if element.tag == "form"), None)
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


def elements_with_htmx(text: str) -> Iterator[Element]:
    return (element for element in Template(text).elements if element.request)


def problems() -> Iterator[str]:
    for path in tracked("templates/**.html"):
        for element in elements_with_htmx(read(path)):
            if not element.has_plain_address:
                yield (
                    f"{path.relative_to(ROOT)}:{element.line}: give it a link, or a form, to where htmx goes, "
                    "so that it works without JavaScript"
                )
