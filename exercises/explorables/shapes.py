"""What an explorable consists of: a figure that is drawn from a few settings, and what is said and asked about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from lib.charts.svg import SvgElement, number, svg

WIDTH = 600.0  # of each figure, in SVG units
Settings = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A figure, and the same in words and numbers. ``cells`` has one number as text for each row of the table."""

    height: float
    label: str
    """The text in place of the picture, for screen readers."""
    marks: Sequence[SvgElement]
    sentence: str = ""
    cells: Sequence[str] = ()

    def picture(self, *, has_keys: bool = False) -> SafeString:
        """The SVG. ``has_keys``: its elements have the keys by which the script finds them."""
        return svg(self.marks, WIDTH, self.height, self.label, classes="drawn", has_keys=has_keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """A slider. With ``names``, its values are 0, 1, 2 … and each has a name."""

    key: str
    label: str
    low: float
    high: float
    step: float
    low_text: str
    high_text: str
    digits: int = 2
    names: tuple[str, ...] = ()

    def text(self, value: float) -> str:
        return self.names[round(value)] if self.names else number(value, self.digits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One of the three settings that the page compares."""

    title: str
    note: str
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A question with one right option, asked before anything can be tried."""

    question: str
    options: tuple[str, ...]
    right: int
    when_right: str
    when_wrong: str
    why: str

    @property
    def answer(self) -> str:
        return self.options[self.right]


@dataclass(frozen=True, kw_only=True)
class Explorable:
    """One idea: its page, its figure and the exercise whose submissions draw the figure again."""

    slug: str
    title: str
    lead: str
    keywords: str
    """Words that find it in the search, beside its title."""
    topics: tuple[str, ...]
    """The uids of the topics that show it."""
    exercise: str
    """The slug of the matching exercise."""
    checks: tuple[str, ...]
    """The checks whose chart draws the figure again, the best first."""
    guess: Guess
    knobs: tuple[Knob, ...]
    start: Settings
    presets: tuple[Preset, Preset, Preset]
    row_title: str
    rows: tuple[str, ...]
    """The table: what a row is, and the label of each."""
    caption: str
    source: str
    """The formula and where it comes from."""
    draw: Callable[[Settings], Drawing]
    draw_own: Callable[[Any], Drawing]
    """Draws the chart of a check. Raises ChartDataError for data of another form."""
    own_caption: str

    def get_absolute_url(self) -> str:
        return reverse("explorables:explorable_detail", args=[self.slug])

    @property
    def script(self) -> str:
        """The path of the module that draws it in the browser, below the static files."""
        return f"js/explore/{self.slug}.js"

    @cached_property
    def first(self) -> Drawing:
        """The drawing before anything was moved."""
        return self.draw(self.start)

    @property
    def sliders(self) -> list[tuple[Knob, float, str]]:
        """Each knob with its first value, as a number and as text."""
        return [(knob, self.start[knob.key], knob.text(self.start[knob.key])) for knob in self.knobs]

    @cached_property
    def table(self) -> list[tuple[str, ...]]:
        """Each row: its label, its number in the three presets, and at the start."""
        columns = [self.draw(preset.settings).cells for preset in self.presets]
        return list(zip(self.rows, *columns, self.first.cells, strict=True))
