"""The lines that differ between two sources."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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

    @property
    def spoken_sign(self) -> str:
        """The sign in words, for screen readers."""
        return {"-": "removed: ", "+": "added: "}.get(self.sign, "")


def diff_lines(before: str, after: str) -> list[DiffLine]:
    """The changed lines with CONTEXT_LINES around them. Empty: the texts are equal.

    The worst 64 KiB that anybody can write take under a second.
    """
    texts = before.splitlines(), after.splitlines()
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
            yield from (DiffLine(" ", text) for text in old[i:i_end])
        else:
            yield from (DiffLine("-", text) for text in old[i:i_end])
            yield from (DiffLine("+", text) for text in new[j:j_end])
