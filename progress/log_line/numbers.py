"""Numbers in a line of the study log that are neither its duration nor its day."""

import re
from collections.abc import Container

from lib.durations import format_minutes, write_minutes
from progress.log_line.study_line import LineChoice, LogQuestionError

_NUMBER = re.compile(r"(?<![\w.,:/#&§–-])[0-9]+(?:[.,:/–-][0-9]+)*(?![\w/]|[.,:–-]\w)")
_LABEL_WORDS = """
    chapter chapters chap ch kapitel kap section sections sec lecture lectures lec lesson lessons vorlesung video
    videos episode episodes ep part parts teil pt page pages p pp seite seiten s week weeks woche wk day unit
    module assignment hw homework problem problems exercise exercises ex aufgabe übung q question quiz task step
    version vol volume figure fig eq equation theorem level layer no nr number gpt llama claude gemini python
    pytorch leetcode lc cs project lab paper top sprint phase book epoch epochs attempt round run lines line rows
"""
_LABELS = frozenset(_LABEL_WORDS.split())
_UNIT_WORDS = """
    chapters sections lectures lessons videos episodes parts pages weeks units modules assignments problems
    problem exercises exercise aufgaben übungen questions quizzes tasks steps figures equations theorems layers
    heads papers paper articles books notebooks cards flashcards epochs attempts tries rounds runs lines examples
    kapitel seiten of out percent times x bugs functions tests proofs slides page chapter video lecture tokens
    points d % st nd rd th people
"""
_UNITS_OF_WORK = frozenset(_UNIT_WORDS.split())
IS_IT_TIME = "Is {} part of the time?"


def first_bare_number(text: str) -> re.Match[str] | None:
    """The first number that nothing explains: no "chapter 3", no "20 pages", no year."""
    return next((match for match in _NUMBER.finditer(text) if not is_explained(text, match.start(), match.end())), None)


def is_explained(text: str, start: int, end: int) -> bool:
    words_before, words_after = text[:start].split(), text[end:].split()
    return (
        (bool(words_before) and bare_word(words_before[-1]) in _LABELS)
        or (bool(words_after) and bare_word(words_after[0]) in _UNITS_OF_WORK)
        or bool(re.fullmatch("(?:19|20)[0-9]{2}", text[start:end]))
    )


def ask_about_number(text: str, minutes: int) -> None:
    """Raises LogQuestionError where ``text``, the rest of a line, has a number that nothing explains."""
    if (number := first_bare_number(text)) is None:
        return
    digits = number.group()
    choices = [LineChoice(f"No, {format_minutes(minutes)}", f"{write_minutes(minutes)} – {text}")]
    if minutes % 60 == 0 and digits.isdigit() and 0 < int(digits) < 60:
        rest = f"{text[: number.start()]} {text[number.end() :]}"
        choices.append(
            LineChoice(
                f"Yes, {format_minutes(minutes + int(digits))}", f"{write_minutes(minutes + int(digits))} {rest}"
            )
        )
    raise LogQuestionError(IS_IT_TIME.format(digits), choices)


def counts(text: str, end: int, known_words: Container[str]) -> bool:
    """Whether the number that ends at ``end`` counts what follows: "20 pages", "15 flashcards"."""
    words_after = text[end:].split()
    word = bare_word(words_after[0]) if words_after else ""
    return word in _UNITS_OF_WORK or (len(word) > 3 and word.endswith("s") and word not in known_words)


def bare_word(word: str) -> str:
    return word.strip(".,:;()#").lower()
