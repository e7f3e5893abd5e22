import math

from runner.judge import check, close, preserves_arguments

CANDIDATE, REFERENCE = "the cat the cat slept".split(), "the cat sat on the mat".split()


@check(example=True)
def worked_example(learner, rng):
    """The worked example, with single words and with pairs"""
    compare(learner, [CANDIDATE], [[REFERENCE]], 1)
    compare(learner, [CANDIDATE], [[REFERENCE]], 2)


@check
def one_reference(learner, rng):
    """A corpus with one reference for each candidate"""
    for _ in range(5):
        compare(learner, *draw(rng, texts=3, references=1))
    compare(learner, *draw(rng, texts=160, references=1))
    compare(learner, [CANDIDATE * 2], [[REFERENCE]], 1)


@check
def words_within_words(learner, rng):
    """Different words make different phrases, even if they read the same when joined"""
    for _ in range(3):
        candidate, reference = (rng.choice(["a", "b", "ab", "ba", "aba"], size=9).tolist() for _ in range(2))
        reference[:4] = candidate[:4]
        compare(learner, [[*candidate, "ab", "a"]], [[[*reference, "a", "ba"]]])
    compare(learner, [["x", "y", "ab", "a"]], [[["x", "y", "a", "ba"]]], 2)


@check
def several_references(learner, rng):
    """Several references: the largest count of each phrase, and the closest length (the shorter of a tie)"""
    for lengths in [(7, 9), (4, 8), (8, 4), (2, 7), (9, 7, 3)]:
        texts = [draw_text(rng, length) for length in lengths]
        compare(learner, [[*texts[-1][:2], *draw_text(rng, 4)]], [texts], 1)
    for _ in range(4):
        compare(learner, *draw(rng, texts=2, references=3))
    repeated = [["a", "a", "a", "b", "b"]], [[["a", "a", "b", "c", "c"], ["a", "b", "b", "c", "c", "c"]]]
    compare(learner, *repeated, 1)
    compare(learner, [CANDIDATE], [[["x"] * 9] * 7 + [REFERENCE]], 2)  # only the last one counts


@check
def short_texts(learner, rng):
    """A precision of 0, or no phrase of that length, gives 0; a correct short text does not"""
    for candidate in (REFERENCE[:3], ["dog", "mouse"], ["mat", "the", "on"], ["the", "cat"]):
        compare(learner, [candidate], [[REFERENCE]], 3)


@check
def arguments_unchanged(learner, rng):
    """Candidates and references are not modified"""
    compare(learner, [CANDIDATE], [[REFERENCE, REFERENCE[:3], REFERENCE[:4]]], 1)
    preserves_arguments(learner)


def draw_text(rng, length):
    return ["abc"[(u > 0.5) + (u > 0.8)] for u in rng.random(length).tolist()]


def draw(rng, texts, references):
    """Few distinct words, so that phrases repeat; the first candidate copies some words, so that BLEU is not 0."""
    while True:
        candidates = [draw_text(rng, rng.integers(5, 10)) for _ in range(texts)]
        given = [[draw_text(rng, rng.integers(5, 12)) for _ in range(references)] for _ in range(texts)]
        given[0][0][:4] = candidates[0][:4]
        if 0.05 < by_definition(candidates, given) < 0.95:
            return candidates, given


def compare(learner, candidates, references, *max_n):
    close(learner.bleu(candidates, references, *max_n), by_definition(candidates, references, *max_n), name="your BLEU")


def by_definition(candidates, references, max_n=4):
    """The formulas, one n-gram at a time, by list.count."""
    product = 1.0
    for n in range(1, max_n + 1):
        matched = total = 0
        for candidate, texts in zip(candidates, references):
            own = phrases(candidate, n)
            others = [phrases(text, n) for text in texts]
            matched += sum(min(own.count(g), max(other.count(g) for other in others)) for g in set(own))
            total += len(own)
        product *= matched / total if total else 0.0
    c = sum(map(len, candidates))
    r = 0
    for candidate, texts in zip(candidates, references):
        r += sorted(map(len, texts), key=lambda length: (abs(length - len(candidate)), length))[0]
    return product ** (1 / max_n) * (1.0 if c > r else math.exp(1 - r / c))


def phrases(text, n):
    return [" ".join(text[i : i + n]) for i in range(len(text) - n + 1)]
