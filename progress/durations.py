"""Durations as people write and read them. Minutes are whole; hours in estimates are tenths."""

import re

MINUTES_IN_A_DAY = 24 * 60

_QUARTERS = {"½": 50, "¼": 25, "¾": 75, "1/2": 50, "1/4": 25, "3/4": 75}
_FRACTION = re.compile(r"(?:(?<![\w.,/])(\d{1,5})\s*)?([½¼¾]|(?<![\w/.])(?:1/2|1/4|3/4)(?=\s*h))", re.IGNORECASE)
_ONE_TO_TWELVE = re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve")
_NUMBER_WORDS: dict[str, int] = dict(zip(_ONE_TO_TWELVE, range(1, 13), strict=True))
_NUMBER = r"(?:\d{1,5}(?:[.,]\d{1,5})?|[.,]\d{1,5})"
_OF_MINUTES = r"\d{1,5}(?:[.,]\d{1,2})?"  # "1.200 min" is 20 h to many, and to nobody 1 min 12 s
_COUNT = rf"(?:{'|'.join(_NUMBER_WORDS)}|an?)"
_HOUR = r"h(?:ours?|rs?)?"
_MINUTE = r"m(?:in(?:ute)?s?)?|['′]"
_TIME = r"(?:[01]?\d|2[0-3])(?::[0-5]\d)?(?:\s*[ap]m)?"  # of day; one of a span's two has minutes, am or pm
_CLEAR_TIME = r"(?:[01]?\d|2[0-3])(?::[0-5]\d(?:\s*[ap]m)?|\s*[ap]m)"
_TO = r"(?:\s*[-–]\s*|\s+(?:to|until|till)\s+)"
_SPAN = rf"(?:(?P<from_1>{_CLEAR_TIME}){_TO}(?P<to_1>{_TIME})|(?P<from_2>{_TIME}){_TO}(?P<to_2>{_CLEAR_TIME}))"
# One alternative for each way to say it, the longest first. Digits glued to letters before them are part of a name.
_DURATION = re.compile(
    rf"""(?<![\w.,:/−–-])(?:
        {_SPAN}
      | (?P<clock_hours>\d{{1,3}}):(?P<clock_minutes>(?![6-9])\d{{2}})(?::\d{{2}})?(?:\s*{_HOUR})?
      | (?P<whole_hours>\d{{1,3}})\s*{_HOUR}\s*(?:and\s+|,\s*)?(?P<rest>\d{{1,3}})\s*(?:{_MINUTE})(?!\w)
      | (?P<glued_hours>\d{{1,3}})\s*h\s?(?P<glued_minutes>(?![6-9])\d{{2}})
      | (?P<hours>{_NUMBER})\s*{_HOUR}
      | (?P<minutes>{_OF_MINUTES})\s*(?:{_MINUTE})
      | (?P<half>half\s+an?\s+{_HOUR}|half-hour)
      | (?P<quarters>(?:a\s+|three\s+)?quarters?)\s+(?:of\s+)?an?\s+{_HOUR}
      | (?P<and_half>{_COUNT})\s+(?:and\s+a\s+half\s+{_HOUR}|{_HOUR}\s+and\s+a\s+half)
      | (?P<hour_words>{_COUNT})\s+{_HOUR}
    )(?![\w:/-]|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_THOUSANDS = re.compile(
    rf"(?<![\w.,:/])(\d{{1,3}}(?:[ .,'’٬]\d{{3}})+)\s*(?:{_MINUTE})(?!\w)", re.IGNORECASE | re.ASCII
)


def normalize(text: str) -> str:
    """Single spaces, and "1 ½" or "1 1/2 h" written as 1.50."""
    return " ".join(_FRACTION.sub(lambda found: f"{found[1] or 0}.{_QUARTERS[found[2]]}", text).split())


def find_durations(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Every duration in normalized text, in minutes, with the span where it stands. None where thousands are set apart:
    "1 200 min" may be 200 min and a 1.
    """
    if find_thousands(text):
        return []
    return [(_minutes(match), match.span()) for match in _DURATION.finditer(text)]


def find_thousands(text: str) -> str:
    """The digits of minutes written with a sign or a space before each three, if there are such."""
    found = _THOUSANDS.search(text)
    return re.sub(r"\D", "", found[1]) if found else ""


def _minutes(match: re.Match[str]) -> int:
    said = match.groupdict()
    if start := said["from_1"] or said["from_2"]:
        return _between(start, said["to_1"] or said["to_2"])
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


def _between(start: str, end: str) -> int:
    """Minutes from one time of day to the next such other: half past eleven to one is an hour and a half."""
    (first, first_half), (last, last_half) = _time_of_day(start), _time_of_day(end)
    if first_half and last_half:
        return (last - first) % MINUTES_IN_A_DAY
    if first_half or last_half:
        return (last - first) % (MINUTES_IN_A_DAY // 2)
    by_twelve = max(first, last) < 13 * 60
    return last - first if last > first else (last - first) % (MINUTES_IN_A_DAY // (2 if by_twelve else 1))


def _time_of_day(text: str) -> tuple[int, str]:
    """Minutes since midnight, and whether am or pm was said."""
    clock, half = re.fullmatch(r"([\d:]+)\s*([ap]?)m?", text.lower(), re.ASCII).groups()  # type: ignore[union-attr]
    hours, _, minutes = clock.partition(":")
    of_twelve = int(hours) % 12 + 12 * (half == "p") if half else int(hours)
    return 60 * of_twelve + int(minutes or 0), half


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


def together(text: str) -> str:
    """For a sentence whose lines break anywhere: "7.7 h" and "8 March" stay on one."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def tenths(minutes: int) -> int:
    """Minutes in tenths of an hour, half a tenth upward: what estimates are counted in."""
    return (minutes + 3) // 6


def say_hours(minutes: int) -> str:
    """384 -> "6.4 h"; whole hours lose the zero."""
    return f"{tenths(minutes) / 10:g} h"


def hours_together(minutes: int) -> str:
    return together(say_hours(minutes))
