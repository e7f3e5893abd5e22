"""Lines of code that a comment is about."""

LineRange = tuple[int, int]
"""The first and the last line, from 1."""


def say_lines(lines: LineRange) -> str:
    """
    >>> say_lines((3, 3)), say_lines((3, 5))
    ('line 3', 'lines 3–5')
    """
    first, last = lines
    return f"line {first}" if first == last else f"lines {first}–{last}"
