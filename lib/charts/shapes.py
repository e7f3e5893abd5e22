"""What the template of charts draws: pictures with their key, and the same numbers as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from lib.charts.svg import SvgElement, markup, svg

PHONE_WIDTH = 340.0  # what a phone shows whole


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One picture, with what is above and below it. Lengths are in SVG units, the origin is at the top left."""

    width: float
    height: float
    marks: Sequence[SvgElement]
    description: str
    """The text in place of the picture, for screen readers."""
    title: str = ""
    note: str = ""
    classes: str = ""
    is_fluid: bool = False
    """It is as wide as its column. Others have their own size, and scroll."""

    @cached_property
    def picture(self) -> SafeString:
        return svg(
            self.marks, self.width, self.height, self.description, classes=self.classes, has_size=not self.is_fluid
        )

    @property
    def is_wide(self) -> bool:
        return not self.is_fluid and self.width > PHONE_WIDTH


@dataclass(frozen=True, kw_only=True)
class NumberTable:
    """The numbers of a picture as text. ``has_names``: the first cell of each row is its name."""

    rows: Sequence[Sequence[str]]
    head: Sequence[str] = ()
    caption: str = ""
    has_names: bool = False

    @property
    def body(self) -> SafeString:
        """The rows, without the white space that a template has between cells."""
        return mark_safe("".join(f"<tr>{self._first(row)}{_cells(row[1:])}</tr>" for row in self.rows))  # noqa: S308 - escaped

    def _first(self, row: Sequence[str]) -> str:
        return f'<th scope="row">{conditional_escape(row[0])}</th>' if self.has_names else _cells(row[:1])


def _cells(values: Sequence[str]) -> str:
    return "".join(f"<td>{conditional_escape(value)}</td>" for value in values)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """``parts`` are pictures and the signs between them; an empty sign begins a new line."""

    parts: Sequence[Panel | str]
    tables: Sequence[NumberTable]
    summary: str
    """What is in the tables."""
    key: Sequence[tuple[SvgElement, str]] = ()
    """A sign of 16 × 16 units and its meaning."""
    caption: str = ""

    @property
    def panels(self) -> list[Panel]:
        return [part for part in self.parts if isinstance(part, Panel)]

    @property
    def signs(self) -> list[tuple[SafeString, str]]:
        return [(markup(mark), meaning) for mark, meaning in self.key]

    @property
    def has_titles(self) -> bool:
        return any(panel.title for panel in self.panels)

    @property
    def has_notes(self) -> bool:
        return any(panel.note for panel in self.panels)
