import math
from itertools import groupby


def counts(text, n):
    runs = sorted(" ".join(text[i : i + n]) for i in range(len(text) + 1 - n))
    return {phrase: len(list(group)) for phrase, group in groupby(runs)}


def precision(pairs, n):
    matched = total = 0
    for candidate, texts in pairs:
        others = [counts(text, n) for text in texts]
        for phrase, times in counts(candidate, n).items():
            total += times
            matched += min(times, max(other.get(phrase, 0) for other in others))
    return matched / total if total else 0.0


def nearest(candidate, texts):
    return min(map(len, texts), key=lambda length: (abs(length - len(candidate)), length))


def bleu(candidates, references, max_n=4):
    pairs = list(zip(candidates, references))
    c = sum(map(len, candidates))
    r = sum([nearest(*pair) for pair in pairs])
    product = math.prod(precision(pairs, n) for n in range(1, max_n + 1))
    return min(1.0, math.exp(1 - r / c)) * product ** (1 / max_n)
