"""The chain rule on a graph: L = e · f with e = a · b and f = a + b.

Backward, each value's gradient is the sum over its uses of (gradient of the use) × (local derivative):

    ∂L/∂e = f,  ∂L/∂f = e,  ∂L/∂a = f · b + e · 1,  ∂L/∂b = f · a + e · 1

Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors" (1986); the sum over paths
is the multivariate chain rule, as in Baydin et al. (2018), arXiv 1502.05767, section 3.2.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from exercises.explorables.shapes import WIDTH, Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.parsing import ChartDataError, read_list, read_part
from lib.charts.readers import read_graph, read_nodes
from lib.charts.svg import SvgElement, label, number, path, rect

HEIGHT, BOX, BOX_HEIGHT = 262.0, 112.0, 80.0
PLACES = {"a": (2, 4), "b": (2, 176), "e": (236, 4), "f": (236, 176), "L": (486, 90)}
FORMULAS = {"a": "a", "b": "b", "e": "e = a · b", "f": "f = a + b", "L": "L = e · f"}
MAX_SCALE = 1.4  # of a graph of own values
WIRES = (("a", "e"), ("b", "e"), ("a", "f"), ("b", "f"), ("e", "L"), ("f", "L"))


def values(a: float, b: float) -> dict[str, float]:
    return {"a": a, "b": b, "e": a * b, "f": a + b, "L": a * b * (a + b)}


def shares(a: float, b: float) -> dict[tuple[str, str], float]:
    """What each wire carries backward: the gradient of its end times the local derivative."""
    e, f = a * b, a + b
    return {("e", "L"): f, ("f", "L"): e, ("a", "e"): f * b, ("b", "e"): f * a, ("a", "f"): e, ("b", "f"): e}


def gradients(a: float, b: float) -> dict[str, float]:
    """The sum of what arrives at each value; 1 at the end."""
    carried = shares(a, b)
    return {name: sum(share for (start, _), share in carried.items() if start == name) for name in "abef"} | {"L": 1.0}


def draw(settings: Settings) -> Drawing:
    a, b = settings["a"], settings["b"]
    carried, backward, forward = shares(a, b), gradients(a, b), values(a, b)
    through_e, through_f = carried["a", "e"], carried["a", "f"]
    sentence = (
        f"The gradient of a is {_text(through_e)} through e plus {_text(through_f)} through f: {_text(backward['a'])}. "
        f"{_effect(backward['a'])}"
    )
    return Drawing(
        height=HEIGHT,
        label=f"A graph from a and b through e and f to L = {_text(forward['L'])}. {sentence}",
        marks=[
            *(mark for wire in WIRES for mark in _wire(*wire, carried[wire])),
            *(mark for name in FORMULAS for mark in _box(name, forward[name], backward[name])),
        ],
        sentence=sentence,
        cells=[_text(backward[name]) for name in FORMULAS],
    )


def _effect(gradient: float) -> str:
    if not gradient:
        return "A small step of a hardly changes L."
    return f"Raise a by 0.01, and L {'rises' if gradient > 0 else 'falls'} by about {number(abs(gradient) / 100, 3)}."


def _text(value: float) -> str:
    return number(value, 2)


def _box(name: str, forward: float, backward: float) -> Iterator[SvgElement]:
    x, y = PLACES[name]
    yield rect("node", x, y, BOX, BOX_HEIGHT)
    texts = (("soft", 22, FORMULAS[name]), ("value", 47, _text(forward)), ("back", 71, f"∂ {_text(backward)}"))
    for classes, down, text in texts:
        yield label(classes, x + BOX / 2, y + down, text, anchor="middle", key=f"{classes}-{name}")


def _wire(start: str, end: str, share: float) -> Iterator[SvgElement]:
    x1, y1 = PLACES[start][0] + BOX, PLACES[start][1] + BOX_HEIGHT / 2
    x2, y2 = PLACES[end][0], PLACES[end][1] + BOX_HEIGHT / 2
    yield path("wire", f"M{x1:g} {y1:g}L{x2:g} {y2:g}")
    part = 0.5 if y1 == y2 or start in "ef" else 0.27  # beside its start, where two wires cross
    x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part + 5
    yield label("back on", x, y, _text(share), anchor="middle", key=f"wire-{start}{end}")


def draw_own(data: Any) -> Drawing:
    """Draw the first graph of a chart, with the learner's gradients and the expected ones."""
    panels = read_list(read_part(data, "panels"), 4)[:1]
    nodes = [node for panel in panels for node in read_nodes(read_part(panel, "nodes"))]
    if not any("yours" in node.values for node in nodes):
        raise ChartDataError("the learner's gradients")
    wrong = [node for node in nodes if node.is_marked]
    said = ", ".join(f"{node.label} {', expected '.join(node.values.values())}" for node in wrong)
    description = f"{len(wrong)} of {len(nodes)} gradients differ: {said}" if wrong else "All gradients agree"
    (panel,) = read_graph(panels).panels
    scale = min(MAX_SCALE, WIDTH / panel.width)
    place = {"transform": f"translate({(WIDTH - panel.width * scale) / 2:.1f} 2) scale({scale:.3f})"}
    marks = [replace(mark, attributes={**mark.attributes, **place}) for mark in panel.marks]
    return Drawing(height=round(panel.height * scale, 2) + 4, label=f"{description}.", marks=marks)


IDEA = Explorable(
    slug="chain-rule",
    title="How a gradient finds its way back",
    lead="Backward, each value hands its gradient to what it was made of, times a local derivative. A value that was "
    "used twice gets two shares, and they add up.",
    keywords="chain rule backpropagation autograd gradient graph derivative",
    topics=("calculus", "neural-networks", "gradients-by-hand"),
    exercise="scalar-autograd",
    checks=("worked_example",),
    guess=Guess(
        question="e = a · b, f = a + b and L = e · f, at a = 1 and b = −2. Through e, the gradient of L reaches a as "
        "2; through f, it reaches a as −2. You raise a a little. L …",
        options=("rises", "stays nearly the same", "falls"),
        right=1,
        when_right="Yes, it stays nearly the same.",
        when_wrong="It stays nearly the same.",
        why="The shares of all paths add up: 2 + (−2) = 0. Code that keeps only the last share would say −2.",
    ),
    knobs=(
        Knob(key="a", label="a", low=-3, high=3, step=0.5, low_text="−3", high_text="3", digits=1),
        Knob(key="b", label="b", low=-3, high=3, step=0.5, low_text="−3", high_text="3", digits=1),
    ),
    start={"a": 1, "b": -2},
    presets=(
        Preset(title="a = 1, b = −2", note="the paths cancel", settings={"a": 1, "b": -2}),
        Preset(title="a = 2, b = 1", note="they add up", settings={"a": 2, "b": 1}),
        Preset(title="a = 2, b = −2", note="one path is cut", settings={"a": 2, "b": -2}),
    ),
    row_title="gradient of",
    rows=tuple(FORMULAS.values()),
    caption="In each box: the formula, its value, and below it the gradient of L. On each line: the share that it "
    "carries back.",
    source="∂L/∂a = ∂L/∂e · b + ∂L/∂f · 1, the chain rule over both paths: Rumelhart, Hinton and Williams (1986).",
    draw=draw,
    draw_own=draw_own,
    own_caption="The gradient of each value of the worked example. Red: it differs.",
)  # fmt: skip
