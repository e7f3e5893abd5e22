"""A heading or list item taken apart: number, title, stars, hours, weeks, remark, description and link."""

import re
import unicodedata
from dataclasses import dataclass

from curriculum.outlines import figures
from curriculum.outlines.vocabulary import REMARK
from lib.durations import CountRange, Hours, WeekSpan

NUMBER = re.compile(
    r"(?:(?:section|chapter|module|unit|part|step|lesson)\s{1,2})?(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})"
    r"(?:[.:)](?!\d)\s*|\s*[–—-]\s+)",
    re.IGNORECASE,
)
OUTLINE_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){1,4})[.:)]?\s+")
CODE = re.compile(r"(?P<number>[A-Z]\d{1,2})[.:)]\s+")
NAMED_LETTER = re.compile(
    r"(?:section|chapter|module|unit|part|step|lesson)\s{1,2}(?P<number>[IVX]{1,5}|[A-H])(?:[.:)]\s+|\s*[–—-]\s+)",
    re.IGNORECASE,
)
LETTER = re.compile(r"[A-Z][.)]\s+")
BOLD = re.compile(r"(\*\*|__)(?P<inner>(?:(?!\1).)+)\1")
LINK = re.compile(
    r"\[(?P<text>[^\[\]]{1,300})\]"
    r"\(<?(?P<url>[^\s()<>]{1,1000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)>?(?:\s\"[^\"]{0,300}\")?\)"
)
BARE_URL = re.compile(r"<?(?P<url>https?://[^\s<>()\[\]]{1,1000})>?")
BRACKETS = re.compile(r"\s*[(\[](?P<inner>[^()\[\]]{1,200})[)\]]\s*$")
HOURS_AT_END = re.compile(
    rf"\s+(?P<inner>[~≈]?\s?{figures.NUMBER}(?:{figures.DASH}{figures.NUMBER})?\s?{figures.UNIT})$", re.IGNORECASE
)
IMPORTANCE = re.compile(r"(?:importance|priority|rating)\s?[:=]\s?(?P<word>.+)", re.IGNORECASE)
IMPORTANCE_BEFORE = re.compile(r"[(\[,;]?\s{0,3}\b(?:importance|priority|rating)\s?[:=]?\s{0,3}$", re.IGNORECASE)
FIGURE_SEPARATOR = re.compile(r"\s[-–—|]\s|[,;]\s+")
COMMA = re.compile(r"[,;]\s+")
WORD = re.compile(r"[^\W\d_]{2}")
AFTER_DASH = re.compile(
    r"\s*(?:\s[-–—|]\s|:\s|,\s)(?P<inner>(?:importance|priority|rating)\s?[:=]\s?[\w ]{1,20}|[^-–—|:,()\[\]]{1,60})$",
    re.I,
)
CLOCK = re.compile(r"\s*[⏱⏰⌛⏳🕐🕒]\ufe0f?\s*")
EDGE = " \t-–—:,;|·•*_→"


@dataclass(slots=True, kw_only=True)
class Title:
    """The parts of a title. `remark` is what stands in brackets or after the stars, `url` the target of a link."""

    title: str
    number: str = ""
    stars: int | None = None
    hours: Hours | None = None
    weeks: CountRange | None = None
    span: WeekSpan | None = None
    remark: str = ""
    description: str = ""
    url: str = ""


def read_title(text: str, *, has_description: bool = False) -> Title:
    """Take a title apart. With `has_description`, so is `**Pooling**: takes the maximum`."""
    title = Title(title="")
    text = _take_link(title, CLOCK.sub(" - ", text).strip())
    if has_description:
        text, title.description = split_description(text)
        if stars := figures.read_stars(title.description).value:
            title.stars, title.description = stars, figures.read_stars(title.description).rest
    text = _take_number(title, text)
    text = _take_stars(title, text)
    text = _take_endings(title, text)
    title.title = plain(text)
    title.remark = plain(title.remark)
    return title


def plain(text: str) -> str:
    """Remove bold marks, ornaments at the ends and a colon at the end."""
    return strip_ornaments(unbold(text).strip(EDGE)).strip(EDGE)


def unbold(text: str) -> str:
    """Remove bold marks and an emoji at the beginning."""
    text = BOLD.sub(lambda bold: bold["inner"], text).replace("**", "").strip()
    ornaments = next((index for index, character in enumerate(text) if not _is_ornament(character)), 0)
    return text[ornaments:].lstrip()


def strip_ornaments(text: str) -> str:
    """Remove emoji at either end."""
    start, end = 0, len(text)
    while start < end and (_is_ornament(text[start]) or text[start].isspace()):
        start += 1
    while end > start and (_is_ornament(text[end - 1]) or text[end - 1].isspace()):
        end -= 1
    return text[start:end]


def split_description(text: str) -> tuple[str, str]:
    """ "**Pooling**: takes the maximum" and "Pooling: takes the maximum" in two."""
    if (bold := BOLD.match(text)) and bold.end() < len(text):
        tail = text[bold.end() :]
        if bold["inner"].endswith(":"):
            return bold["inner"][:-1], tail.strip()
        if (
            match := re.match(r"(?P<brackets>(?:\s*\([^()]{1,200}\)){0,2})\s*(?::|\s[-–—]\s)\s*(?P<rest>\S.*)", tail)
        ) and not _are_figures(match["rest"]):
            return bold[0] + match["brackets"], match["rest"]
        return text, ""
    match = re.match(r"(?P<title>[^:`$]{2,80}?)(?::|\s[-–—])\s+(?P<rest>\S.*)", text)
    is_whole = match and match["title"].count("(") == match["title"].count(")") and not _is_figure(match["rest"])
    is_formula = match and not WORD.search(match["rest"])  # "n or n - 1"
    return (match["title"], match["rest"]) if match and is_whole and not is_formula else (text, "")


def _is_figure(text: str) -> bool:
    """Whether a text is only stars or hours, which belong to the title."""
    return figures.read_stars(text).value is not None or figures.read_hours(text).value is not None


def _are_figures(text: str) -> bool:
    """Whether a text is nothing but figures, as in "4h – priority: high"."""
    title = Title(title="")
    parts = FIGURE_SEPARATOR.split(text)
    return all(_take_figure(title, plain(part), in_brackets=False) for part in parts) and not title.remark


def _is_ornament(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk", "Cf", "Mn", "Co", "Cn") and character not in "^`°©®"


def _take_link(title: Title, text: str) -> str:
    links = list(LINK.finditer(text))
    if len(links) != 1:
        return text
    title.url = links[0]["url"]
    return text[: links[0].start()] + links[0]["text"] + text[links[0].end() :]


def _take_number(title: Title, text: str) -> str:
    """Take "1.1", "A3)" or "A." away, also from bold text."""
    bold = BOLD.match(text)
    plain_text = bold["inner"] + text[bold.end() :] if bold else text
    plain_text = strip_ornaments(plain_text) if plain_text and _is_ornament(plain_text[0]) else plain_text
    patterns = (OUTLINE_NUMBER, NUMBER, NAMED_LETTER, CODE)
    match = next((match for pattern in patterns if (match := pattern.match(plain_text))), None)
    if match and match.end() < len(plain_text):
        title.number = match["number"]
        return plain_text[match.end() :]
    letter = LETTER.match(plain_text) if bold else None
    return plain_text[letter.end() :] if letter else text


def _take_stars(title: Title, text: str) -> str:
    """Take the stars away. What follows them is a remark."""
    reading = figures.split_at_stars(text)
    if reading is None:
        return text
    title.stars, text_before, text_after = reading
    text_after = text_after.strip().lstrip(")]*").strip(EDGE)
    remark = BRACKETS.fullmatch(text_after)
    title.remark = remark["inner"] if remark else text_after
    _take_figures(title)
    text_before = IMPORTANCE_BEFORE.sub("", text_before).rstrip().rstrip("([").rstrip()
    if text_before.count("(") > text_before.count(")"):
        text_before += ")"
    if not plain(text_before) and title.remark:  # the stars stand first
        text_before, title.remark = title.remark, ""
    return text_before


def _take_figures(title: Title) -> None:
    """Take hours and weeks out of the remark."""
    if (hours := figures.read_hours(title.remark)).value:
        title.hours, title.remark = hours.value, hours.rest.strip(EDGE)
    if (weeks := figures.read_weeks(title.remark)).value:
        title.weeks, title.remark = weeks.value, weeks.rest.strip(EDGE)


def _take_endings(title: Title, text: str) -> str:
    """Take hours, weeks and remarks from the brackets, or after the dash, at the end of the title."""
    for _ in range(4):
        text = text.rstrip(" :*|")
        match = BRACKETS.search(text) or AFTER_DASH.search(text) or HOURS_AT_END.search(text)
        if match is None or not _take_ending(title, match["inner"], in_brackets=match[0].strip()[0] in "([|"):
            break
        text = text[: match.start()]
    return text


def _take_ending(title: Title, inner: str, *, in_brackets: bool) -> bool:
    """Take one figure, or all of "importance: 5, 4-6 h". What else stands between the commas is the remark."""
    parts = [plain(part) for part in COMMA.split(inner)]
    others = [part for part in parts if not _take_figure(title, part, in_brackets=in_brackets)]
    if len(others) == len(parts):
        return _take_remark(title, plain(inner), in_brackets=in_brackets)
    title.remark = ", ".join(filter(None, [title.remark, *others]))
    return True


def _take_remark(title: Title, inner: str, *, in_brackets: bool) -> bool:
    if not in_brackets or title.remark or not REMARK.fullmatch(inner):
        return False
    title.remark = inner
    return True


def _take_figure(title: Title, inner: str, *, in_brackets: bool) -> bool:
    if title.hours is None and (hours := figures.read_hours(inner)).value:
        title.hours = hours.value
        title.remark = ", ".join(filter(None, [title.remark, hours.rest.strip(EDGE)]))
    elif title.weeks is None and (weeks := figures.read_weeks(inner)).value:
        title.weeks = weeks.value
        title.remark = ", ".join(filter(None, [title.remark, weeks.rest.strip(EDGE)]))
    elif title.span is None and (span := figures.read_span(inner)).value and not span.rest:
        title.span = span.value
    elif title.stars is None and (in_brackets or IMPORTANCE.match(inner)) and (stars := _importance(inner)):
        title.stars = stars
    else:
        return False
    return True


def _importance(text: str) -> int | None:
    """The stars of "critical", "importance: high" or "!!!"."""
    if set(text) == {"!"} and len(text) <= 3:
        return len(text) + 2
    match = IMPORTANCE.fullmatch(text)
    return figures.read_rating(match["word"]) if match else figures.read_importance(text)
