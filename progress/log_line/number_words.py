"""Durations in words: "an hour and a half", "eine halbe Stunde", "2 pomodoros"."""

import re
from collections.abc import Callable

HOUR = r"(?:h(?:ours?|rs?)?|std\.?|stunden?)"
MINUTE = r"(?:m(?:in(?:ute)?n?s?)?\.?|['′])"
POMODORO_MINUTES = 25
_ONE_TO_TWENTY = """
    a an one ein eine einer einen|two zwei|three drei|four vier|five fünf|six sechs|seven sieben|eight acht|nine neun|
    ten zehn|eleven elf|twelve zwölf|thirteen|fourteen|fifteen fünfzehn|sixteen|seventeen|eighteen|nineteen|
    twenty zwanzig
"""
_DIGITS = {
    word: digit
    for digit, words in enumerate(
        _ONE_TO_TWENTY.split("|"),
        start=1,
    )
    for word in words.split()
} | {"twice": 2, "fünfundvierzig": 45}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
         "ninety": 90, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "neunzig": 90}  # fmt: skip
_WORD = "|".join(sorted(_DIGITS, key=len, reverse=True))
_COUNT = rf"(?:[0-9]{{1,2}}|{_WORD})"
_AND = r"(?:and|n|&|\+|und)"
_SPELLED_MINUTE = r"min(?:ute)?n?s?"
_UNIT = rf"(?:{HOUR}|{_SPELLED_MINUTE})(?!\w)"
_START = r"(?<![\w.,:/])"


def _count(text: str | None) -> int:
    return _DIGITS.get((text or "a").lower(), 0) or int(text or 1)


def _tens(match: re.Match[str]) -> str:
    return f"{_TENS[match[1].lower()] + (_count(match[2]) if match[2] else 0)} "


_REWRITES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(_START + pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (rf"({_COUNT}) {_AND} (?:an? |one )?half {HOUR}(?!\w)", lambda match: f"{_count(match[1])}.5 h"),
        (rf"(?:({_COUNT}) ?)?{HOUR} ?{_AND} (?:an? |one )?half(?!\w)", lambda match: f"{_count(match[1])}.5 h"),
        (rf"(?:({_COUNT}) ?)?{HOUR} ?{_AND} (?:a |one )?quarter(?!\w)", lambda match: f"{_count(match[1])}h15"),
        (rf"(?:({_COUNT}) ?)?{HOUR} ?{_AND} three quarters(?!\w)", lambda match: f"{_count(match[1])}h45"),
        (rf"(?:anderthalb|eineinhalb) {HOUR}(?!\w)", lambda _: "1.5 h"),
        (rf"(zwei|drei|vier|fünf)einhalb {HOUR}(?!\w)", lambda match: f"{_count(match[1])}.5 h"),
        (rf"(?:eine )?(?:three|drei)[ -]?(?:quarters?|viertel) ?(?:of )?(?:an? |one |einer )?{HOUR}(?!\w)",
         lambda _: "45 min"),
        (rf"(?:a |one |eine )?(?:quarter|viertel) ?(?:of )?(?:an? |one |einer )?{HOUR}(?!\w)", lambda _: "15 min"),
        (rf"(?:a |one |eine )?hal(?:f|be)[ -]?(?:of )?(?:an? )?{HOUR}(?!\w)", lambda _: "30 min"),
        (rf"(?:an?|one|eine?|1) ?{HOUR} (?:or|to|oder|bis) (?:two|zwei|2)(?! ?{HOUR})(?!\w)", lambda _: "1-2 h"),
        (rf"({'|'.join(_TENS)})(?:[ -]?({_WORD}))? ?(?={_UNIT})", _tens),
        (rf"({_WORD}) (?={_UNIT})", lambda match: f"{_count(match[1])} "),
        (rf"({HOUR}) ({'|'.join(_TENS)})(?:[ -]?({_WORD}))?(?!\w)",
         lambda match: f"{match[1]} {_TENS[match[2].lower()] + (_count(match[3]) if match[3] else 0)}"),
        (rf"({HOUR}) ({_WORD})$", lambda match: f"{match[1]} {_count(match[2])}"),
        (rf"({_WORD}|{'|'.join(_TENS)}) (?=(?:to|or|oder|bis|-|–) [0-9])",
         lambda match: f"{_TENS.get(match[1].lower()) or _count(match[1])} "),
        (r"(to|until|till?|bis) (?:noon|midday)(?!\w)", lambda match: f"{match[1]} 12:00"),
        (r"(?:noon|midday) (?=(?:to|until|till?|bis) )", lambda _: "12:00 "),
        (rf"({_COUNT}) ?[x×*] ?([0-9]{{1,2}}) ?(?:{_SPELLED_MINUTE} )?pomo(?:doro)?s?(?!\w)",
         lambda match: f"{_count(match[1])} × {match[2]} min"),
        (rf"({_COUNT}) ?pomo(?:doro)?s?(?!\w)", lambda match: f"{_count(match[1])} × {POMODORO_MINUTES} min"),
        (r"(twice|zweimal) (?=[0-9])", lambda _: "2 × "),
        (rf"({_COUNT}) ?(?:[x×*]|times|mal) ?(?=[0-9.,]{{1,5}} ?(?:{HOUR}|{MINUTE})(?![^\W\d_]))",
         lambda match: f"{_count(match[1])} × "),
    )
]  # fmt: skip


def in_digits(text: str) -> str:
    """The text with its durations in digits. What isn't one stays as it is."""
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text
