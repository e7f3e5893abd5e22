"""Figures in Markdown are drawn when a text is saved, and what can't be drawn is refused with its line."""

import re
from pathlib import Path

import pytest

from lib.markdown import MarkdownError, render, render_note
from lib.tests.test_markdown import Elements

CURVE = """
```chart
kind = "curve"
caption = "The loss $L$ of five epochs."
x = "epoch"
y = "loss"
from = 1
[[series]]
title = "training"
values = [0.9, 0.5, 0.3, 0.2, 0.1]
[[series]]
title = "validation"
values = [1.0, 0.6, 0.35, 0.4, 0.5]
```
"""
HEATMAP = """
```chart
kind = "heatmap"
caption = "Weights."
numbers = true
values = [[1, "x"], [0.5, 0.25]]
rows = ["The", "cat"]
```
"""
SHAPES = """
```shapes
caption = "A product."
parts = [
  { name = "$Q$", size = [3, 4], under = "n × d" }, "·",
  { name = "mask", shade = ["8x", ".8"] }, "",
  { name = "tokens", cells = ["The cat"] },
]
key = { 8 = "visible", x = "hidden" }
```
"""
GRAPH = """
```graph
caption = "A square."
nodes = { x = "x\\n3", y = "y = x²\\n9" }
edges = ["x => y"]
```
"""
PLANE = """
```chart
kind = "plane"
caption = "Two vectors."
[[series]]
title = "vectors"
draw = "vectors"
points = [[1, 2], [2, -1]]
labels = ["u", "v"]
```
"""
BARS = """
```chart
kind = "bars"
caption = "Shares."
labels = ["a", "b"]
[[series]]
title = "share"
values = [0.25, 0.75]
```
"""
ALL = {"curve": CURVE, "heatmap": HEATMAP, "shapes": SHAPES, "graph": GRAPH, "plane": PLANE, "bars": BARS}


@pytest.mark.parametrize("name", ALL)
def test_each_kind_becomes_a_figure_with_its_caption_and_a_table(name: str) -> None:
    html = render(ALL[name])
    assert html.startswith('<figure class="figure">')
    assert html.count("<svg") >= 1
    assert "<figcaption>" in html
    assert "<table" in html


@pytest.mark.parametrize("name", ALL)
def test_a_figure_has_no_inline_style_no_script_and_no_handler(name: str) -> None:
    parser = Elements()
    parser.feed(render(ALL[name]))
    assert not parser.tags & {"script", "style", "foreignObject", "image", "use"}
    assert not [row for row in parser.attributes if row[1] == "style" or row[1].startswith("on") or row[1] == "href"]


def test_the_text_around_a_figure_and_the_formula_in_its_caption_are_typeset() -> None:
    html = render(f"Before $x$\n{CURVE}\nafter **that**\n")
    assert html.startswith("<p>Before <math>")
    assert html.endswith("<p>after <strong>that</strong></p>")
    assert "The loss <math>" in html


def test_the_table_has_the_numbers_of_the_figure() -> None:
    cells = re.findall(r"<td>(.*?)</td>", render(CURVE))
    assert cells[:6] == ["1", "0.9", "1", "2", "0.5", "0.6"]
    assert "hidden" in render(HEATMAP)


def test_what_an_author_types_is_escaped() -> None:
    parser = Elements()
    parser.feed(render(SHAPES.replace("The cat", "<b>bold</b>").replace("A product", "<script>x</script>")))
    assert not parser.tags & {"b", "script"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (CURVE.replace("0.35", "0.35,,"), "Line 13: This isn’t TOML."),
        (CURVE.replace("0.35", "nan"), "Line 13: values must be"),
        (CURVE.replace('x = "epoch"', 'colour = "red"'), "Line 5: “colour”"),
        (CURVE.replace('kind = "curve"', 'kind = "pie"'), "Line 3: kind is one of"),
        (CURVE.replace('caption = "The loss $L$ of five epochs."\n', ""), "Line 3: caption is"),
        (CURVE.replace('"The loss $L$ of five epochs."', r"'$\nope$'"), "Line 2: "),
        (HEATMAP.replace("0.25", '"y"'), "Line 6: A value is"),
        (HEATMAP.replace(', "cat"', ""), "Line 7: rows must be"),
        (SHAPES.replace('"8x"', '"8y"'), "Line 6: Cells and shades"),
        (SHAPES.replace("[3, 4]", "[3, 400]"), "Line 5: size is"),
        (GRAPH.replace("x => y", "y -> x"), "Line 5: “y -> x” leads back."),
        (PLANE.replace("[1, 2]", "[1, 1e99]"), "Line 8: points must be"),
        (BARS.replace("[0.25, 0.75]", "[0.25]"), "Line 8: values must be"),
        ("- a list\n\n  ```chart\n  kind = 3\n  ```\n", "Line 3: A figure stands on its own"),
        ("```graph\n" + "# long\n" * 1000 + "```", "Line 2: A figure"),
    ],
)
def test_a_figure_that_cant_be_drawn_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(MarkdownError) as error:
        render(text)
    assert str(error.value).startswith(complaint)


def test_a_strangers_note_draws_nothing() -> None:
    assert "<svg" not in render_note(CURVE).html


def test_the_examples_of_the_guide_are_drawn() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
    examples = guide.split("````markdown\n")[1].split("````")[0]
    assert render(examples).count("<figure") == 6
