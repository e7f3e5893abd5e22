"""The text of a roster in whatever encoding a school's system has written it."""

from dataclasses import dataclass
from enum import StrEnum

from cohorts.joining.roster import RosterError
from lib.csv_cells import SPREADSHEET, is_spreadsheet

MAX_BYTES = 5 * 2**18
TOO_LARGE = "The file is larger than 1.25 MiB. Leave out the columns that we don’t use, or split it."
NOT_TEXT = "This file isn’t text in an encoding that we know. Export it as “CSV UTF-8”, then choose that file."
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAMPLE_BYTES = 4_096


class Encoding(StrEnum):
    """An encoding with its usual name."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    WINDOWS = "cp1252"
    MAC = "mac-roman"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Encoding.UTF_8: "UTF-8",
    Encoding.UTF_16: "UTF-16",
    Encoding.UTF_16_LE: "UTF-16",
    Encoding.UTF_16_BE: "UTF-16",
    Encoding.WINDOWS: "Windows (cp1252)",
    Encoding.MAC: "Mac Roman",
}


@dataclass(frozen=True, kw_only=True)
class DecodedRoster:
    text: str
    encoding: Encoding
    is_guess: bool
    """Whether another encoding would have been possible too, so that a person should look at the names."""


def decode(content: bytes, encoding: Encoding | None = None) -> DecodedRoster:
    """Decode a file, in the encoding that a person has chosen or in the most probable one.

    Raises RosterError if it is too large, a spreadsheet, or no text in that encoding.
    """
    if is_spreadsheet(content):
        raise RosterError(SPREADSHEET)
    if len(content) > MAX_BYTES:
        raise RosterError(TOO_LARGE)
    decoded = _in(content, encoding) if encoding else _guess(content)
    if decoded is None or "\0" in decoded.text:
        raise RosterError(NOT_TEXT)
    return decoded


def _in(content: bytes, encoding: Encoding) -> DecodedRoster | None:
    codec = "utf-8-sig" if encoding == Encoding.UTF_8 else str(encoding)
    try:
        return DecodedRoster(text=content.decode(codec).removeprefix("\ufeff"), encoding=encoding, is_guess=False)
    except UnicodeDecodeError:
        return None


def _guess(content: bytes) -> DecodedRoster | None:
    for bom, codec in _BOMS.items():
        if content.startswith(bom):
            return _in(content, Encoding.UTF_8 if codec == "utf-8-sig" else Encoding.UTF_16)
    if half := _utf_16_half(content):
        return _in(content, half)
    if utf_8 := _in(content, Encoding.UTF_8):
        return utf_8
    candidates = [decoded for encoding in (Encoding.WINDOWS, Encoding.MAC) if (decoded := _in(content, encoding))]
    best = max(candidates, key=lambda decoded: plausibility(decoded.text), default=None)
    return best and DecodedRoster(text=best.text, encoding=best.encoding, is_guess=True)


def _utf_16_half(content: bytes) -> Encoding | None:
    """UTF-16 without a byte order mark: almost every second byte of a Latin text is null."""
    sample = content[:_SAMPLE_BYTES]
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if half and odd > 0.7 * half and even < 0.1 * half:
        return Encoding.UTF_16_LE
    return Encoding.UTF_16_BE if half and even > 0.7 * half and odd < 0.1 * half else None


def plausibility(text: str) -> int:
    """Return how much the letters beyond ASCII look like those of names.

    A byte is another character in each encoding: “Müller” of Windows is “M¸ller” on a Mac, and “Müller” of a Mac is
    “MŸller” on Windows. Letters of western Europe in lower case, or at the beginning of a word, speak for an encoding.
    Symbols within a word and capitals after a small letter speak against it.

    >>> plausibility("Müller") > plausibility("M¸ller"), plausibility("Müller") > plausibility("MŸller")
    (True, True)
    """
    score = 0
    for at, letter in enumerate(text):
        if letter >= "\x80":
            score += _letter_score(letter, text[at - 1 : at] if at else "", text[at + 1 : at + 2])
    return score


def _letter_score(letter: str, before: str, after: str) -> int:
    """Score a letter between two others."""
    is_inside = before.isalpha() or after.isalpha()
    if letter == "’":
        return 3 if before.isalpha() and after.isalpha() else 0
    if not letter.isalpha():
        return -2 if is_inside and letter not in "‘–´·" else 0
    if (letter.islower() and after.isupper()) or (letter.isupper() and before.islower()):
        return -2
    return 2 if letter in _USUAL else -1


_USUAL = frozenset("äöüßéèêëáàâãåæçíìîïñóòôõøœúùûýÿšžÄÖÜÉÈÊËÁÀÂÃÅÆÇÍÌÎÏÑÓÒÔÕØŒÚÙÛÝŠŽ")
