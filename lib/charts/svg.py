"""SVG elements as values: what charts, figures and explorables are drawn with. Lengths are rounded to hundredths."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

MINUS = "−"
FAR = 3000.0  # of a point that is far outside the picture

Attributes = Mapping[str, float | str]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SvgElement:
    """An SVG element. A script finds one with a key, and changes its attributes and text."""

    tag: str
    attributes: Attributes
    text: str = ""
    key: str = ""


def rect(classes: str, x: float, y: float, width: float, height: float, key: str = "") -> SvgElement:
    return _element("rect", {"class": classes, "x": x, "y": y, "width": width, "height": height}, key=key)


def circle(classes: str, x: float, y: float, radius: float) -> SvgElement:
    return _element("circle", {"class": classes, "cx": x, "cy": y, "r": radius})


def ellipse(classes: str, x: float, y: float, x_radius: float, y_radius: float, key: str = "") -> SvgElement:
    return _element("ellipse", {"class": classes, "cx": x, "cy": y, "rx": x_radius, "ry": y_radius}, key=key)


def path(classes: str, d: str, key: str = "", **attributes: float) -> SvgElement:
    return _element("path", {"class": classes, "d": d, **attributes}, key=key)


def label(classes: str, x: float, y: float, text: str, *, anchor: str = "", key: str = "") -> SvgElement:
    """Text that begins at x, or has its middle or end there."""
    return _element("text", {"class": classes, "x": x, "y": y, "text-anchor": anchor}, text, key)


def _element(tag: str, attributes: Attributes, text: str = "", key: str = "") -> SvgElement:
    rounded = {name: value if isinstance(value, str) else round(value, 2) for name, value in attributes.items()}
    return SvgElement(tag=tag, attributes=rounded, text=text, key=key)


def trace(points: Iterable[Point]) -> str:
    """The path through the points.

    >>> trace([(0, 1.25), (9e9, 2)])
    'M0.0 1.2L3000.0 2.0'
    """
    return "M" + "L".join(f"{max(-FAR, min(FAR, x)):.1f} {max(-FAR, min(FAR, y)):.1f}" for x, y in points)


def number(value: float, digits: int = 2) -> str:
    """The number with this many digits after the point, as JavaScript's toFixed writes it, and a real minus.

    >>> number(-0.5, 1), number(-0.001)
    ('−0.5', '0.00')
    """
    text = f"{value:.{digits}f}"
    if not float(text):
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def svg(
    marks: Sequence[SvgElement], width: float, height: float, description: str, *, classes: str = "",
    has_size: bool = False, has_keys: bool = False,
) -> SafeString:  # fmt: skip
    """The picture. ``has_size``: it is that large, and not as wide as its column. ``has_keys``: for a script."""
    head = f'class="{escape(classes)}" ' if classes else ""
    head += f'width="{width:g}" height="{height:g}" ' if has_size else ""
    content = "".join(markup(mark, has_key=has_keys) for mark in marks)
    head += f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(description)}"'
    return mark_safe(f"<svg {head}>{content}</svg>")  # noqa: S308 - each value is a number or escaped


def markup(mark: SvgElement, *, has_key: bool = False) -> SafeString:
    attributes = "".join(f' {name}="{_value(value)}"' for name, value in mark.attributes.items() if value != "")
    key = f' data-mark="{escape(mark.key)}"' if has_key and mark.key else ""
    end = f">{escape(mark.text)}</{mark.tag}>" if mark.text or has_key else "/>"
    return mark_safe(f"<{mark.tag}{attributes}{key}{end}")  # noqa: S308 - each value is a number or escaped


def _value(value: float | str) -> str:
    return escape(value) if isinstance(value, str) else f"{value:g}"
