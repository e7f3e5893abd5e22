"""The names by which a line of the study log can call a topic."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

# Left out of a note at its ends.
_SMALL = """
    a about abt an and approx around at by did die der das den ein eine for from für i im in into is it mit my n
    of on or over roughly so some spent under almost nearly just studied study studying the this to um und uhr up
    von was with worked your über zu ca circa ungefähr etwa chapter
"""
SMALL_WORDS = frozenset(_SMALL.split())
# In the names of topics and parts, but no hint at one: they are in too many other sentences.
_WEAK = """
    advanced basic basics beyond book class concept concepts core critical deep dive effect effects first from
    fundamental fundamentals half hand human idea ideas intro intuition introduction key language large learn learned
    learning lesson look lot main memory method methods model models more new next not note notes one organization
    outside own part parts plain practical practice problem problems product program project question questions
    random read real repair result results review same set sets simple size small some step steps stuff system
    systems task tasks technique techniques test tests text theory thing things time tiny top topic two understand
    understanding use used using value values version when which why with without word words work zero shot few
    write writing year your before after back data code coding gap gaps worth closing leave out choose choosing
    fast faster than six lower upper there here within limit budget
"""
WEAK_WORDS = frozenset(_WEAK.split())
_WORD = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r"\(([^)]*)\)")
MIN_STEM_CHARS = 3

Phrase = tuple[str, ...]


def words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if len(word) > 1) - SMALL_WORDS


def stem(word: str) -> str:
    """Remove the s of a plural."""
    is_plural = len(word) >= MIN_STEM_CHARS and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


def phrase_of(text: str) -> Phrase:
    """Its words in order, in the singular, without small ones around them."""
    words = _WORD.findall(text.lower())
    while words and words[0] in SMALL_WORDS:
        words.pop(0)
    while words and words[-1] in SMALL_WORDS:
        words.pop()
    return tuple(map(stem, words))


@dataclass(frozen=True, kw_only=True)
class TopicName:
    """The names of a topic in a line: its own, those of its parts and exercises, and those of its section.

    The number is the one on the path; empty for a topic that isn't on it. If ``is_elsewhere``, the learner's roadmap
    doesn't contain it, and it counts only if no topic of their roadmap fits.
    """

    uid: str
    number: str
    label: str
    title: str
    abbreviations: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    exercises: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    is_elsewhere: bool = False

    @property
    def name(self) -> str:
        return f"{self.number} {self.label}".strip()

    @property
    def notation(self) -> str:
        """The notation of a line that means this topic and no other."""
        return self.number or f"#{self.uid}"

    @cached_property
    def words(self) -> frozenset[str]:
        return words_of(f"{self.label} {self.title} {self.uid}")

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Those whose beginning is enough."""
        firsts = (_WORD.findall(name.lower())[:1] for name in (self.label, self.title))
        return frozenset(word for words in firsts for word in words) - WEAK_WORDS

    @cached_property
    def part_words(self) -> frozenset[str]:
        names = self.parts | self.exercises
        return frozenset(stem(word) for name in names for word in words_of(name) - WEAK_WORDS)

    @cached_property
    def spelled_words(self) -> frozenset[str]:
        """The single words that name it, to recognise them misspelt."""
        own = words_of(f"{self.label} {self.title}") - WEAK_WORDS
        return own | {word for name in self.abbreviations for word in words_of(name) if " " not in name}

    @cached_property
    def phrases(self) -> dict[Phrase, int]:
        """Its names and how strongly each names it: 0 its own, 1 a part's, 2 the gist of a part's or an
        exercise's, 3 its section's.
        """
        ranks: dict[Phrase, int] = {}
        gists = {*map(_gist, self.parts), *self.exercises}
        for rank, names in enumerate((self._own_names(), self.parts, gists, self.groups)):
            for phrase in map(phrase_of, names):
                if phrase and not (len(phrase) == 1 and phrase[0] in WEAK_WORDS):
                    ranks.setdefault(phrase, rank)
        for aside in (aside for part in self.parts for aside in _ASIDE.findall(part)):
            ranks.setdefault(phrase_of(aside), 1)
        return ranks

    @cached_property
    def all_words(self) -> frozenset[str]:
        return frozenset(word for phrase in self.phrases for word in phrase)

    def _own_names(self) -> Iterator[str]:
        yield from (self.label, self.title, self.uid, *self.abbreviations)
        yield from (half for half in self.title.split(":") if half != self.title)
        yield _gist(self.title)


def sort_key(topic: TopicName) -> tuple[bool, list[int], str]:
    """Sort topics by number, those without one last."""
    return not topic.number, [int(part) for part in re.findall("[0-9]+", topic.number)], topic.uid


def _gist(title: str) -> str:
    """ "Feature engineering" of "Feature engineering, for the intuition"."""
    return re.split(r"[,:(]", title)[0]


@dataclass(frozen=True)
class TopicWords:
    """All words in the names of some topics: none of them is a misspelt other word."""

    topics: Sequence[TopicName]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and any(stem(word) in topic.all_words for topic in self.topics)


@dataclass(frozen=True)
class Mention:
    """Words of a line, from ``start`` on, that are a name of some topics."""

    start: int
    words: Phrase
    topics: tuple[TopicName, ...]

    def is_within(self, other: "Mention") -> bool:
        end, other_end = self.start + len(self.words), other.start + len(other.words)
        return other.start <= self.start and end <= other_end and len(self.words) < len(other.words)


def mentions_of(text: str, topics: Iterable[TopicName]) -> list[Mention]:
    """The full names in ``text``, without those within a longer one."""
    words = tuple(map(stem, _WORD.findall(text.lower())))
    owners: dict[tuple[int, Phrase], dict[int, list[TopicName]]] = {}
    for topic in topics:
        for phrase, rank in topic.phrases.items():
            for start in _places(phrase, words):
                owners.setdefault((start, phrase), {}).setdefault(rank, []).append(topic)
    mentions = [
        Mention(start, phrase, tuple(by_rank[min(by_rank)]))
        for (start, phrase), by_rank in sorted(owners.items(), key=lambda item: item[0])
    ]
    return [mention for mention in mentions if not any(mention.is_within(other) for other in mentions)]


def _places(phrase: Phrase, words: Phrase) -> Iterator[int]:
    if phrase[0] in words:
        yield from (start for start in range(len(words)) if words[start : start + len(phrase)] == phrase)
