"""Stars, hours and weeks in a line of text: what they say, and the text without them."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from lib.durations import CountRange, Hours, HoursRange, WeekSpan

MAX_HOURS, MAX_WEEKS = 3000, 2000  # what the columns hold, and more than anyone plans
NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
DASH = r"\s{0,2}(?:-|–|—|−|to|bis)\s{0,2}"
UNIT = r"(?:hours?|hrs?|h|minutes?|mins?)(?![a-z])"
DAY = r"days?(?![a-z])"
HOURS_A_DAY = 8  # of "2 days" of study
HOURS = re.compile(
    rf"(?:[~≈]\s?|\b(?:about|approx\.?|approximately|around|ca\.)\s)?(?<![\d.,])(?P<low>{NUMBER})\s{{0,2}}"
    rf"(?P<low_unit>{UNIT})?(?:{DASH}(?P<high>{NUMBER}))?\s{{0,2}}\+?\s{{0,2}}-?(?P<unit>{UNIT}|{DAY})"
    r"(?P<rate>\s{0,2}(?:/|per\s|an?\s|each\s|every\s|-)?\s?(?:day|daily|week|weekly|wk)\b)?",
    re.IGNORECASE,
)
WEEKS = re.compile(
    rf"(?:[~≈]\s?)?(?<![\d.,])(?P<low>\d{{1,3}})(?:{DASH}(?P<high>\d{{1,3}}))?\s{{0,2}}\+?\s{{0,2}}-?"
    r"(?P<unit>weeks?|wks?|months?|years?)\b",
    re.IGNORECASE,
)
SPAN = re.compile(
    rf"(?P<unit>weeks?|wks?|months?)\s{{0,2}}(?P<low>\d{{1,3}})(?:(?:{DASH}|\s{{0,2}}(?:&|and)\s{{0,2}})(?P<high>\d{{1,3}}))?"
    r"(?P<open>\s?\+|\s(?:on|onwards?)\b)?",
    re.IGNORECASE,
)
DAYS = re.compile(
    r"(?P<name>(?:days?|sessions?|lectures?|class|lessons?) \d{1,3}(?:\s?[-–—]\s?\d{1,3})?)\s?[:–—-]\s+(?=\S)",
    re.IGNORECASE,
)
PERIOD_WEEKS = {"w": 1, "m": 52 / 12, "y": 52}
STAR_EMOJI = re.compile("[⭐★🌟✭✩☆\ufe0f]{1,24}")
STARS_OF = re.compile(
    r"(?<![\d/.])(?P<stars>\d{1,2})\s?(?:/|out of)\s?(?P<most>5|10)(?:\s?stars?\b)?(?=\s{0,2}(?:[)\]|,;:–—-]|\*\*|$))",
    re.IGNORECASE,
)
EXCLAMATIONS = re.compile(r"(?<=\s)!{1,3}$")
CIRCLES = {"🔴": 5, "🟠": 4, "🟡": 3, "🟢": 2, "⚪": 1}
CIRCLE = re.compile(f"[{''.join(CIRCLES)}]\ufe0f?")
FIRES = re.compile("🔥{2,5}")  # one alone is an ornament
ASTERISKS = re.compile(r"(?<=[\s(\[])\*{1,5}(?=\s{0,3}(?:$|[|,;:()\[\]–—-]))")  # the only ones, or they are bold marks
STARS_WORD = re.compile(r"(?<![\d/.])(?P<stars>[1-5])[\s-]stars?\b", re.IGNORECASE)
WORDS = {
    5: "critical|essential|must|must[- ]have|mandatory|crucial|highest",
    4: "very important|high|strongly recommended",
    3: "important|medium|moderate|recommended|intermediate",
    2: "useful|low|nice to have|good to know|good to have",
    1: "awareness|awareness only|lowest|optional",
}
FROM_SCRATCH = re.compile(r"scratch|beginner|novice|new to|no experience|newcomer|first time", re.IGNORECASE)

Figure = TypeVar("Figure")


@dataclass(frozen=True, slots=True)
class Reading(Generic[Figure]):
    """A figure and the text around it, or None and the whole text."""

    value: Figure | None
    rest: str


def read_stars(text: str) -> Reading[int]:
    """⭐⭐⭐, ★★★☆☆, 3/5, 6/10 or "3 stars"."""
    reading = split_at_stars(text)
    if reading is None:
        return Reading(None, text)
    stars, text_before, text_after = reading
    return Reading(stars, _tidy(f"{text_before} {text_after}"))


def split_at_stars(text: str) -> tuple[int, str, str] | None:
    """The stars, the text before them and the text after."""
    for pattern in (STAR_EMOJI, STARS_OF, STARS_WORD, ASTERISKS, EXCLAMATIONS, CIRCLE, FIRES):
        for match in pattern.finditer(text):
            if 1 <= (stars := _stars_in(match)) <= 5:
                return stars, text[: match.start()], text[match.end() :]
    return None


def _stars_in(match: re.Match[str]) -> int:
    if match.re is STAR_EMOJI:
        return sum(match[0].count(star) for star in "⭐★🌟✭")
    if match.re is ASTERISKS:
        return len(match[0]) if match.string.count("*") == len(match[0]) else 0
    if match.re is EXCLAMATIONS:
        return len(match[0]) + 2
    if match.re is CIRCLE:
        return CIRCLES[match[0][0]]
    if match.re is FIRES:
        return len(match[0])
    return round(int(match["stars"]) * 5 / int(match.groupdict().get("most") or 5))


def read_importance(text: str) -> int | None:
    """The stars of a word such as "critical", which must be the whole text."""
    label = text.strip(" .:!*()").casefold()
    return next((stars for stars, pattern in WORDS.items() if re.fullmatch(pattern, label)), None)


def read_rating(text: str) -> int | None:
    """The stars of a text that can only be a rating: "4/5", "high", and a plain "4"."""
    label = text.strip(" .*()")
    return int(label) if re.fullmatch("[1-5]", label) else read_stars(text).value or read_importance(text)


def read_hours(text: str) -> Reading[Hours]:
    """ "8-12 hours (refresher) or 20-30 hours (from scratch)", "~10h", "30min-1hr". Not hours a day or a week."""
    matches = [match for match in HOURS.finditer(text) if not match["rate"]][:2]
    ranges = [(match, hours) for match in matches if (hours := _hours_range(match))]
    if not ranges:
        return Reading(None, text)
    if len(ranges) == 1 or not re.search(r"\bor\b|/|;|\||,", text[ranges[0][0].end() : ranges[1][0].start()]):
        match, hours = ranges[0]
        return Reading(Hours(hours, hours), _cut(text, match))
    (first, first_hours), (second, second_hours) = ranges
    first_words, second_words = text[first.end() : second.start()], text[second.end() :]
    rest = _remove_qualifiers(f"{text[: first.start()]}{first_words} {second_words}")
    if FROM_SCRATCH.search(first_words) and not FROM_SCRATCH.search(second_words):
        return Reading(Hours(second_hours, first_hours), rest)
    return Reading(Hours(first_hours, second_hours), rest)


def read_rate(text: str) -> Reading[HoursRange]:
    """ "2-3 hours/day", "30min-1hr weekly"; a plain "2-3 hours" too, if nothing else is there."""
    matches = [match for match in HOURS.finditer(text) if not re.match(DAY, match["unit"], re.IGNORECASE)]
    match = next((match for match in matches if match["rate"]), matches[0] if matches else None)
    if match is None or not (hours := _hours_range(match)):
        return Reading(None, text)
    return Reading(hours, _cut(text, match))


def read_weeks(text: str) -> Reading[CountRange]:
    """ "2-4 weeks", "3 months" (13 weeks)."""
    for match in WEEKS.finditer(text):
        low, high = int(match["low"]), int(match["high"] or match["low"])
        weeks = PERIOD_WEEKS[match["unit"][0].lower()]
        if 0 < low <= high and high * weeks <= MAX_WEEKS:
            return Reading(CountRange(round(low * weeks), round(high * weeks)), _cut(text, match))
    return Reading(None, text)


def read_months(text: str) -> Reading[CountRange]:
    """ "5-6 months", "1 year"."""
    for match in WEEKS.finditer(text):
        unit, low, high = match["unit"][0].lower(), int(match["low"]), int(match["high"] or match["low"])
        if unit in "my" and 0 < low <= high:
            factor = 12 if unit == "y" else 1
            return Reading(CountRange(low * factor, high * factor), _cut(text, match))
    return Reading(None, text)


def read_span(text: str) -> Reading[WeekSpan]:
    """ "Week 3", "Weeks 3-4", "Week 24+", "Month 1-2" at the beginning of the text."""
    match = SPAN.match(text)
    if match is None:
        return Reading(None, text)
    weeks = PERIOD_WEEKS[match["unit"][0].lower()]
    low, high = int(match["low"]), int(match["high"] or match["low"])
    first, last = round((low - 1) * weeks) + 1, round(high * weeks)
    if not 1 <= first <= last <= MAX_WEEKS:
        return Reading(None, text)
    return Reading(WeekSpan(first, None if match["open"] else last), _cut(text, match))


def is_week(text: str) -> bool:
    """Whether a line stands for weeks or days, such as "Week 3: Joins", rather than for a sentence about them."""
    match = SPAN.match(text)
    if match is None:
        return DAYS.match(text) is not None
    return text[match.end() :].lstrip()[:1] in {"", ":", "-", "–", "—", "|", "→", "="}


def _hours_range(match: re.Match[str]) -> HoursRange | None:
    """Return the range in whole tenths. None if low is above high, or more than the columns hold."""
    unit = match["unit"]
    low = _in_hours(match["low"], match["low_unit"] or unit)
    high = _in_hours(match["high"], unit) if match["high"] else low
    if not 0 < high <= MAX_HOURS or low > high:
        return None
    return HoursRange(round(low * 10), round(high * 10))


def _in_hours(figure: str, unit: str) -> float:
    hours = float(figure.replace(",", "."))
    return hours * {"m": 1 / 60, "d": HOURS_A_DAY}.get(unit[0].lower(), 1)


def _cut(text: str, match: re.Match[str]) -> str:
    """The text without the match, and without brackets that only held it."""
    return _tidy(text[: match.start()] + " " + text[match.end() :])


def _tidy(text: str) -> str:
    text = re.sub(r"\(\s{0,3}[-,;|]?\s{0,3}\)|\[\s{0,3}\]|\*\*\s{0,3}\*\*", " ", text)
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def _remove_qualifiers(text: str) -> str:
    """Remove "(refresher) or … (from scratch)", which the two ranges already say."""
    text = re.sub(r"\((?:as a )?refresher\)|\(from scratch\)", " ", text, flags=re.IGNORECASE)
    return re.sub(r"\s{2,}", " ", re.sub(r"^\W*or\W*$", "", text.strip(), flags=re.IGNORECASE)).strip()
