"""Days as people name them."""

import re
from datetime import date, timedelta

_FLAGS = re.IGNORECASE | re.ASCII
_WEEKDAYS = ("mon(?:day)?", "tue(?:s|sday)?", "wed(?:nesday)?", "thu(?:r|rs|rsday)?", "fri(?:day)?", "sat(?:urday)?",
             "sun(?:day)?")  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_ISO = re.compile(r"(?:\bon )?\b(\d{4})([-/])(\d{1,2})\2(\d{1,2})\b", _FLAGS)
_DATE_WITH_DOTS = re.compile(
    r"(?:\bon )?(?<!\S)(?P<day>\d{2}(?=\.\d+\.)|\d{1,2}(?=.+\d{4}))\.(?P<month>\d{1,2})\.(?P<year>\d{4})?(?!\S)", _FLAGS
)
WHICH_DAY = "Which day? Write “last mon” or “12 nov”, and one line for each day."
AMBIGUOUS_DAY = "Write the day as “12 nov” or “2026-11-12”, so that it can’t be misread."
WHICH_MONTH = "Which month? Write the day as “12 nov”."
_UNCLEAR = [
    (re.compile(r"(?<!\S)\d{1,2}/\d{1,2}(?:/(?:\d{2,4})?)?(?!\S)|(?<!\S)\d{1,2}\.\d{1,2}\.\d{1,3}(?!\S)", _FLAGS),
     AMBIGUOUS_DAY),
    (re.compile(r"\b(?:last|this|past|next) (?:week(?:end)?|month)\b", _FLAGS),
     WHICH_DAY),
    (re.compile(rf"\bon the \d{{1,2}}(?:st|nd|rd|th)\b(?! (?:of )?(?:{'|'.join(_MONTHS)}))", _FLAGS),
     WHICH_MONTH),
]  # fmt: skip
_DAY_MONTH = re.compile(
    rf"(?:\bon )?(?:the )?\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}(?: (?P<year>\d{{4}}))?\b", _FLAGS
)
_MONTH_DAY = re.compile(
    rf"(?:\bon )?\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?(?![\w:.,])", _FLAGS
)
_AGO = re.compile(r"\b(?P<count>\d{1,3}|a|one|two|three|four|five|six) (?P<unit>day|week)s? ago\b", _FLAGS)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_RELATIVE_DAY = re.compile(
    r"\b(?:(?P<before>(?:the )?day before yesterday)|(?P<yesterday>yesterday|last (?:night|evening))"
    r"|(?P<today>today|tonight|this (?=morning|afternoon|evening))|(?P<tomorrow>tomorrow))"
    r"(?: ?(?:morning|afternoon|evening|night))?\b",
    _FLAGS,
)
_WEEKDAY = re.compile(
    r"\b(?:on )?(?:(?P<last>last )|(?P<next>next ))?(?:"
    + "|".join(f"(?P<d{n}>{w})" for n, w in enumerate(_WEEKDAYS))
    + r")\b",
    _FLAGS,
)


class DayError(ValueError):
    """The line names a day that doesn't exist or can't be told; the text says what to write."""


def find_day(text: str, *, today: date) -> tuple[date, str]:
    """The day that normalized ``text`` names (today if none) and the text without it. Raises DayError."""
    for unclear, question in _UNCLEAR:
        if unclear.search(text):
            raise DayError(question)
    if match := _ISO.search(text):
        return _date(int(match[1]), int(match[3]), int(match[4])), _without(text, match)
    if match := _DATE_WITH_DOTS.search(text) or _DAY_MONTH.search(text) or _MONTH_DAY.search(text):
        return _calendar_day(match, today), _without(text, match)
    if match := _AGO.search(text):
        count = match["count"].lower()
        days = (_COUNTS.get(count) or int(count)) * (7 if match["unit"].lower() == "week" else 1)
        return today - timedelta(days=days), _without(text, match)
    if match := _RELATIVE_DAY.search(text):
        days = 2 if match["before"] else 1 if match["yesterday"] else -1 if match["tomorrow"] else 0
        return today - timedelta(days=days), _without(text, match)
    if match := _WEEKDAY.search(text):
        weekday = next(number for number in range(7) if match[f"d{number}"])
        days = (today.weekday() - weekday) % 7 - (7 if match["next"] else 0)
        return today - timedelta(days=days or (7 if match["last"] else 0)), _without(text, match)
    return today, text


def _calendar_day(match: re.Match[str], today: date) -> date:
    """Without a year, the last such day that has come."""
    month_text = match["month"].lower()
    month, day = int(month_text) if month_text.isdigit() else _MONTHS.index(month_text) + 1, int(match["day"])
    if match["year"]:
        return _date(int(match["year"]), month, day)
    this_year = _date(today.year, month, day) if (month, day) != (2, 29) else None
    if this_year is None:
        return next(
            date(year, 2, 29) for year in range(today.year, today.year - 9, -1) if _leap_day_has_come(year, today)
        )
    return this_year if this_year <= today else _date(today.year - 1, month, day)


def _leap_day_has_come(year: int, today: date) -> bool:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap and date(year, 2, 29) <= today


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DayError(f"The calendar has no {year}-{month:02}-{day:02}. Write the day as “12 nov”.") from None


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
