"""The lines of a Markdown file or a plain outline: headings, list items, code and text, with their indentation."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

TAB = 4
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|(?<=##)(?=[^\s#])|$)")
UNDERLINE = re.compile(r"={3,}|-{3,}")
DIVIDER = re.compile(r"(?:[-*_=─—~][ \t]?){3,}")
BULLET = re.compile(r"[-*+•‣◦▪▫●○–—►▶➤][ \t]+(?=\S)|[•‣◦▪▫●○►▶➤](?=\w)")
NUMBER_MARK = re.compile(
    r"(?:\d{1,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)][ \t]+(?=\S)|(?=[A-Z]\d{1,2}\)[ \t]+\S)"
)  # a code stays
LETTER_MARK = re.compile(r"(?:[A-Z]|[IVX]{2,5})[.)][ \t]+(?=\S)")
# Tabs or dots between columns. A tab after a marker is none.
COLUMN_GAP = re.compile(r"(?<=[^\s.)])\s{0,3}\t\s{0,9}(?=\S)|\s\.{3,}\s{1,3}(?=\S)")
CHECKBOX = re.compile(r"\[[ xX✓✔]\][ \t]+(?=\S)")
RULE = re.compile(r":?-{2,}:?(?:\s?\|\s?:?-{2,}:?)+")
FENCE = re.compile(r"`{3,}[^`]*|~{3,}.*")
QUOTE = re.compile(r">[ \t]?")


class Sort(StrEnum):
    """The form of a line."""

    HEADING = "heading"
    BULLET = "bullet"
    NUMBERED = "numbered"
    TEXT = "text"
    CODE = "code"
    DIVIDER = "divider"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line that isn't blank. `text` is without its marker; `raw` is as it was written, `level` that of a heading."""

    number: int
    sort: Sort
    indent: int
    text: str
    raw: str
    level: int = 0
    after_blank: bool = False


def scan(lines: list[str]) -> list[SourceLine]:
    """Every line that isn't blank, in order."""
    return list(_underlined_headings(list(_open_tables(list(_scan(lines))))))


def _scan(lines: list[str]) -> Iterator[SourceLine]:
    code = _code_lines(lines)
    after_blank = True
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            after_blank = True
            continue
        yield _scan_line(number, raw.rstrip(), is_code=number in code, after_blank=after_blank)
        after_blank = False


def _scan_line(number: int, raw: str, *, is_code: bool, after_blank: bool) -> SourceLine:
    spaced_line = raw.expandtabs(TAB)
    indent = len(spaced_line) - len(spaced_line.lstrip())
    text = COLUMN_GAP.sub(" | ", raw.strip())
    sort, level = Sort.TEXT, 0
    if is_code:
        sort = Sort.CODE
    elif heading := HEADING.match(raw):
        sort, level, text = Sort.HEADING, len(heading[1]), _unlettered(raw[heading.end() :].rstrip("# \t"))
    elif DIVIDER.fullmatch(text):
        sort = Sort.DIVIDER
    elif bullet := BULLET.match(text):
        sort, text = Sort.BULLET, text[bullet.end() :].lstrip()
    elif number_mark := NUMBER_MARK.match(text):
        sort, text = Sort.NUMBERED, text[number_mark.end() :].lstrip()
    elif CHECKBOX.match(text):
        sort = Sort.BULLET
    elif text.startswith("|"):
        sort = Sort.TABLE
    elif quote := QUOTE.match(text):
        text = text[quote.end() :].lstrip()
    if sort in (Sort.BULLET, Sort.NUMBERED) and (box := CHECKBOX.match(text)):
        text = text[box.end() :]
    text = " ".join(text.split())
    return SourceLine(number=number, sort=sort, indent=indent, text=text, raw=raw, level=level, after_blank=after_blank)


def _open_tables(lines: list[SourceLine]) -> Iterator[SourceLine]:
    """The rows of tables without pipes at their edges: around a rule such as --- | ---, as long as there are pipes."""
    is_open = False
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        is_header = below is not None and not below.after_blank and RULE.fullmatch(below.text) is not None
        is_open = line.sort is Sort.TEXT and "|" in line.text and (is_header or (is_open and not line.after_blank))
        yield replace(line, sort=Sort.TABLE) if is_open else line


def _underlined_headings(lines: list[SourceLine]) -> Iterator[SourceLine]:
    """A short line over === or --- is a heading; its underline is a divider."""
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        is_heading = (
            below is not None
            and below.sort is Sort.DIVIDER
            and not below.after_blank
            and below.indent == line.indent == 0
            and UNDERLINE.fullmatch(below.text)
            and (line.sort is Sort.TEXT or (line.sort is Sort.NUMBERED and len(below.text) * 2 > len(line.text)))
            and line.after_blank
            and len(line.text) <= 100
        )
        if is_heading and below:
            yield SourceLine(
                number=line.number, sort=Sort.HEADING, indent=0, raw=line.raw,
                text=_unlettered(" ".join(line.raw.split())), level=1 if below.text[0] == "=" else 2,
                after_blank=line.after_blank,
            )  # fmt: skip
        else:
            yield line


def _unlettered(text: str) -> str:
    """A heading without "A." or "IV." before it. Other numbers stay: they may be the number of its section."""
    return text[mark.end() :] if (mark := LETTER_MARK.match(text)) else text


def _code_lines(lines: list[str]) -> set[int]:
    """The numbers of the lines inside ``` or $$ blocks, fences included. A block that never ends is no block."""
    fences = [(number, name) for number, raw in enumerate(lines, start=1) if (name := _fence(raw))]
    closings: dict[str, list[int]] = {}
    for number, name in fences:
        if not lines[number - 1].strip().strip(name[0]):
            closings.setdefault(name, []).append(number)
    code: set[int] = set()
    end = 0
    for number, name in fences:
        candidates = closings.get(name, [])
        index = bisect_right(candidates, number)
        if number > end and index < len(candidates):
            end = candidates[index]
            code.update(range(number, end + 1))
    return code


def _fence(raw: str) -> str:
    """The characters that open or close a block of code, or nothing."""
    text = raw.strip()
    if text == "$$":
        return "$$"
    text = text[bullet.end() :] if (bullet := BULLET.match(text)) else text
    return text[:3] if FENCE.fullmatch(text) else ""
