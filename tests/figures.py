"""The numbers in a generated sentence, so that a test of them doesn't depend on its wording."""

import html
import re


def figures(text: str) -> list[str]:
    """The numbers of a text in their order, with the sign of a change; spaces that don't break a line count as spaces.

    >>> figures("This week: 4.5 of 7 h, on 2 days. Last week: −6 h.")
    ['4.5', '7', '2', '−6']
    """
    return re.findall(r"(?<![\w.])[+−]?\d+(?:\.\d+)?", html.unescape(text).replace("\u00a0", " "))
