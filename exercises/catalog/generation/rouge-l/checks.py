from bisect import bisect_left

from runner.judge import check, close, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    compare(learner, "the dog sat on mat".split(), "the cat sat on the mat".split())


@check
def any_texts(learner, rng):
    """Texts of any length over a few words"""
    compare(learner, list("bbba"), list("ab"))
    compare(learner, list("aa"), list("a"))  # each word matches once
    compare(learner, list("ab"), list("ba"))  # and the order counts
    for _ in range(12):
        compare(learner, *(draw(rng, int(rng.integers(1, 12))) for _ in range(2)))
    compare(learner, list("aab"), list("AAb"))
    compare(learner, draw(rng, 120), draw(rng, 90))
    compare(learner, draw(rng, 1100), draw(rng, 40))
    same = draw(rng, 50)  # at the end of one text, and at the beginning of the other
    compare(learner, ["x"] * 50 + same, same + ["y"] * 50)


@check
def nothing_in_common(learner, rng):
    """Nothing in common, or an empty text, gives 0"""
    for candidate, reference in [("ab", "cd"), ("", "ab"), ("ab", ""), ("", "")]:
        compare(learner, list(candidate), list(reference))


@check
def texts_unchanged(learner, rng):
    """Neither text is modified"""
    compare(learner, draw(rng, 6), draw(rng, 5))
    preserves_arguments(learner)


def draw(rng, length):
    """Random words, at least one of which is in every text."""
    words = rng.choice(list("abcd"), size=length)
    words[rng.integers(length)] = "a"
    return words.tolist()


def compare(learner, candidate, reference):
    values = parts(learner.rouge_l(candidate, reference), "P", "R", "F")
    for value, expected, name in zip(values, by_places(candidate, reference), ("precision", "recall", "F")):
        close(value, expected, name=f"your {name}")


def by_places(candidate, reference):
    """The earliest positions in the reference where a common subsequence of each length can end, word by word."""
    places = {word: [i for i, other in enumerate(reference) if other == word] for word in set(candidate)}
    ends = []  # ends[k]: the earliest position where a common subsequence of length k + 1 can end
    for word in candidate:
        for place in reversed(places[word]):
            k = bisect_left(ends, place)
            ends[k : k + 1] = [place]
    if not ends:
        return 0.0, 0.0, 0.0
    m, n = len(candidate), len(reference)
    return len(ends) / m, len(ends) / n, 2 * len(ends) / (m + n)
