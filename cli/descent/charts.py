"""The pictures of a report as SVG, each with its numbers in a table.

A check's `picture` is data: docs/decisions/0001 describes the five kinds. Data of another form give no picture.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

SHADE, MARK, SERIES = "37,99,235", "#b91c1c", ("#2563eb", "#d97706", "#059669")
CELL, PLANE, WIDTH, HEIGHT, MARGIN = 16, 240, 420, 140, 60
NODE_HEIGHT, NODE_GAP, CHARACTER = 40, 14, 7
TEXT = 'font-family="sans-serif" font-size="11" fill="currentColor"'


def svg_picture(data: Any) -> str:
    """HTML, or nothing where there is no picture."""
    draw = _KINDS.get(data.get("kind", "")) if isinstance(data, dict) else None
    try:
        return draw(data) if draw else ""
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        return ""


def number(value: float) -> str:
    """As the site writes it: three digits, and a real minus.

    >>> number(-0.12345)
    '−0.123'
    """
    return f"{value:.3g}".replace("-", "−")


def _svg(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg {size} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _text(x: float, y: float, text: object, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {TEXT}>{escape(str(text))}</text>'


def _rect(x: float, y: float, width: float, height: float, style: str) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" {style}/>'


def _shade(share: float) -> str:
    return f'fill="rgba({SHADE},{min(1.0, max(0.0, share)):.2f})"'


def _table(head: Sequence[object], rows: Iterable[Sequence[object]], caption: str = "") -> str:
    def line(tag: str, values: Sequence[object]) -> str:
        return f"<tr>{''.join(f'<{tag}>{escape(str(value))}</{tag}>' for value in values)}</tr>"

    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}{line('th', head) if head else ''}{''.join(line('td', row) for row in rows)}</table>"


def _figure(pictures: str, summary: str, table: str) -> str:
    return f"<figure>{pictures}<details><summary>{escape(summary)}</summary>{table}</details></figure>"


def _title(data: dict[str, Any]) -> str:
    return str(data.get("title", ""))


def _heatmap(data: dict[str, Any]) -> str:
    panels = data["panels"]
    values = [float(value) for panel in panels for row in panel["rows"] for value in row]
    low, high = min(0.0, *values), max(values)
    pictures = [f"{_heat(panel, low, high)}<figcaption>{escape(_title(panel))}</figcaption>" for panel in panels]
    tables = [
        _table((), [[number(value) for value in row] for row in panel["rows"]], _title(panel)) for panel in panels
    ]
    return _figure(
        "".join(pictures), f"The values, from {number(low)} (faint) to {number(high)} (strong)", "".join(tables)
    )


def _heat(panel: dict[str, Any], low: float, high: float) -> str:
    rows = panel["rows"]
    cells = [
        _rect(x * CELL, y * CELL, CELL, CELL, _shade((value - low) / ((high - low) or 1)))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    ]
    frame = f'fill="none" stroke="{MARK}" stroke-width="2"'
    marks = [
        _rect(int(x) * CELL + 1, int(y) * CELL + 1, CELL - 2, CELL - 2, frame) for y, x in panel.get("marks") or ()
    ]
    return _svg(len(rows[0]) * CELL, len(rows) * CELL, f"Heat map: {_title(panel)}", cells + marks)


def _key(series: Sequence[dict[str, Any]]) -> str:
    signs = (f'<span style="color:{SERIES[n]}">■</span> {escape(_title(each))}' for n, each in enumerate(series))
    return f"<figcaption>{' '.join(signs)}</figcaption>"


def _bars(data: dict[str, Any]) -> str:
    labels, series = data["labels"], data["series"]
    columns = [[float(value) for value in each["values"]] for each in series]
    low, high = min(0.0, *map(min, columns)), max(0.0, *map(max, columns))
    scale, group = HEIGHT / ((high - low) or 1), WIDTH / len(labels)
    width = 0.8 * group / len(series)
    bars = [
        _rect(n * group + 0.1 * group + s * width, (high - max(value, 0)) * scale, width, abs(value) * scale,
              f'fill="{SERIES[s]}"')
        for s, column in enumerate(columns)
        for n, value in enumerate(column)
    ]  # fmt: skip
    step = max(1, math.ceil(8 * CHARACTER / group))  # so that labels don't overlap
    texts = [_text((n + 0.5) * group, HEIGHT + 14, str(labels[n])[:8]) for n in range(0, len(labels), step)]
    rows = [(label, *map(number, values)) for label, *values in zip(labels, *columns, strict=True)]
    titles = [_title(each) for each in series]
    picture = _svg(WIDTH, HEIGHT + 20, f"Bars: {' and '.join(titles)}", bars + texts) + _key(series)
    return _figure(picture, "The values", _table(("", *titles), rows))


def _curve(data: dict[str, Any]) -> str:
    series, every, is_log = data["series"], int(data["every"]), data["log"] is True
    lines = [each["values"] for each in series]
    heights = [_height(value, is_log) for line in lines for value in line if value is not None]
    low, high, steps = min(heights), max(heights), max(map(len, lines))
    across, up = (WIDTH - MARGIN) / max(1, steps - 1), HEIGHT / ((high - low) or 1)
    polylines = []
    for n, line in enumerate(lines):
        for piece in _pieces(line):
            points = (f"{MARGIN + step * across:.1f},{(high - _height(y, is_log)) * up:.1f}" for step, y in piece)
            polylines.append(
                f'<polyline points="{" ".join(points)}" fill="none" stroke="{SERIES[n]}" stroke-width="2"/>'
            )
    top, bottom = (number(10**edge if is_log else edge) for edge in (high, low))
    x, y = str(data.get("x", "")), str(data.get("y", ""))
    texts = [_text(MARGIN - 6, 10, top, "end"), _text(MARGIN - 6, HEIGHT, bottom, "end")]
    texts += [_text(MARGIN, HEIGHT + 14, f"{x} 0", "start"), _text(WIDTH, HEIGHT + 14, (steps - 1) * every, "end")]
    rows = [(step * every, *(_step(line, step) for line in lines)) for step in range(steps)]
    picture = _svg(WIDTH, HEIGHT + 20, f"Curves of {y} by {x}", polylines + texts) + _key(series)
    return _figure(picture, f"The values: {y} by {x}", _table((x, *map(_title, series)), rows))


def _height(value: float, is_log: bool) -> float:
    return math.log10(value) if is_log else float(value)


def _pieces(line: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The parts of a line between its gaps."""
    pieces: list[list[tuple[int, float]]] = [[]]
    for step, value in enumerate(line):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((step, float(value)))
    return [piece for piece in pieces if piece]


def _step(line: Sequence[float | None], step: int) -> str:
    value = line[step] if step < len(line) else ""
    return "not drawable" if value is None else value if isinstance(value, str) else number(value)


def _boundary(data: dict[str, Any]) -> str:
    panels, (x_min, x_max, y_min, y_max) = data["panels"], map(float, data["extent"])
    values = [float(value) for panel in panels for row in panel["rows"] for value in row]
    low, high = min(0.0, *values), max(1.0, *values)
    points = [(float(x), float(y), int(group)) for x, y, group in data.get("points") or ()]
    dots = [
        f'<circle cx="{PLANE * (x - x_min) / (x_max - x_min):.1f}" cy="{PLANE * (y_max - y) / (y_max - y_min):.1f}" '
        f'r="4" fill="{SERIES[group]}" stroke="white"/>'
        for x, y, group in points
    ]
    pictures = [f"{_plane(panel, low, high, dots)}<figcaption>{escape(_title(panel))}</figcaption>" for panel in panels]
    rows = [(number(x), number(y), group) for x, y, group in points]
    summary = f"The points; the plane is from {number(low)} (faint) to {number(high)} (strong)"
    return _figure("".join(pictures), summary, _table(("x", "y", "class"), rows))


def _plane(panel: dict[str, Any], low: float, high: float, dots: Sequence[str]) -> str:
    """The first row of the data is at the bottom."""
    rows = panel["rows"][::-1]
    side = PLANE / len(rows)
    cells = [
        _rect(x * side, y * side, side, side, _shade((value - low) / (high - low)))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    ]
    return _svg(PLANE, PLANE, f"Decision boundary: {_title(panel)}", [*cells, *dots])


def _graph(data: dict[str, Any]) -> str:
    panels = data["panels"]
    pictures = [f"{_tree(panel)}<figcaption>{escape(_title(panel))}</figcaption>" for panel in panels]
    tables = [_table(("node", "yours", "expected"), map(_node_row, panel["nodes"]), _title(panel)) for panel in panels]
    return _figure("".join(pictures), "The nodes and their values", "".join(tables))


def _value(value: object) -> str:
    return value if isinstance(value, str) else number(float(value))  # type: ignore[arg-type]  # else no picture


def _node_row(node: dict[str, Any]) -> list[str]:
    return [_value(node["label"]), _value(node.get("yours", "")), _value(node.get("expected", ""))]


def _tree(panel: dict[str, Any]) -> str:
    """Each node below all that lead to it, and the nodes of a layer side by side."""
    nodes, edges = panel["nodes"], panel.get("edges") or []
    layers = [0] * len(nodes)
    for source, target, _ in sorted(edges):
        layers[target] = max(layers[target], layers[source] + 1)
    texts = [" ".join(filter(None, _node_row(node))) for node in nodes]
    width = max(map(len, texts)) * CHARACTER + NODE_GAP
    places = [(layers[:n].count(layer) * (width + NODE_GAP), layer * (NODE_HEIGHT + 2 * NODE_GAP))
              for n, layer in enumerate(layers)]  # fmt: skip
    arrows = [_arrow(places[source], places[target], width, is_marked=is_marked) for source, target, is_marked in edges]
    boxes = []
    for node, text, (x, y) in zip(nodes, texts, places, strict=True):
        stroke = MARK if node.get("marked") is True else "currentColor"
        boxes.append(_rect(x + 1, y + 1, width - 2, NODE_HEIGHT - 2, f'rx="3" fill="none" stroke="{stroke}"'))
        boxes.append(_text(x + width / 2, y + NODE_HEIGHT / 2 + 4, text))
    size = max(x for x, _ in places) + width, max(y for _, y in places) + NODE_HEIGHT
    return _svg(*size, f"Graph: {_title(panel)}", arrows + boxes)


def _arrow(start: tuple[float, float], end: tuple[float, float], width: float, *, is_marked: bool) -> str:
    x, y, to_x, to_y = start[0] + width / 2, start[1] + NODE_HEIGHT, end[0] + width / 2, end[1]
    line = f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'{line} stroke="{MARK if is_marked else "currentColor"}"/>'


_KINDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "heatmap": _heatmap,
    "bars": _bars,
    "curve": _curve,
    "boundary": _boundary,
    "graph": _graph,
}
