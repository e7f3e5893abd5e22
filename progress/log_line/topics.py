"""The topic that a line of the study log names."""

import re
from collections.abc import Callable, Sequence
from string import punctuation

from progress.log_line.spelling import correct
from progress.log_line.study_line import LineChoice, LogQuestionError
from progress.log_line.topic_names import SMALL_WORDS, WEAK_WORDS, TopicName, mentions_of, sort_key, stem, words_of

MAX_CHOICES = 5
MAX_TOPICS_OF_A_WORD = 3  # a word in the parts of more topics names none
MIN_PREFIX_CHARS, MIN_PART_PREFIX_CHARS = 3, 5
NO_TOPIC = "No topic"
_TOPIC_NUMBER = re.compile(r"(?<![\w.])[0-9]+\.[0-9]+(?!\w|\.[0-9])")
_TOPIC_TAG = re.compile(r"(?<!\S)#([a-z0-9.-]+)(?!\S)")
_NO_TOPIC = re.compile(r"\b(?:on )?(?:no|without(?: a)?) topic\b", re.IGNORECASE)
_DASHES = frozenset("-−–—•*~+&/|")
_PUNCTUATION = frozenset(punctuation)


def parse_tag(text: str, topics: Sequence[TopicName]) -> tuple[str | None, str]:
    """Return the uid that ``text`` names as “#linear-algebra”, and the rest. It comes before the duration and the kind,
    because both may be words of a uid.
    """
    tag = _TOPIC_TAG.search(text)
    if tag is None or all(topic.uid != tag[1] for topic in topics):
        return None, text
    return tag[1], f"{text[: tag.start()]} {text[tag.end() :]}"


def parse_topic(text: str, topics: Sequence[TopicName], default: str | None) -> tuple[str | None, str]:
    """Return the uid of the topic that ``text`` names, and the rest as a note.

    Raises LogQuestionError: it could be several topics.
    """
    rest, count = _NO_TOPIC.subn(" ", text)
    if count:
        return None, clean_note(rest)
    for number in _TOPIC_NUMBER.finditer(text):
        for topic in topics:
            if topic.number == number.group():
                return topic.uid, clean_note(f"{text[: number.start()]} {text[number.end() :]}")
    own_topics = [topic for topic in topics if not topic.is_elsewhere]
    other_topics = [topic for topic in topics if topic.is_elsewhere]
    candidates, name_words = _candidates(text, own_topics)
    if not candidates:
        candidates, name_words = _candidates(text, other_topics)
    if any(topic.uid == default for topic in candidates):
        candidates = [topic for topic in candidates if topic.uid == default]
    unused_words = {stem(word) for word in words_of(text) | _numbers(text)} - name_words
    rest = clean_note(text) if unused_words else ""
    if len(candidates) == 1:
        return candidates[0].uid, rest
    candidates = candidates or _guesses(text, own_topics, default)
    if not candidates:
        return default, clean_note(text)
    raise _question(candidates, topics, default, rest)


def _candidates(text: str, topics: Sequence[TopicName]) -> tuple[list[TopicName], set[str]]:
    """The topics that ``text`` may name, and the words, in the singular, that name them."""
    if mentions := mentions_of(text, topics):
        by_uid = {topic.uid: topic for mention in mentions for topic in mention.topics}
        return sorted(by_uid.values(), key=sort_key), {word for mention in mentions for word in mention.words}
    words = words_of(text) - WEAK_WORDS
    candidates = _by_own_words(words, topics)
    return candidates, {stem(word) for word in words if any(_fits(word, topic) for topic in candidates)}


def _question(
    candidates: Sequence[TopicName], topics: Sequence[TopicName], default: str | None, note: str
) -> LogQuestionError:
    after_dash = f" – {note}" if note else ""
    choices = [LineChoice(topic.name, f"{topic.notation}{after_dash}") for topic in candidates[:MAX_CHOICES]]
    question = "Which topic?"
    others = [LineChoice(topic.name, f"{topic.notation}{after_dash}") for topic in topics if topic.uid == default]
    return LogQuestionError(question, [*choices, *(others or [LineChoice(NO_TOPIC, f"no topic{after_dash}")])])


def _by_own_words(words: frozenset[str], topics: Sequence[TopicName]) -> list[TopicName]:
    """The topics with the most of the words in their own names."""
    best = _most(topics, lambda topic: sum(_fits(word, topic) for word in words))
    if len(best) > 1:
        best = _most(best, lambda topic: len(words & topic.words)) or best
    if len(best) > 1:
        best = [topic for topic in best if words_of(topic.label) and words_of(topic.label) <= words] or best
    return best


def _guesses(text: str, topics: Sequence[TopicName], default: str | None) -> list[TopicName]:
    """The topics to ask about where none is named: a word is in the names of their parts, or nearly in theirs."""
    if default is None:
        for word in sorted(words_of(text) - WEAK_WORDS):
            owners = [topic for topic in topics if _is_in_part(stem(word), topic.part_words)]
            if 0 < len(owners) <= MAX_TOPICS_OF_A_WORD:
                return owners
    by_word = {word: topic for topic in topics for word in topic.spelled_words}
    for word in sorted(words_of(text)):
        correction = correct(word, list(by_word), known_words=WEAK_WORDS) if len(word) > 5 else None
        if correction and by_word[correction.target].uid != default:
            return [by_word[correction.target]]
    return []


def _most(topics: Sequence[TopicName], score: Callable[[TopicName], float]) -> list[TopicName]:
    scores = [score(topic) for topic in topics]
    top = max(scores, default=0)
    return [topic for topic, value in zip(topics, scores, strict=True) if top and value == top]


def _fits(word: str, topic: TopicName) -> bool:
    """Whether it is in the topic's name, begins the first word ("optim") or begins with a word ("optimizers")."""
    return any(
        stem(name) == stem(word) or (len(name) >= 5 and word.startswith(name)) for name in topic.words - WEAK_WORDS
    ) or (len(word) >= MIN_PREFIX_CHARS and any(name.startswith(word) for name in topic.first_words))


def _is_in_part(word: str, part_words: frozenset[str]) -> bool:
    """ "rotary", or "quantis" for "quantise"; a shorter beginning would be in too many words."""
    return (len(word) >= MIN_PREFIX_CHARS and word in part_words) or (
        len(word) >= MIN_PART_PREFIX_CHARS and any(name.startswith(word) for name in part_words)
    )


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"(?<!\w)[0-9]+(?!\w)", text))


def clean_note(text: str) -> str:
    """The note without the small words that only joined it to the rest of the line."""
    words = [word for word in text.replace(",", " ").split() if not set(word) <= _PUNCTUATION or word in _DASHES]
    while words and words[0].lower().strip(".") in SMALL_WORDS | _DASHES:  # a list's dash before the line joins, too
        words.pop(0)
    while words and words[-1].lower().strip(".") in SMALL_WORDS | _DASHES:
        words.pop()
    return " ".join(words)
