"""Lines of text in a picture: cut to fit, and only in letters that its fonts have."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

KNOWN = re.compile(
    r"[ -~\u00a0-\u00a3\u00a5\u00a7-\u00ab\u00ae-\u00b0\u00b4\u00b6-\u00b8\u00ba\u00bb\u00bf-\u0107\u010a-\u0113"
    r"\u0116-\u011b\u011e-\u0123\u0126\u0127\u012a\u012b\u012e-\u0131\u0136\u0137\u0139-\u013e\u0141-\u0148\u014a-\u014d\u0150-\u015b"
    r"\u015e-\u0161\u0164\u0165\u016a-\u017e\u0218-\u021b\u2013\u2014\u2018\u2019\u201c\u201d\u2026]*"
)  # the letters that frontend/card_fonts.py finds in all its fonts
ELLIPSIS = "…"


@dataclass(frozen=True, kw_only=True)
class Style:
    """A face of a picture. ``em`` is how wide its letters are on average, in its size."""

    size: int
    css: str
    em: float = 0.5

    def characters(self, width: int) -> int:
        return int(width / (self.size * self.em))


@dataclass(frozen=True, kw_only=True)
class TextLine:
    text: str
    y: int
    style: Style


def is_known(text: str) -> bool:
    """Whether the fonts have all its letters. The others would be missing from the picture."""
    return KNOWN.fullmatch(text) is not None


def fit(text: str, style: Style, width: int, max_lines: int = 1) -> list[str]:
    """Break the text into lines of this width. What is too much ends in an ellipsis."""
    return textwrap.wrap(
        text, style.characters(width), max_lines=max_lines, placeholder=f" {ELLIPSIS}", break_on_hyphens=False
    )


def stacked(lines: list[str], style: Style, y: int) -> Iterator[TextLine]:
    for number, text in enumerate(lines):
        yield TextLine(text=text, y=y + round(number * style.size * 1.22), style=style)
