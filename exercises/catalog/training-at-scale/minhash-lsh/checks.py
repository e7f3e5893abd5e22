import zlib
from math import fsum, prod

import numpy as np

from runner.judge import check, close, curve, fail, formatting, holds, preserves_arguments, scales_like, shape

P = 2**31 - 1
A, B = np.array([170, 128, 103, 55, 62, 10]), np.array([7, 1, 17, 81, 64, 91])
FIRST = np.array([198245929, 162915570, 564823050, 190461035, 89798358, 89134144])
SECOND = np.array([114006246, 162915570, 435409831, 218207190, 89798358, 430125683])
SMALL = np.array([[5, 3, 8, 1, 4, 2], [5, 3, 1, 8, 4, 2], [5, 7, 1, 8, 9, 9], [8, 1, 5, 8, 9, 9], [5, 3, 7, 2, 4, 4]])
WORDS = "the a model data of token, loss. to layer in is and weights on".split()


@check(example=True)
def worked_shingles(learner, rng):
    """The shingles of the worked example"""
    for text in ("the cat sat on the mat", "The cat sat on a mat"):
        compare_shingles(learner, text, 2)


@check(example=True)
def worked_signatures(learner, rng):
    """The signatures of the worked example, and their estimate"""
    close(learner.signature(["cat sat", "on the", "sat on", "the cat", "the mat"], A, B), FIRST, name="your signature")
    close(learner.signature(["a mat", "cat sat", "on a", "sat on", "the cat"], A, B), SECOND, name="your signature")
    close(learner.estimate(FIRST, SECOND), 1 / 3, name="your estimate")


@check(example=True)
def worked_candidates(learner, rng):
    """The candidate pairs and the probabilities of the worked example"""
    compare_pairs(learner.candidates(SMALL, 3), SMALL, 3)
    s = np.array([0.2, 0.5, 0.8])
    close(learner.probability(s, 20, 5), by_powers(s, 20, 5), name="your array of probabilities")


@check
def any_text(learner, rng):
    """The shingles of any text: repeated words, capitals, punctuation, line breaks, very few words"""
    compare_shingles(learner, "One two  three\n\tone TWO three one two", 3)
    for n in (1, 2, 3, 5):
        text = " ".join(rng.choice(WORDS, size=25).tolist())
        compare_shingles(learner, text.capitalize(), n)
    for words in (4, 3, 1):
        compare_shingles(learner, " ".join(rng.permutation(WORDS)[:words].tolist()).upper(), 4)


@check
def any_signature(learner, rng):
    """The signatures of documents with up to 200 shingles, and coefficients up to 2³¹"""
    for size, h in [(1, 4), (30, 7), (200, 25)]:
        pieces = draw_pieces(rng, size)
        a, b = rng.integers(1, P, size=h), rng.integers(0, P, size=h)
        close(learner.signature(pieces, a, b), by_integers(pieces, a, b), name="your signature")
    pieces, a, b = ["é", "naïve 漢字"], np.array([P - 1, P - 2]), np.array([P - 1, 0])
    close(learner.signature(pieces, a, b), by_integers(pieces, a, b), name="your signature")


@check
def any_estimate(learner, rng):
    """The estimate is the share of the entries that agree"""
    for h in (1, 30, 64):
        first = rng.integers(P, size=h)
        agree = rng.random(h) < 0.6
        agree[0] = h == 1
        second = np.where(agree, first, (first + 1 + rng.integers(1000, size=h)) % P)
        second[-1] = first[0]  # the same number in another place
        share = fsum(x == y for x, y in zip(first.tolist(), second.tolist())) / h
        close(learner.estimate(first, second), share, name="your estimate")


@check
def any_candidates(learner, rng):
    """The candidate pairs for any number of bands"""
    for documents, bands, rows in [(8, 2, 3), (9, 6, 1), (7, 1, 4), (12, 4, 2), (1, 3, 2)]:
        signatures = rng.integers(-(2**40), 2**40, size=(documents, bands * rows))
        for _ in range(documents * bands // 2):
            i, j, band = rng.integers([documents, documents, bands])
            cut = slice(band * rows, (band + 1) * rows)
            signatures[i, cut] = signatures[j, cut]
        compare_pairs(learner.candidates(signatures, bands), signatures, bands)
    digits = np.array([[1, 23, 5, 5], [12, 3, 6, 6], [4, 4, 11, 1], [4, 4, 1, 11]])
    compare_pairs(learner.candidates(digits, 2), digits, 2)
    zeros_and_ones = rng.integers(2, size=(10, 12))
    for bands in (3, 4, 6):
        compare_pairs(learner.candidates(zeros_and_ones, bands), zeros_and_ones, bands)


@check
def any_curve(learner, rng):
    """The probability for any bands and rows"""
    s = np.linspace(0, 1, 101)
    for bands, rows in [(20, 5), (50, 2), (3, 8), (1, 6), (9, 1)]:
        yours, expected = learner.probability(s, bands, rows), by_powers(s, bands, rows)
        shape(yours, s.shape, name="your array of probabilities")
        learner.show(curve({"yours": yours, "expected": expected}, x="similarity in %", y="probability"))
        close(yours, expected, name=f"your array of probabilities for {bands} bands of {rows}")


@check
def many_documents(learner, rng):
    """The time of candidates doesn't grow with the number of all pairs"""

    def draw(documents):
        signatures = rng.integers(P, size=(documents, 8))
        for twin in range(0, documents, 50):
            signatures[twin, 2:4] = signatures[twin + 1, 2:4]
        return signatures

    def call(signatures):
        return learner.candidates(signatures, 4)

    def reference(signatures):
        return by_buckets(signatures, 4)

    # Buckets grow with n. NumPy's comparison of all pairs grows with n^1.8 from 200 documents to 2,500, not yet n^2.
    scales_like(
        learner,
        call,
        reference,
        (200, 2500),
        draw=draw,
        exponent=1.0,
        size="the number of documents",
        name="your list of pairs",
    )


@check
def arguments_unchanged(learner, rng):
    """The list and the arrays are not modified"""
    learner.signature(draw_pieces(rng, 20)[::-1], rng.integers(1, P, size=5), rng.integers(P, size=5))
    learner.estimate(rng.integers(P, size=9), rng.integers(P, size=9))
    learner.candidates(rng.integers(3, size=(6, 4)), 2)
    learner.probability(rng.random(5), 4, 2)
    preserves_arguments(learner)


def draw_pieces(rng, size):
    return [" ".join(rng.choice(WORDS, size=4).tolist()) + f" {i}" for i in range(size)]


def compare_shingles(learner, text, n):
    words, expected = text.lower().split(), set()
    for end in range(min(n, len(words)), len(words) + 1):
        expected.add(" ".join(words[max(end - n, 0) : end]))
    answer = learner.shingles(text, n)
    both = {"yours": formatting.text(answer), "expected": formatting.text(sorted(expected))}
    is_list = isinstance(answer, list) and all(isinstance(piece, str) for piece in answer)
    holds(is_list, "Expected a list of strings.", **both)
    for missing in sorted(expected - set(answer)):
        fail(f"Your list lacks {formatting.text(missing)}.", **both)
    for wrong in sorted(set(answer) - expected):
        fail(f"Your list holds {formatting.text(wrong)}, which isn't a shingle of this text.", **both)
    holds(len(answer) == len(expected), "Your list holds a shingle more than once.", **both)
    holds(answer == sorted(expected), "Your list isn't sorted.", **both)


def by_integers(pieces, a, b):
    """With Python's integers, which never overflow."""
    xs = [zlib.crc32(piece.encode()) for piece in pieces]
    return np.array([min((m * x + c) % P for x in xs) for m, c in zip(a.tolist(), b.tolist())])


def by_pairs(signatures, bands):
    rows = signatures.shape[1] // bands
    parts = [[row[k * rows : (k + 1) * rows] for k in range(bands)] for row in signatures.tolist()]
    pairs = [(i, j) for i in range(len(parts)) for j in range(i + 1, len(parts))]
    return [(i, j) for i, j in pairs if any(x == y for x, y in zip(parts[i], parts[j]))]


def by_buckets(signatures, bands):
    """The first document of each bucket, and the second. No band of two rows is shared by a third one here."""
    first, pairs = {}, set()
    for i, row in enumerate(signatures.tolist()):
        for k in range(bands):
            j = first.setdefault((k, *row[2 * k : 2 * k + 2]), i)
            if j != i:
                pairs.add((j, i))
    return sorted(pairs)


def compare_pairs(answer, signatures, bands):
    expected = by_pairs(signatures, bands)
    both = {"yours": formatting.text(answer), "expected": formatting.text(expected)}
    is_list = isinstance(answer, list) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in answer)
    holds(is_list and all(is_integer(i) for pair in answer for i in pair), "Expected a list of tuples (i, j).", **both)
    for pair in expected:
        if pair not in answer:
            fail(f"The pair {pair} is missing: both documents agree in a whole band.", **both)
    for pair in answer:
        if pair not in expected:
            fail(f"{formatting.text(pair)} is no candidate pair.", **both)
    holds(len(answer) == len(expected), "A pair is listed more than once.", **both)
    holds(answer == expected, "Your list isn't sorted.", **both)


def is_integer(value):
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def by_powers(s, bands, rows):
    return np.array([1 - prod([1 - prod([value] * rows)] * bands) for value in s.tolist()])
