"""Bytes to text: byte order marks, UTF-16, line ends, and UTF-8 that was once read as another encoding."""

import re
from collections import Counter
from dataclasses import dataclass

import ftfy

from curriculum.outlines.errors import OutlineError

MAX_BYTES = 2_000_000
MAX_LINE = 20_000  # characters
MAX_LINES = 50_000
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# A star is E2 AD 90, and Windows-1252 has no 90: some programs replace or drop what they can't show.
TRUNCATED_STAR = re.compile("â\xad(?:\ufffd|(?!\x90))")
MIN_DAMAGED_LINES = 2  # of a file that is fine otherwise: one may be about damage
DAMAGES = ("mac_roman", "sloppy-windows-1252", "latin-1", "cp437")
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text with \\n at line ends, and whether damage by a wrong encoding was repaired."""

    text: str
    was_damaged: bool

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


def decode(data: bytes) -> DecodedText:
    """Return the text of a file.

    Raises:
        OutlineError: the file is empty, too large or no text.
    """
    if len(data) > MAX_BYTES:
        raise OutlineError(
            f"The file has {len(data) / 1e6:.1f} MB. Split it: at most {MAX_BYTES / 1e6:.0f} MB can be imported."
        )
    original = _unify_line_ends(_decode_bytes(data))
    text = repair(original)
    result = DecodedText(_remove_control_characters(text), was_damaged=text != original)
    if not result.text.strip():
        raise OutlineError("The file is empty. Choose one with headings or a list.")
    return result


def check_lines(lines: list[str]) -> None:
    """Bound the work on the lines of a text.

    Raises:
        OutlineError: there are too many, or one is too long.
    """
    if len(lines) > MAX_LINES:
        raise OutlineError(f"There are {len(lines):,} lines. Split the file: at most {MAX_LINES:,} are possible.")
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            raise OutlineError(
                f"This line has {len(line):,} characters. Break it up: at most {MAX_LINE:,} are possible.", number
            )


def repair(text: str) -> str:
    """Undo UTF-8 that was read as Mac Roman, Windows-1252 or the like. Other text stays as it is."""
    text = TRUNCATED_STAR.sub("â\xad\x90", text)
    repaired_text, steps = ftfy.fix_encoding_and_explain(text)
    was_decoded = any(step.action == "decode" for step in steps or ())
    return repaired_text if was_decoded or text.isascii() else _repair_lines(text, repaired_text)


def _repair_lines(text: str, repaired_text: str) -> str:
    """Repair line by line with the encoding that suits most lines, for a file of which only a part was damaged."""
    lines = text.split("\n")
    suspects = [line for line in lines if not line.isascii()]
    counts = Counter({name: sum(_reencode(line, name) is not None for line in suspects) for name in DAMAGES})
    name, count = counts.most_common(1)[0]
    if count < MIN_DAMAGED_LINES:
        return repaired_text
    return "\n".join(line if line.isascii() else _reencode(line, name) or ftfy.fix_encoding(line) for line in lines)


def _reencode(line: str, encoding: str) -> str | None:
    try:
        return line.encode(encoding).decode("utf-8")
    except UnicodeError:
        return None


def _decode_bytes(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    if b"\x00" in data:
        return _decode_as(data, _guess_utf_16(data))
    return _decode_as(data, "utf-8")


def _guess_utf_16(data: bytes) -> str:
    """UTF-16 without a byte order mark: nearly every second byte is 0."""
    even, odd = data[::2], data[1::2]
    if odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and not odd.count(0):
        return "utf-16-be"
    line = data.count(b"\n", 0, data.index(b"\x00")) + 1
    raise OutlineError("This isn’t text: it contains a zero byte. Choose a Markdown, text or JSON file.", line)


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, errors="replace").count("\n") + 1
        raise OutlineError(f"This isn’t {encoding.upper()}. Save the file as UTF-8 and try again.", line) from error


def _unify_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _remove_control_characters(text: str) -> str:
    """Remove what no text needs. Rare line separators become line ends, as Python's `splitlines` sees them."""
    return CONTROL_CHARACTERS.sub("", "\n".join(text.splitlines()))
