from collections import Counter

import numpy as np

from runner.judge import check, close, preserves_arguments

TEXTS = ["the cat sat", "the dog sat", "a cat"]
KNOWN = {"<pad>": 0, "<unk>": 1, "cat": 2, "sat": 3, "the": 4}


@check(example=True)
def worked_vocabulary(learner, rng):
    """The vocabulary of the worked example"""
    close(learner.build_vocabulary(TEXTS, 5, 1), KNOWN, name="your vocabulary")


@check
def any_vocabulary(learner, rng):
    """Texts of any kind, any size, and words that are too rare"""
    for size, least in [(100, 1), (7, 1), (100, 2), (6, 3), (2, 1), (3, 1)]:
        texts = [*draw(rng, 6), "gnu", "boa boa"]
        expected = by_counting(texts, size, least)
        close(
            learner.build_vocabulary(texts, size, least),
            expected,
            name=f"your vocabulary for size={size}, least={least}",
        )
    texts = [*draw(rng, 60), *["zebu"] * 90]  # the most frequent word comes last
    close(learner.build_vocabulary(texts, 9, 1), by_counting(texts, 9, 1), name="your vocabulary of 150 texts")


@check(example=True)
def worked_ids(learner, rng):
    """The ids and the rate of the worked example"""
    close(
        learner.encode(["the cat sat the cat", "cow cow cat"], KNOWN),
        np.array([[4, 2, 3, 4, 2], [1, 1, 2, 0, 0]]),
        name="your ids",
    )
    close(learner.unknown_rate(["the cat sat the cat", "cow cow cat"], KNOWN), 0.25, name="your rate")


@check
def any_ids(learner, rng):
    """New texts with unknown words, some of them empty"""
    for _ in range(3):
        texts, vocabulary = [*draw(rng, 4), ""], by_counting(draw(rng, 3), 9, 1)
        words = [text.split() for text in texts]
        expected = np.zeros((len(texts), max(map(len, words))), dtype=int)
        for row, column in np.ndindex(expected.shape):
            if column < len(words[row]):
                expected[row, column] = vocabulary.get(words[row][column], 1)
        close(learner.encode(texts, vocabulary), expected, name="your ids")


@check
def any_rate(learner, rng):
    """Every occurrence counts, in all texts together"""
    for n in (5, 5, 5, 100):
        texts, vocabulary = draw(rng, n), by_counting(draw(rng, 3), 8, 1)
        words = " ".join(texts).split()
        rate = len([word for word in words if word not in vocabulary]) / len(words)
        close(learner.unknown_rate(texts, vocabulary), rate, name="your rate")
    close(learner.unknown_rate(["cow"], KNOWN), 1.0, name="your rate of one unknown word")
    close(learner.unknown_rate(["", "  "], KNOWN), 0.0, name="your rate of no words")
    close(learner.unknown_rate([], KNOWN), 0.0, name="your rate of no texts")


@check
def arguments_unchanged(learner, rng):
    """Texts and vocabulary are not modified"""
    vocabulary, texts = dict(KNOWN), ["the cow", "cat"]
    close(learner.encode(texts, vocabulary), np.array([[4, 1], [2, 0]]), name="your ids")
    close(learner.unknown_rate(texts, vocabulary), 1 / 3, name="your rate")
    close(learner.build_vocabulary(texts, 3, 1), {"<pad>": 0, "<unk>": 1, "cat": 2}, name="your vocabulary")
    preserves_arguments(learner)


def draw(rng, texts):
    """Texts of 2 to 8 words, in upper and lower case and with white space of all kinds; some words are frequent."""
    words = ["ox", "Ox", "elk", "yak", "emu,", "emu", "bee", "ant", "cod", "eel", "asp", "kid"]
    weights = np.linspace(3, 0.5, len(words))
    lengths = rng.integers(2, 9, size=texts)
    drawn = rng.choice(words, size=lengths.sum(), p=weights / weights.sum()).tolist()
    gaps = rng.choice([" ", "  ", "\n"], size=len(drawn)).tolist()
    spaced = [word + gap for word, gap in zip(drawn, gaps)]
    return ["".join(spaced[end - length : end]) for length, end in zip(lengths, np.cumsum(lengths))]


def by_counting(texts, size, least):
    words = " ".join(texts).split()
    kept = [word for word in set(words) if words.count(word) >= least]
    kept.sort()
    kept.sort(key=words.count, reverse=True)
    return dict(zip(["<pad>", "<unk>", *kept][:size], range(size)))
