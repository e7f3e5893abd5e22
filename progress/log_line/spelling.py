"""Misspelt words, as typed on a phone."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

MIN_CHARS, MAX_CHARS = 4, 16  # shorter words are close to too many others; longer ones take long to compare
SIMILARITY = 0.8
MAX_TARGETS = 3
LONG_WORD_CHARS = 8
# Words of the field, or everyday ones, that a kind of study or a day is close to.
_REAL = """
    heading headings leading loading trading treading spreading breading matching catching batching patching
    hatching encoding decoding recoding coming going coping batches matches batch match patch catch water waiting
    wanting rating ratings ranking riding rendering ready real head heads lead load road leads loads papers caper
    pager mode node nodes modes cold could core coder coders decoded encoded nook cook look hook took brook vide
    bideo picture pictures structure structures texture code codes cooling read reads
"""
_REAL_WORDS = frozenset(_REAL.split())


@dataclass(frozen=True)
class Correction:
    """``targets`` are the words meant, the closest first. ``is_sure``: letters of the first were left out, doubled or
    swapped, not replaced.
    """

    targets: tuple[str, ...]
    is_sure: bool

    @property
    def target(self) -> str:
        return self.targets[0]


def correct(word: str, targets: Sequence[str], *, known_words: Container[str] = ()) -> Correction | None:
    """The one of ``targets`` that a misspelt ``word`` (lower case) means, if any."""
    if not MIN_CHARS <= len(word) <= MAX_CHARS or not word.isalpha() or word in _REAL_WORDS or word in known_words:
        return None
    long_targets = [target for target in targets if len(target) > MIN_CHARS]
    matches = get_close_matches(word, long_targets, n=MAX_TARGETS, cutoff=SIMILARITY) if word not in targets else []
    sure = [match for match in matches if _is_sure(word, match)]
    return Correction(tuple(sure[:1] or matches), bool(sure)) if matches else None


def _is_sure(word: str, target: str) -> bool:
    missing, extra = Counter(target) - Counter(word), Counter(word) - Counter(target)
    if word[0] != target[0] or missing.total() > 2 or extra.total() > 2:
        return False
    if not (missing and extra):
        return True
    return len(target) >= LONG_WORD_CHARS and missing.total() == extra.total() == 1
