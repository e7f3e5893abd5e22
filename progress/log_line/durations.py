"""Durations as people write them."""

import re

from lib.durations import MINUTES_IN_A_DAY
from progress.log_line.number_words import HOUR, MINUTE, in_digits

_QUARTERS = {"½": 50, "¼": 25, "¾": 75, "1/2": 50, "1/4": 25, "3/4": 75}
_FRACTION = re.compile(
    r"(?:(?<![\w.,/])([0-9]{1,5})\s*)?([½¼¾]|(?<![\w/.])(?:1/2|1/4|3/4)(?=\s*(?:h|std)))", re.IGNORECASE
)
NUMBER = r"(?:[0-9]{1,5}(?:[.,][0-9]{1,5})?|[.,][0-9]{1,5})"
_OF_MINUTES = r"[0-9]{1,5}(?:[.,][0-9]{1,2})?"  # "1.200 min" is 20 h to many, and to nobody 1 min 12 s
_HALF_DAY = r"\s*[ap]\.?m\.?(?!\w)"
_TIME = rf"(?:[01]?[0-9]|2[0-4])(?:[:.][0-5][0-9])?(?:{_HALF_DAY}|\s*uhr)?"  # of day
_CLEAR_TIME = (  # one of a span's two has minutes, am, pm or Uhr
    rf"(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9](?:{_HALF_DAY}|\s*uhr)?|(?:\.[0-5][0-9])?(?:{_HALF_DAY}|\s*uhr))"
)
_DOTTED_TIME = r"(?:[01]?[0-9]|2[0-4])\.[0-5][0-9]"
_FOUR_DIGITS = r"(?:[01][0-9]|2[0-4])[0-5][0-9]"
TO = r"(?:\s*[-–]\s*|\s+(?:to|until|till?|bis)\s+)"
_SPAN = "|".join(
    f"(?P<from_{number}>{start}){between}(?P<to_{number}>{end})"
    for number, (start, between, end) in enumerate(
        (
            (_CLEAR_TIME, TO, _TIME),
            (_TIME, TO, _CLEAR_TIME),
            (_DOTTED_TIME, TO, _DOTTED_TIME),
            (_FOUR_DIGITS, TO, _FOUR_DIGITS),
        )
    )
)
_BETWEEN = rf"(?:from|von|between|zwischen)\s+(?P<from_4>{_TIME})(?:{TO}|\s+(?:and|und)\s+)(?P<to_4>{_TIME})"


# One alternative for each way to say it, the longest first. Digits glued to letters before them are part of a name.
_DURATION = re.compile(
    rf"""(?<![\w.,:/−–-])(?:
        {_BETWEEN}
      | {_SPAN}
      | (?P<clock_hours>[0-9]{{1,3}}):(?P<clock_minutes>(?![6-9])[0-9]{{2}})(?::[0-9]{{2}})?(?:\s*{HOUR})?
      | (?P<whole_hours>[0-9]{{1,3}})\s*{HOUR}\s*(?:(?:and|und|n|&)\s+|,\s*)?(?P<rest>[0-9]{{1,3}})\s*{MINUTE}(?!\w)
      | (?P<glued_hours>[0-9]{{1,3}})\s*{HOUR}\s?(?P<glued_minutes>(?![6-9])[0-9]{{2}})
      | (?P<hours>{NUMBER})\s*{HOUR}
      | (?P<minutes>{_OF_MINUTES})\s*{MINUTE}
    )(?![\w:/-]|[.,][0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_TIMES_BEFORE = re.compile(r"(?<![\w.,:/])([0-9]{1,2}) × $")
_TIMES_AFTER = re.compile(rf"\s?[x×*]\s?([0-9]{{1,2}})(?![\w:/.,-]|\s*(?:{HOUR}|{MINUTE})(?!\w))", re.IGNORECASE)
_MORE_BEFORE = re.compile(r"(?<![\w.,:/+-])((?:[0-9]{1,3}\s?\+\s?)+)$")
_PLUS = re.compile(r"\s*(?:\+|plus)\s*", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff]")  # pasted along with text
THOUSANDS = re.compile(
    rf"(?<![\w.,:/])([0-9]{{1,3}}(?:[ .,'’٬][0-9]{{3}}){{1,4}})\s*{MINUTE}(?!\w)", re.IGNORECASE | re.ASCII
)


def normalize(text: str) -> str:
    """Single spaces, nothing invisible, digits and decimal separators of any script as 0 to 9 and a point, "1 ½" and
    "1 1/2 h" as 1.50, durations in words in digits.

    Everything that reads numbers comes after this and takes 0 to 9 alone.
    """
    visible = _INVISIBLE.sub("", text)
    digits = re.sub(r"\d", lambda digit: str(int(digit[0])), visible).replace("\N{ARABIC DECIMAL SEPARATOR}", ".")
    fractions = _FRACTION.sub(lambda match: f"{match[1] or 0}.{_QUARTERS[match[2]]}", digits)
    return in_digits(" ".join(fractions.split()))


def find_durations(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Every duration in normalized text, in minutes, with the span where it stands. "2 × 25 min" and "1 h + 30 min" are
    one. None where thousands are set apart: "1 200 min" may be 200 min and a 1.
    """
    if find_thousands(text):
        return []
    durations: list[tuple[int, tuple[int, int]]] = []
    for match in _DURATION.finditer(text):
        minutes, (start, end) = _with_factor(text, match)
        if durations and _PLUS.fullmatch(text, durations[-1][1][1], start):
            earlier_minutes, (start, _) = durations.pop()
            minutes += earlier_minutes
        durations.append((minutes, (start, end)))
    return durations


def _with_factor(text: str, match: re.Match[str]) -> tuple[int, tuple[int, int]]:
    """The minutes of a duration with the factor, or the summands of the same unit, beside it."""
    minutes, (start, end) = _minutes(match), match.span()
    if factor := _TIMES_BEFORE.search(text, 0, start):
        return minutes * int(factor[1]), (factor.start(), end)
    if factor := _TIMES_AFTER.match(text, end):
        return minutes * int(factor[1]), (start, factor.end())
    if (match["minutes"] or match["hours"]) and (summands := _MORE_BEFORE.search(text, 0, start)):
        unit = 60 if match["hours"] else 1
        return minutes + unit * sum(map(int, re.findall("[0-9]+", summands[1]))), (summands.start(), end)
    return minutes, (start, end)


def find_thousands(text: str) -> str:
    """The digits of minutes written with a sign or a space before each three, if there are such."""
    match = THOUSANDS.search(text)
    return re.sub(r"\D", "", match[1]) if match else ""


def read_number(text: str) -> float | None:
    """A number alone, such as 2 or 1,5. None: it is something else."""
    return _number(text) if re.fullmatch(NUMBER, text) else None


def _minutes(match: re.Match[str]) -> int:
    groups = match.groupdict()
    for number in range(5):
        if groups[f"from_{number}"]:
            return _between(groups[f"from_{number}"], groups[f"to_{number}"])
    if groups["clock_hours"]:
        return int(groups["clock_hours"]) * 60 + int(groups["clock_minutes"])
    if groups["whole_hours"]:
        return int(groups["whole_hours"]) * 60 + int(groups["rest"])
    if groups["glued_hours"]:
        return int(groups["glued_hours"]) * 60 + int(groups["glued_minutes"])
    if groups["hours"]:
        return round(_number(groups["hours"]) * 60)
    return round(_number(groups["minutes"]))


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
    digits, half = re.sub("[^0-9]", "", text), re.sub("[^ap]", "", text.lower())
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return 60 * (hours % 12 + 12 * (half == "p") if half else hours) + minutes, half


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))
