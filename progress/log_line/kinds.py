"""Kinds of study as people name them, in English and German."""

import re
from collections.abc import Container
from string import punctuation

from progress.kinds import NO_KIND
from progress.log_line.spelling import correct
from progress.log_line.study_line import LineChoice, LogQuestionError, keep_as_note

_VERBS = {
    "coding": "code coded coding implement implemented implementing programmed programming debug debugged debugging "
    "practise practised practising practice practiced practicing build built building coden gecodet codiert "
    "programmieren programmiert implementieren implementiert geübt",
    "reading": "read reading reread rereading skimmed skimming lesen gelesen las",
    "watching": "watch watched watching listened listening schauen geschaut angeschaut gesehen gucken geguckt gehört",
    NO_KIND: "write wrote writing written",  # code or notes
}
_NOUNS = {
    "coding": "exercise exercises implementation notebook kata puzzles aufgaben übungen",
    "reading": "book books paper papers article articles blog docs documentation textbook buch artikel",
    "watching": "video videos lecture lectures youtube talk screencast vorlesung",
}
_KIND_OF = {word: kind for kind, words in _VERBS.items() for word in words.split()}
_KIND_OF_NOUN = {word: kind for kind, words in _NOUNS.items() for word in words.split()}
_PUNCTUATION = f"{punctuation}“”„…"
_TWO_VERBS = re.compile(
    rf"(?<!\w)({'|'.join(_KIND_OF)})(?: ?[,/&+] ?| and | und | then )({'|'.join(_KIND_OF)})(?!\w)", re.IGNORECASE
)


def find_kind(text: str, *, known_words: Container[str] = ()) -> tuple[str, str]:
    """The kind that ``text`` names and the text without the verb that named it; a noun stays for the note.

    The first verb decides ("reading about coding" is reading), else the nouns ("the attention paper"). Two verbs side
    by side ("reading and coding") or nouns of two kinds leave it unstated. ``known_words`` aren't misspelt.

    Raises LogQuestionError: a word may be a misspelt kind.
    """
    if (pair := _TWO_VERBS.search(text)) and len({_KIND_OF[verb.lower()] for verb in pair.groups()}) == 2:
        return NO_KIND, text
    words = text.split()
    for kinds, find in ((_KIND_OF, _kind_of_verb), (_KIND_OF_NOUN, _kind_of_nouns)):
        kind, rest = find(words)
        if kind is None and (corrections := _with_correction(words, list(kinds), known_words)):
            kind, rest = find(corrections)
        if kind:
            return kind, " ".join(rest)
    return NO_KIND, text


def _kind_of_verb(words: list[str]) -> tuple[str | None, list[str]]:
    for position, word in enumerate(words):
        if kind := _KIND_OF.get(bare_word(word)):
            return kind, words if kind == NO_KIND else words[:position] + words[position + 1 :]
    return None, words


def _kind_of_nouns(words: list[str]) -> tuple[str | None, list[str]]:
    kinds = {kind for word in words if (kind := _KIND_OF_NOUN.get(bare_word(word)))}
    return (None if not kinds else kinds.pop() if len(kinds) == 1 else NO_KIND), words


def _with_correction(words: list[str], targets: list[str], known_words: Container[str]) -> list[str]:
    """The words with the first misspelt one of ``targets`` corrected; empty if there is none."""
    exact_words = {*_KIND_OF, *_KIND_OF_NOUN}
    for position, word in enumerate(words):
        correction = (
            None if bare_word(word) in exact_words else correct(bare_word(word), targets, known_words=known_words)
        )
        if correction is None:
            continue
        corrections = [*words[:position], correction.target, *words[position + 1 :]]
        if correction.is_sure:
            return corrections
        kind = (_KIND_OF | _KIND_OF_NOUN)[correction.target].capitalize()
        choices = [LineChoice(kind, " ".join(corrections)), keep_as_note(" ".join(words), word)]
        raise LogQuestionError(f"Did you mean “{correction.target}”?", choices)
    return []


def bare_word(word: str) -> str:
    return word.strip(_PUNCTUATION).lower()
