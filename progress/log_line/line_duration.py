"""The duration of a line of the study log, or a question about it."""

import re
from collections.abc import Callable, Container, Iterable

from lib.durations import MINUTES_IN_A_DAY, format_minutes, write_minutes
from progress.log_line.durations import NUMBER, THOUSANDS, TO, find_durations, find_thousands
from progress.log_line.number_words import HOUR, MINUTE
from progress.log_line.numbers import counts, first_bare_number, is_explained
from progress.log_line.study_line import LineChoice, LogLineError, LogQuestionError

MIN_START_OF_STUDY = 6  # o'clock: "14h-16h" may be two hours, "2h-3h" hardly one
MAX_SURE_MINUTES = 16 * 60
MAX_SURE_CLOCK_MINUTES = 4 * 60  # "9:30" is a time of day to many
NEGATIVE_TIME = "Time can’t be negative. Write the duration without the minus sign."
TWO_DURATIONS = "This line has two durations. Log one line for each."
FOR_EACH = "Log one line for each, or write the time of all together."
EXAMPLE = "such as “1h30 reading” or “yesterday 45m coding”"
NO_DURATION = f"Write how long it took, {EXAMPLE}."
WHICH_DURATION = "Did you mean {}?"
_NEGATIVE = re.compile(r"(?<!\S)[-−–]\s?[0-9½¼¾.,]")
_FOR_EACH = re.compile(r",? ?(?:each|apiece|a day|per \w+|every day|daily|jeweils|pro tag)\b", re.IGNORECASE)
_FROM = re.compile("from|von|between|zwischen", re.IGNORECASE)
_AGO = re.compile(r" ?ago\b", re.IGNORECASE)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_HOURS_AND_NUMBER = re.compile(r"[0-9]+ ?[a-z]+\.? ([0-9]{2})", re.IGNORECASE)
_CANONICAL = re.compile(r"[0-9]{1,2}h[0-9]{2}")

Minutes = Iterable[int]
_UNIT = rf"(?:{HOUR}|{MINUTE})"
_OR = rf"(?:{TO}|\s?/\s?|\s(?:or|oder)\s)"
_START, _END = r"(?<![\w.,:/−–-])", r"(?![\w:/-]|[.,][0-9])"


def _range_of(match: re.Match[str]) -> Minutes:
    unit = 60 if match["unit"].lower()[0] in "hs" else 1
    low, high = (float(match[end].replace(",", ".")) for end in ("low", "high"))
    by_the_clock = [round(60 * (high - low))] if unit == 60 and MIN_START_OF_STUDY <= low < high else []
    return [*by_the_clock, round(unit * low), round(unit * high)]


def _decimals(match: re.Match[str]) -> Minutes:
    """ "1.30 h" is 1:30 to some, and 1.3 h to others."""
    hours, digits = int(match[1]), match[2]
    return hours * 60 + int(digits), round(60 * float(f"{hours}.{digits}"))


def _one_digit(match: re.Match[str]) -> Minutes:
    return 60 * int(match[1]) + int(match[2]), 60 * int(match[1]) + 10 * int(match[2])


def _by_the_clock(match: re.Match[str]) -> Minutes:
    start, end = int(match[1]), int(match[2])
    return [60 * ((end - start) % (12 if max(start, end) < 13 else 24))]


def _product(match: re.Match[str]) -> Minutes:
    return [int(match[1]) * int(match[2])]


def _hours_or_minutes(digits: str) -> Minutes:
    number = float(digits.replace(",", "."))
    return [round(60 * number), *([int(number)] if number == int(number) else [])]


# What looks like a duration and may be two: the pattern, and the minutes that it may mean.
_UNCLEAR: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Minutes]]] = [
    (re.compile(_START + pattern + _END, re.IGNORECASE), meanings)
    for pattern, meanings in (
        (rf"(?P<low>{NUMBER})\s?(?:{_UNIT})?{_OR}(?P<high>{NUMBER})\s?(?P<unit>{_UNIT})", _range_of),
        (rf"([0-9]{{1,2}})[.,](?!00|25|50|75)([0-5][0-9])\s?{HOUR}", _decimals),
        (r"([0-9]{1,2})\s?h([0-9])", _one_digit),
    )
]
# What may be a duration if there is no clear one.
_VAGUE: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Minutes]]] = [
    (re.compile(_START + rf"([01]?[0-9]|2[0-4]){TO}([01]?[0-9]|2[0-4])" + _END, re.IGNORECASE), _by_the_clock),
    (re.compile(r"(?<![\w.,:/−–-])([0-9]{1,2})\s?[x×*]\s?([0-9]{1,2})" + _END), _product),
]


def parse_duration(text: str, *, known_words: Container[str] = ()) -> tuple[int, str]:
    """The minutes that normalized ``text`` says, and the text without them. ``known_words`` count nothing.

    Raises LogLineError: none, several, or one that could be two.
    """
    for pattern, meanings in _UNCLEAR:
        if match := pattern.search(text):
            raise _question(text, match.span(), meanings(match))
    durations = [(minutes, span) for minutes, span in find_durations(text) if not _is_of_chapters(text, *span)]
    if not durations:
        raise _without_duration(text)
    if len(durations) > 1:
        raise LogLineError(TWO_DURATIONS)
    minutes, span = durations[0]
    if _AGO.match(text, span[1]):
        raise LogLineError(NO_DURATION)
    if _FOR_EACH.match(text, span[1]):
        raise LogLineError(FOR_EACH)
    if minutes <= MINUTES_IN_A_DAY:
        _check(text, minutes, span, known_words)
    return minutes, f"{text[: span[0]]} {text[span[1] :]}"


def _is_of_chapters(text: str, start: int, end: int) -> bool:
    """Whether it is no time, as in "pages from 9 to 11"."""
    return bool(_FROM.match(text, start)) and is_explained(text, start, end)


def _check(text: str, minutes: int, span: tuple[int, int], known_words: Container[str]) -> None:
    """Ask about what reads as a duration, but may well be something else."""
    start, end = span
    matched_text = text[start:end]
    hours_and_number = _HOURS_AND_NUMBER.fullmatch(matched_text)
    if hours_and_number and counts(text, end, known_words):  # "1h 20 pages"
        hours = minutes - int(hours_and_number[1])
        as_note = LineChoice(
            format_minutes(hours), f"{text[:start]} {write_minutes(hours)} – {hours_and_number[1]}{text[end:]}"
        )
        raise _question(text, span, [minutes], as_note)
    if _CLOCK.fullmatch(matched_text) and minutes >= MAX_SURE_CLOCK_MINUTES:
        raise _question(text, span, [minutes])
    if minutes > MAX_SURE_MINUTES and not _CANONICAL.fullmatch(matched_text):
        in_hours = re.fullmatch(rf"([0-9]+)\s*{HOUR}", matched_text, re.IGNORECASE)
        raise _question(text, span, [minutes, *([int(in_hours[1])] if in_hours else [])])


def _without_duration(text: str) -> LogLineError:
    if match := THOUSANDS.search(text):
        thousands = find_thousands(text)
        question = f"If you mean {thousands} minutes, write “{thousands}m”. Put other numbers after the duration."
        return _question(text, match.span(), [int(thousands)], question=question)
    if _NEGATIVE.search(text):
        return LogLineError(NEGATIVE_TIME)
    for pattern, meanings in _VAGUE:
        if (match := pattern.search(text)) and not is_explained(text, *match.span()):
            return _question(text, match.span(), meanings(match))
    if number := first_bare_number(text):
        digits = number.group()
        if re.fullmatch(NUMBER, digits):
            s = "" if digits == "1" else "s"
            question = f"{digits} hour{s} or {digits} minute{s}? Write “{digits}h” or “{digits}m”."
            return _question(text, number.span(), _hours_or_minutes(digits), question=question)
    return LogLineError(NO_DURATION)


def _question(
    text: str, span: tuple[int, int], meanings: Minutes, *other_choices: LineChoice, question: str = ""
) -> LogQuestionError:
    """Ask which of some durations the text within ``span`` means."""
    text_before, text_after = text[: span[0]], text[span[1] :]
    durations = [minutes for minutes in dict.fromkeys(meanings) if 1 <= minutes <= MINUTES_IN_A_DAY]
    choices = [
        *(
            LineChoice(format_minutes(minutes), f"{text_before} {write_minutes(minutes)} {text_after}")
            for minutes in durations
        ),
        *other_choices,
    ]
    return LogQuestionError(question or WHICH_DURATION.format(" or ".join(choice.label for choice in choices)), choices)
