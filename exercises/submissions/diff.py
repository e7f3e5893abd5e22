"""The lines that differ between two sources."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

CONTEXT_LINES = 3
MAX_LINES = 2_000  # of each; beyond it the comparison stops, and says so
MAX_REPEATS = 5  # a more frequent line doesn't help to align the texts, and costs most of the time
CUT_SHORT = f"Only the first {MAX_LINES} lines of each version are compared."


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a diff. ``sign`` is " ", "-", "+", or "…" between two hunks."""

    sign: str
    text: str
    number: int = field(default=0, compare=False)
    """The number of the line, counted from 1: of "-" in the old text, else in the new one. 0: it has none."""

    @property
    def spoken_sign(self) -> str:
        """The sign in words, for screen readers."""
        return {"-": "removed: ", "+": "added: "}.get(self.sign, "")


def diff_lines(old_text: str, new_text: str) -> list[DiffLine]:
    """The changed lines with CONTEXT_LINES around them. Empty: the texts are equal.

    The worst 64 KiB that anybody can write take under a second.
    """
    texts = _to_lines(old_text), _to_lines(new_text)
    old, new = (text[:MAX_LINES] for text in texts)
    frequent = {line for line, times in Counter(new).items() if times > MAX_REPEATS}
    matcher = SequenceMatcher(frequent.__contains__, old, new, autojunk=False)
    lines = [line for hunk in matcher.get_grouped_opcodes(CONTEXT_LINES) for line in _hunk_lines(hunk, old, new)]
    if max(map(len, texts)) > MAX_LINES:
        lines.append(DiffLine("…", CUT_SHORT))
    return lines[1:] if lines and not lines[0].text else lines  # nothing separates the first hunk


def _hunk_lines(hunk: list[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> Iterator[DiffLine]:
    yield DiffLine("…", "")
    for tag, i, i_end, j, j_end in hunk:
        if tag == "equal":
            yield from _lines(" ", new, j, j_end)
        else:
            yield from _lines("-", old, i, i_end)
            yield from _lines("+", new, j, j_end)


def _lines(sign: str, text: list[str], start: int, end: int) -> Iterator[DiffLine]:
    return (DiffLine(sign, line, number) for number, line in enumerate(text[start:end], start + 1))


def _to_lines(text: str) -> list[str]:
    """Split at line feeds only, as `source_html` does, so that both count the same lines."""
    return text.removesuffix("\n").split("\n") if text else []
