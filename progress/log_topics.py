"""The topic that a line of the study log names."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from progress.study_line import LogLineError

_TOPIC_NUMBER = re.compile(r"(?<![\w.])[0-9]+\.[0-9]+(?!\w|\.[0-9])")
_DASHES = frozenset("-−–—•*")
_WORD = re.compile(r"[^\W_]+")
_NO_TOPIC = re.compile(r"\b(?:on )?(?:no|without(?: a)?) topic\b", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    _WORD.findall(
        "a about and at by did for from in into is it my of on or some the this to up was with your i chapter"
    )
)


@dataclass(frozen=True, kw_only=True)
class TopicName:
    """The names of a topic in a line. ``keywords`` are its subtopics' words, used only if no name fits."""

    uid: str
    number: str
    label: str
    title: str
    keywords: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        return words_of(f"{self.label} {self.title} {self.uid}")


def words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if len(word) > 1) - _SMALL_WORDS


def take_topic(text: str, topics: Sequence[TopicName], default: str | None) -> tuple[str | None, str]:
    """Return the uid of the topic that ``text`` names, and the rest as a note."""
    rest, count = _NO_TOPIC.subn(" ", text)
    if count:
        return None, _tidy(rest)
    if number := _TOPIC_NUMBER.search(text):
        for topic in topics:
            if topic.number == number.group():
                return topic.uid, _tidy(text[: number.start()] + " " + text[number.end() :])
    words = words_of(text)
    best_match = _best(words, topics, default)
    if best_match is None:
        return default, _tidy(text)
    unused_words = {word for word in words if not _fits(word, best_match.words)}
    return best_match.uid, _tidy(text) if unused_words else ""


def _best(words: frozenset[str], topics: Sequence[TopicName], default: str | None) -> TopicName | None:
    """Return the topic that the words name, if any. Raises LogLineError if it could be two."""
    best = _most(topics, lambda topic: sum(_fits(word, topic.words) for word in words))
    if len(best) > 1:
        best = _most(best, lambda topic: len(words & topic.words)) or best
    if len(best) > 1:
        best = _most(best, lambda topic: len(words & words_of(topic.label)) / len(words_of(topic.label) or "-")) or best
    if len(best) > 1:
        best = [topic for topic in best if topic.uid == default] or best
    if len(best) > 1:
        choices = " or ".join(f"{topic.number} {topic.label}" for topic in best[:4])
        raise LogLineError(f"Which topic: {choices}? Write its number.")
    if not best:
        best = [topic for topic in topics if any(_names_part(word, topic.keywords) for word in words)]
    return best[0] if len(best) == 1 else None


def _most(topics: Sequence[TopicName], score: Callable[[TopicName], float]) -> list[TopicName]:
    scores = [score(topic) for topic in topics]
    top = max(scores, default=0)
    return [topic for topic, value in zip(topics, scores, strict=True) if top and value == top]


def _fits(word: str, names: Iterable[str]) -> bool:
    """A name begins with the word ("optim"), or the word with a name ("optimizers" for "optimizer")."""
    return any(
        name == word or (len(word) >= 3 and name.startswith(word)) or (len(name) >= 5 and word.startswith(name))
        for name in names
    )


def _names_part(word: str, keywords: frozenset[str]) -> bool:
    """ "backprop" for backpropagation; a shorter beginning would be in too many words."""
    return word in keywords or (len(word) >= 5 and any(name.startswith(word) for name in keywords))


def _tidy(text: str) -> str:
    """The note without the small words that only joined it to the rest of the line."""
    words = text.replace(",", " ").split()
    while words and words[0].lower() in _SMALL_WORDS | _DASHES:  # a list's dash before the line joins, too
        words.pop(0)
    while words and words[-1].lower() in _SMALL_WORDS:
        words.pop()
    return " ".join(words)
