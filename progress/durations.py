"""Durations as people write and read them. Minutes are whole; hours in estimates are tenths."""

import re

MINUTES_IN_A_DAY = 24 * 60

_QUARTERS = {"½": 50, "¼": 25, "¾": 75, "1/2": 50, "1/4": 25, "3/4": 75}
_FRACTION = re.compile(r"(?:(?<![\w.,/])([0-9]{1,5})\s*)?([½¼¾]|(?<![\w/.])(?:1/2|1/4|3/4)(?=\s*h))", re.IGNORECASE)
_ONE_TO_TWELVE = re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve")
_NUMBER_WORDS: dict[str, int] = dict(zip(_ONE_TO_TWELVE, range(1, 13), strict=True))
_NUMBER = r"(?:[0-9]{1,5}(?:[.,][0-9]{1,5})?|[.,][0-9]{1,5})"
_OF_MINUTES = r"[0-9]{1,5}(?:[.,][0-9]{1,2})?"  # "1.200 min" is 20 h to many, and to nobody 1 min 12 s
_COUNT = rf"(?:{'|'.join(_NUMBER_WORDS)}|an?)"
_HOUR = r"h(?:ours?|rs?)?"
_MINUTE = r"m(?:in(?:ute)?s?)?|['′]"
_TIME = r"(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9])?(?:\s*[ap]m)?"  # of day; one of a span's two has minutes, am or pm
_CLEAR_TIME = r"(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9](?:\s*[ap]m)?|\s*[ap]m)"
_TO = r"(?:\s*[-–]\s*|\s+(?:to|until|till)\s+)"
_SPAN = rf"(?:(?P<from_1>{_CLEAR_TIME}){_TO}(?P<to_1>{_TIME})|(?P<from_2>{_TIME}){_TO}(?P<to_2>{_CLEAR_TIME}))"
# One alternative for each way to say it, the longest first. Digits glued to letters before them are part of a name.
_DURATION = re.compile(
    rf"""(?<![\w.,:/−–-])(?:
        {_SPAN}
      | (?P<clock_hours>[0-9]{{1,3}}):(?P<clock_minutes>(?![6-9])[0-9]{{2}})(?::[0-9]{{2}})?(?:\s*{_HOUR})?
      | (?P<whole_hours>[0-9]{{1,3}})\s*{_HOUR}\s*(?:and\s+|,\s*)?(?P<rest>[0-9]{{1,3}})\s*(?:{_MINUTE})(?!\w)
      | (?P<glued_hours>[0-9]{{1,3}})\s*h\s?(?P<glued_minutes>(?![6-9])[0-9]{{2}})
      | (?P<hours>{_NUMBER})\s*{_HOUR}
      | (?P<minutes>{_OF_MINUTES})\s*(?:{_MINUTE})
      | (?P<half>half\s+an?\s+{_HOUR}|half-hour)
      | (?P<quarters>(?:a\s+|three\s+)?quarters?)\s+(?:of\s+)?an?\s+{_HOUR}
      | (?P<and_half>{_COUNT})\s+(?:and\s+a\s+half\s+{_HOUR}|{_HOUR}\s+and\s+a\s+half)
      | (?P<hour_words>{_COUNT})\s+{_HOUR}
    )(?![\w:/-]|[.,][0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff]")  # pasted along with text
_THOUSANDS = re.compile(
    rf"(?<![\w.,:/])([0-9]{{1,3}}(?:[ .,'’٬][0-9]{{3}}){{1,4}})\s*(?:{_MINUTE})(?!\w)", re.IGNORECASE | re.ASCII
)


def normalize(text: str) -> str:
    """Single spaces, nothing invisible, digits and decimal separators of any script as 0 to 9 and a point, "1 ½" and
    "1 1/2 h" as 1.50.

    Everything that reads numbers comes after this and takes 0 to 9 alone.
    """
    visible = _INVISIBLE.sub("", text)
    digits = re.sub(r"\d", lambda digit: str(int(digit[0])), visible).replace("\N{ARABIC DECIMAL SEPARATOR}", ".")
    return " ".join(_FRACTION.sub(lambda match: f"{match[1] or 0}.{_QUARTERS[match[2]]}", digits).split())


def find_durations(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Every duration in normalized text, in minutes, with the span where it stands. None where thousands are set apart:
    "1 200 min" may be 200 min and a 1.
    """
    if find_thousands(text):
        return []
    return [(_minutes(match), match.span()) for match in _DURATION.finditer(text)]


def find_thousands(text: str) -> str:
    """The digits of minutes written with a sign or a space before each three, if there are such."""
    match = _THOUSANDS.search(text)
    return re.sub(r"\D", "", match[1]) if match else ""


def read_number(text: str) -> float | None:
    """A number alone, such as 2 or 1,5. None: it is something else."""
    return _number(text) if re.fullmatch(_NUMBER, text) else None


def _minutes(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if start := groups["from_1"] or groups["from_2"]:
        return _between(start, groups["to_1"] or groups["to_2"])
    if groups["clock_hours"]:
        return int(groups["clock_hours"]) * 60 + int(groups["clock_minutes"])
    if groups["whole_hours"]:
        return int(groups["whole_hours"]) * 60 + int(groups["rest"])
    if groups["glued_hours"]:
        return int(groups["glued_hours"]) * 60 + int(groups["glued_minutes"])
    if groups["hours"]:
        return round(_number(groups["hours"]) * 60)
    if groups["minutes"]:
        return round(_number(groups["minutes"]))
    if groups["half"]:
        return 30
    if groups["quarters"]:
        return 45 if groups["quarters"].lower().startswith("three") else 15
    if groups["and_half"]:
        return _count(groups["and_half"]) * 60 + 30
    return _count(groups["hour_words"]) * 60


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
    clock, half = re.fullmatch(r"([0-9:]+)\s*([ap]?)m?", text.lower()).groups()  # type: ignore[union-attr]  # the pattern matched before
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
