"""worked_example

Your penalty is c / r, which falls too slowly.

---
Use exp(1 - r / c).
"""

import math
from collections import Counter


def bleu(candidates, references, max_n=4):
    matched, total = [0] * max_n, [0] * max_n
    c = r = 0
    for candidate, texts in zip(candidates, references):
        c += len(candidate)
        r += min((abs(len(text) - len(candidate)), len(text)) for text in texts)[1]
        for n in range(max_n):
            grams, allowed = ngrams(candidate, n + 1), Counter()
            for text in texts:
                allowed |= ngrams(text, n + 1)
            matched[n] += (grams & allowed).total()
            total[n] += grams.total()
    if 0 in matched:
        return 0.0
    log_precision = sum(math.log(m / t) for m, t in zip(matched, total)) / max_n
    return min(1.0, c / r) * math.exp(log_precision)


def ngrams(text, n):
    return Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))
