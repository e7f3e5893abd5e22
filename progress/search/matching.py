"""How well an entry of the search fits what was typed. Pure."""

import re
import unicodedata
from dataclasses import dataclass, field

MAX_QUERY_CHARACTERS = 100
MIN_CHARACTERS_INSIDE = 3  # of a query that is found as initials, or inside a word
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """Something with a page. ``where`` says what it belongs to; ``keywords`` find it, but less well than its title.

    ``initials`` of the title find it too: "bpe" is byte-pair encoding.
    """

    kind: str
    title: str
    url: str
    where: str = ""
    keywords: str = ""
    title_words: tuple[str, ...] = field(init=False)
    other_words: tuple[str, ...] = field(init=False)
    initials: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "title_words", words_of(self.title))
        object.__setattr__(self, "other_words", words_of(f"{self.where} {self.keywords}"))
        object.__setattr__(self, "initials", "".join(word[0] for word in self.title_words))


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words without accents, so that "Schrodinger" finds "Schrödinger"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter))))


def score(entry: SearchEntry, words: tuple[str, ...]) -> int:
    """0 if a word is missing; more if words begin or equal those of the title."""
    if entry.title_words == words:
        return 10 * len(words) + 5
    scores = [_score_of(entry, word) for word in words]
    return sum(scores) if all(scores) else 0


def _score_of(entry: SearchEntry, word: str) -> int:
    if word in entry.title_words:
        return 8
    if any(other.startswith(word) for other in entry.title_words):
        return 6
    if any(other.startswith(word) for other in entry.other_words):
        return 2
    if len(word) < MIN_CHARACTERS_INSIDE:
        return 0
    return 3 if entry.initials.startswith(word) or any(word in other for other in entry.title_words) else 0
