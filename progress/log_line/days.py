"""Days as people name them, in English and German."""

import re
from calendar import month_name
from datetime import date, timedelta

from progress.log_line.spelling import correct
from progress.log_line.study_line import LineChoice, LogLineError, LogQuestionError, keep_as_note

_FLAGS = re.IGNORECASE | re.ASCII
_WEEKDAYS = (
    "mon(?:day)?|montag",
    "tue(?:s|sday)?|dienstag",
    "wed(?:s|nesday)?|mittwoch",
    "thu(?:r|rs|rsday)?|donnerstag",
    "fri(?:day)?|freitag",
    "sat(?:urday)?(?! (?:down|in|at|with|through)(?!\\w))|samstag|sonnabend",
    "sun(?:day)?|sonntag",
)
_GERMAN_SHORT = ["mo", "di", "mi", "do", "fr", "sa", "so"]
_MONTHS = (
    "jan(?:uary|uar)?", "feb(?:ruary|ruar)?", "mar(?:ch)?|mär(?:z)?|maerz", "apr(?:il)?", "may|mai", "june?|juni",
    "july?|juli", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?|okt(?:ober)?", "nov(?:ember)?",
    "dec(?:ember)?|dez(?:ember)?",
)  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_ON = r"(?:\b(?:on|am|vom|den) )?"
_PART_OF_DAY = (
    r"(?: ?(?:morning|mornin|noon|lunch(?:time)?|afternoon|arvo|evening|eve|night|nite|früh|vormittag|mittag"
    r"|nachmittag|abend|nacht))?(?!\w)"
)
_ISO = re.compile(rf"{_ON}\b(\d{{4}})([-/])(\d{{1,2}})\2(\d{{1,2}})\b", _FLAGS)
_DATE_WITH_DOTS = re.compile(
    rf"{_ON}(?<!\S)(?P<day>\d{{2}}(?=\.\d+\.)|\d{{1,2}}(?=.+\d{{4}}))\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})?(?!\S)",
    _FLAGS,
)
WHICH_DAY = "Which day? Write “last mon” or “12 nov”, and one line for each day."
AMBIGUOUS_DAY = "Write the day as “12 nov” or “2026-11-12”, so that it can’t be misread."
WHICH_MONTH = "Which month? Write the day as “12 nov”."
NO_SUCH_DAY = "There’s no"
_UNCLEAR = [
    (re.compile(r"(?<!\S)\d{1,2}/\d{1,2}(?:/(?:\d{2,4})?)?(?!\S)|(?<!\S)\d{1,2}\.\d{1,2}\.\d{1,3}(?!\S)", _FLAGS),
     AMBIGUOUS_DAY),
    (re.compile(r"\b(?:(?:last|this|past|next|over the|at the|on the|all) (?:week(?:end)?|weak|month)|the other day"
                r"|every day|each day|(?:letzte|diese|nächste)[nrs]? woche(?:nende)?|am wochenende"
                r"|jeden tag)\b", _FLAGS),
     WHICH_DAY),
    (re.compile(rf"\bon the \d{{1,2}}(?:st|nd|rd|th)\b(?! (?:of )?(?:{'|'.join(_MONTHS)}))", _FLAGS),
     WHICH_MONTH),
]  # fmt: skip
_DAY_MONTH = re.compile(
    rf"{_ON}(?:the )?\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}(?: (?P<year>\d{{4}}))?(?!\w)", _FLAGS
)
_MONTH_DAY = re.compile(
    rf"{_ON}\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?(?![\w:.,]|\s?(?:h|m|std)\w*)", _FLAGS
)
_AGO = re.compile(
    r"\b(?:(?P<count>\d{1,3}|a|one|two|three|four|five|six) (?P<unit>day|week)s? ago"
    r"|vor (?P<zahl>\d{1,3}|einem|einer|zwei|drei|vier) (?P<einheit>tag|woche)(?:e?n)?)\b",
    _FLAGS,
)
_LONG_AGO = re.compile(r"(?:days?|weeks?|fortnight|months?|years?|while|time) ago\b", _FLAGS)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "einem": 1, "einer": 1, "zwei": 2,
           "drei": 3, "vier": 4}  # fmt: skip
# How many days ago, and its names. The first that fits decides.
_NAMES = (
    (2, r"(?:the )?day before yesterday|vorgestern"),
    (1, r"yesterday|yday|y'day|yest(?:er)?|gestern|(?:last|lst) (?:night|nite|evening|eve)"),
    (0, r"today|2day|tonight|tonite|heute(?: morgen)?|this (?=morning|mornin|afternoon|arvo|evening)"),
    (-1, r"tomorrow|tomoz|tmrw|tmr|2moro|2morrow|übermorgen|(?<!heute )(?<!gestern )(?<!guten )morgen"),
)
_RELATIVE_DAY = [(days, re.compile(rf"(?<!\w)(?:{names}){_PART_OF_DAY}", re.IGNORECASE)) for days, names in _NAMES]
_WEEKDAY = re.compile(
    r"(?<!\w)(?:on |am )?"
    r"(?:(?P<last>last |letzte[nr]? |vergangene[nr]? )|(?P<next>next |nächste[nr]? )|this |diese[nr]? )?"
    rf"(?:{'|'.join(f'(?P<d{n}>{names})' for n, names in enumerate(_WEEKDAYS))}){_PART_OF_DAY}",
    re.IGNORECASE,
)
_GERMAN_WEEKDAY = re.compile(
    rf"(?<!\w)(?:(?P<dotted>{'|'.join(_GERMAN_SHORT)})\.(?!\w)|^(?P<first>mo|di|mi|fr|sa),? (?=[0-9]))", re.IGNORECASE
)
_LONG_NAMES = """
    yesterday tomorrow tonight night evening monday tuesday wednesday thursday friday saturday sunday
    gestern vorgestern montag dienstag mittwoch donnerstag freitag samstag sonntag
"""
_NAMES_OF_DAYS = _LONG_NAMES.split()


def find_day(text: str, *, today: date) -> tuple[date, str]:
    """The day that normalized ``text`` names (today if none) and the text without it.

    Raises LogLineError: it names several days, one that doesn't exist, or one that could be two.
    """
    for unclear, question in _UNCLEAR:
        if unclear.search(text):
            raise LogLineError(question)
    day, rest = _parse_day(text, today)
    if day is None:
        day, rest = _parse_day(_with_corrections(text), today)
    if day is None and _LONG_AGO.search(text):
        raise LogLineError(WHICH_DAY)
    if day is None:
        return today, text
    other, rest_without = _parse_day(rest, today)
    if other is None:
        return day, rest
    if other == day or _is_weekday_of(rest, day, today):
        return day, rest_without
    raise LogLineError(WHICH_DAY)


def _parse_day(text: str, today: date) -> tuple[date | None, str]:
    if match := _ISO.search(text):
        return _date(int(match[1]), int(match[3]), int(match[4])), _without(text, match)
    if match := _DATE_WITH_DOTS.search(text) or _DAY_MONTH.search(text) or _MONTH_DAY.search(text):
        return _calendar_day(match, today), _without(text, match)
    if match := _AGO.search(text):
        count, unit = (match["count"] or match["zahl"]).lower(), (match["unit"] or match["einheit"]).lower()
        days = (_COUNTS.get(count) or int(count)) * (7 if unit in ("week", "woche") else 1)
        return today - timedelta(days=days), _without(text, match)
    for days, pattern in _RELATIVE_DAY:
        if match := pattern.search(text):
            return today - timedelta(days=days), _without(text, match)
    if match := _WEEKDAY.search(text):
        weekday = next(number for number in range(7) if match[f"d{number}"])
        days = (today.weekday() - weekday) % 7 - (7 if match["next"] else 0)
        return today - timedelta(days=days or (7 if match["last"] else 0)), _without(text, match)
    if match := _GERMAN_WEEKDAY.search(text):
        weekday = _GERMAN_SHORT.index((match["dotted"] or match["first"]).lower())
        return today - timedelta(days=(today.weekday() - weekday) % 7), _without(text, match)
    return None, text


def _is_weekday_of(text: str, day: date, today: date) -> bool:
    """Whether ``text`` names only the weekday of ``day``, as in "Sat 21 Nov"."""
    match = _WEEKDAY.search(text)
    return bool(match and match[f"d{day.weekday()}"] and _parse_day(_without(text, match), today)[0] is None)


def _with_corrections(text: str) -> str:
    """``text`` with its misspelt days corrected. Raises LogQuestionError if a word may be one."""
    for word in text.split():
        if correction := correct(word.strip(",.:!").lower(), _NAMES_OF_DAYS):
            texts = [text.replace(word, target, 1) for target in correction.targets]
            if not correction.is_sure:
                names = [target.capitalize() for target in correction.targets]
                choices = [*map(LineChoice, names, texts), keep_as_note(text, word)]
                raise LogQuestionError(f"Did you mean {' or '.join(names)}?", choices)
            text = texts[0]
    return text


def _calendar_day(match: re.Match[str], today: date) -> date:
    """Return the day. Without a year, it is the last such day that has come."""
    month, day = _month(match["month"]), int(match["day"])
    if match["year"]:
        return _date(int(match["year"]), month, day)
    this_year = _date(today.year, month, day) if (month, day) != (2, 29) else None
    if this_year is None:
        return next(
            date(year, 2, 29) for year in range(today.year, today.year - 9, -1) if _leap_day_has_come(year, today)
        )
    return this_year if this_year <= today else _date(today.year - 1, month, day)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(number for number, names in enumerate(_MONTHS, start=1) if re.fullmatch(names, text, re.IGNORECASE))


def _leap_day_has_come(year: int, today: date) -> bool:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap and date(year, 2, 29) <= today


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        name = f"{day} {month_name[month]} {year}" if 1 <= month <= 12 else f"{year}-{month:02}-{day:02}"
        raise LogLineError(f"{NO_SUCH_DAY} {name}. Write the day as “12 nov”.") from None


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
