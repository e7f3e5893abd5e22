# When two references are equally close in length, the first in the list counts instead of the shorter one.
import math
from collections import Counter


def ngrams(text, n):
    return Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))


def bleu(candidates, references, max_n=4):
    c = sum(len(candidate) for candidate in candidates)
    r = 0
    for candidate, refs in zip(candidates, references):
        r += len(min(refs, key=lambda ref: abs(len(ref) - len(candidate))))
    log_sum = 0.0
    for n in range(1, max_n + 1):
        matches = total = 0
        for candidate, refs in zip(candidates, references):
            counts = ngrams(candidate, n)
            best = Counter()
            for ref in refs:
                best |= ngrams(ref, n)
            matches += sum((counts & best).values())
            total += sum(counts.values())
        if matches == 0:
            return 0.0
        log_sum += math.log(matches / total)
    penalty = 1.0 if c > r else math.exp(1 - r / c)
    return penalty * math.exp(log_sum / max_n)
