"""Read what an author wrote in a figure's fence: TOML, strictly. Each complaint names its line."""

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lib.charts.parsing import MAX_NUMBER

MAX_CHARACTERS = 6_000  # of a fence
MAX_TEXT = 300  # characters of a caption
MAX_LABEL = 40  # characters of any other text
Inline = Callable[[str], str]

AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$| \(at end of document\)$")


class FigureError(ValueError):
    """A figure that can't be drawn. ``line`` counts from 1 in the text that holds the fence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"Line {line}: {message}")


class FenceTable:
    """A table of the fence. Every key must be read before ``close``, which refuses the others."""

    def __init__(self, values: dict[str, Any], lines: list[tuple[int, str]], inline: Inline) -> None:
        self.values, self.lines, self.inline, self.unread = values, lines, inline, set(values)

    def html(self, text: str) -> SafeString:
        """The HTML of a text that may have formulas."""
        return mark_safe(self.inline(text))  # noqa: S308 - made by lib.markdown, which sanitises

    def error(self, key: str, message: str) -> FigureError:
        """A complaint about the line where the key stands, or about the table's first line."""
        place = re.compile(rf'(?:^|[\s{{,]){re.escape(key)}\s*=|^\s*"?{re.escape(key)}"?\s*=|\[\[{re.escape(key)}\]\]')
        line = next((number for number, text in self.lines if place.search(text)), self.lines[0][0])
        return FigureError(line, message)

    def read(self, key: str) -> Any:
        self.unread.discard(key)
        return self.values.get(key)

    def close(self) -> None:
        if self.unread:
            key = min(self.unread)
            raise self.error(key, f"“{key}” isn’t known here.")

    def text(self, key: str, *, max_length: int = MAX_LABEL, required: bool = False) -> str:
        value = self.read(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > max_length:
            raise self.error(key, f"{key} is a text of 1 to {max_length} characters.")
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str = "") -> str:
        value = self.read(key)
        if value is None and default:
            return default
        if value not in choices:
            raise self.error(key, f"{key} is one of {', '.join(choices)}.")
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.read(key)
        if value is not None and not isinstance(value, bool):
            raise self.error(key, f"{key} is true or false.")
        return value is True

    def number(self, key: str, default: float) -> float:
        value = self.read(key)
        if value is not None and not is_number(value):
            raise self.error(key, f"{key} is a finite number.")
        return default if value is None else float(value)

    def numbers(self, key: str, *, lengths: range) -> list[float]:
        values = self.read(key)
        if not isinstance(values, list) or len(values) not in lengths or not all(map(is_number, values)):
            raise self.error(key, f"{key} must be a list of {_count(lengths)} finite numbers.")
        return [float(value) for value in values]

    def points(self, key: str, *, max_length: int) -> list[tuple[float, float]]:
        values = self.read(key)
        if not isinstance(values, list) or not 0 < len(values) <= max_length or not all(map(_is_point, values)):
            raise self.error(key, f"{key} must be a list of 1 to {max_length} points [x, y].")
        return [(float(x), float(y)) for x, y in values]

    def texts(self, key: str, *, lengths: range) -> list[str]:
        """A list of short texts; none if the key is missing."""
        values = self.read(key)
        if values is None:
            return []
        if not isinstance(values, list) or len(values) not in lengths or not all(map(_is_label, values)):
            raise self.error(key, f"{key} must be a list of {_count(lengths)} texts of up to {MAX_LABEL} characters.")
        return [str(value) for value in values]

    def tables(self, key: str, *, max_length: int) -> Iterator["FenceTable"]:
        """The tables ``[[key]]``."""
        values = self.read(key)
        if (
            not isinstance(values, list)
            or not 0 < len(values) <= max_length
            or not all(isinstance(v, dict) for v in values)
        ):
            raise self.error(key, f"There are 1 to {max_length} tables [[{key}]].")
        yield from self.cut(values, re.compile(rf"\[\[\s*{re.escape(key)}\s*\]\]|\{{\s*\w+\s*="))

    def cut(self, values: list[dict[str, Any]], start: re.Pattern[str]) -> Iterator["FenceTable"]:
        """Each of these tables with the lines from its start on."""
        starts = [number for number, text in self.lines for _ in start.finditer(text)]
        for value, line in zip(values, starts + [self.lines[-1][0]] * len(values), strict=False):
            yield FenceTable(value, [row for row in self.lines if row[0] >= line], self.inline)


def read_fence(text: str, line: int, inline: Inline) -> FenceTable:
    """The TOML of a fence whose first line inside is ``line``."""
    lines = list(enumerate(text.split("\n"), line))
    if len(text) > MAX_CHARACTERS:
        raise FigureError(line, f"A figure has at most {MAX_CHARACTERS} characters.")
    try:
        return FenceTable(tomllib.loads(text), lines, inline)
    except tomllib.TOMLDecodeError as error:
        match = AT_LINE.search(str(error))
        at = line + int(match[1]) - 1 if match and match[1] else lines[-1][0]
        raise FigureError(at, f"This isn’t TOML. {AT_LINE.sub('', str(error))}.") from error


def is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= MAX_NUMBER


def _is_point(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(is_number, value))


def _is_label(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_LABEL


def _count(lengths: range) -> str:
    return str(lengths.start) if len(lengths) == 1 else f"{lengths.start} to {lengths.stop - 1}"
