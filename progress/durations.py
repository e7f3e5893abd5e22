"""Durations as people write and read them. Minutes are whole; hours in estimates are tenths."""

import re

MINUTES_IN_A_DAY = 24 * 60

_FRACTIONS = str.maketrans({"½": ".5", "¼": ".25", "¾": ".75"})
_ONE_TO_TWELVE = re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve")
_NUMBER_WORDS: dict[str, int] = dict(zip(_ONE_TO_TWELVE, range(1, 13), strict=True))
_NUMBER = r"(?:\d{1,5}(?:[.,]\d{1,5})?|[.,]\d{1,5})"
_COUNT = rf"(?:{'|'.join(_NUMBER_WORDS)}|an?)"
_HOUR = r"h(?:ours?|rs?)?"
_MINUTE = r"m(?:in(?:ute)?s?)?|['′]"
# One alternative for each way to say it, the longest first. Digits glued to letters before them are part of a name.
_DURATION = re.compile(
    rf"""(?<![\w.,:/-])(?:
        (?P<clock_hours>\d{{1,3}}):(?P<clock_minutes>\d{{2}})(?:\s*{_HOUR})?
      | (?P<whole_hours>\d{{1,3}})\s*{_HOUR}\s*(?:and\s+)?(?P<rest>\d{{1,3}})\s*(?:{_MINUTE})(?!\w)
      | (?P<glued_hours>\d{{1,3}})\s*h\s?(?P<glued_minutes>\d{{2}})
      | (?P<hours>{_NUMBER})\s*{_HOUR}
      | (?P<minutes>{_NUMBER})\s*(?:{_MINUTE})
      | (?P<half>half\s+an?\s+{_HOUR}|half-hour)
      | (?P<quarters>(?:a\s+|three\s+)?quarters?)\s+(?:of\s+)?an?\s+{_HOUR}
      | (?P<and_half>{_COUNT})\s+(?:and\s+a\s+half\s+{_HOUR}|{_HOUR}\s+and\s+a\s+half)
      | (?P<hour_words>{_COUNT})\s+{_HOUR}
    )(?![\w:/-]|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)


def normalize(text: str) -> str:
    """Single spaces, and ½ written as .5."""
    return " ".join(text.translate(_FRACTIONS).split())


def find_durations(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Every duration in normalized text, in minutes, with the span where it stands."""
    return [(_minutes(match), match.span()) for match in _DURATION.finditer(text)]


def _minutes(match: re.Match[str]) -> int:
    said = match.groupdict()
    if said["clock_hours"]:
        return int(said["clock_hours"]) * 60 + int(said["clock_minutes"])
    if said["whole_hours"]:
        return int(said["whole_hours"]) * 60 + int(said["rest"])
    if said["glued_hours"]:
        return int(said["glued_hours"]) * 60 + int(said["glued_minutes"])
    if said["hours"]:
        return round(_number(said["hours"]) * 60)
    if said["minutes"]:
        return round(_number(said["minutes"]))
    if said["half"]:
        return 30
    if said["quarters"]:
        return 45 if said["quarters"].lower().startswith("three") else 15
    if said["and_half"]:
        return _count(said["and_half"]) * 60 + 30
    return _count(said["hour_words"]) * 60


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _count(word: str) -> int:
    return _NUMBER_WORDS.get(word.lower(), 1)


def say_minutes(minutes: int) -> str:
    """90 -> "1 h 30 min". What `find_durations` reads back as the same number."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def tenths(minutes: int) -> int:
    """Minutes in tenths of an hour, half a tenth upward: what estimates are counted in."""
    return (minutes + 3) // 6


def say_hours(minutes: int) -> str:
    """384 -> "6.4 h"; whole hours lose the zero."""
    return f"{tenths(minutes) / 10:g} h"
