"""arguments_unchanged

You sort the caller's references in place.

---
Use sorted(texts, key=len), which makes a new list.
"""

import math
from collections import Counter


def bleu(candidates, references, max_n=4):
    matched, total = [0] * max_n, [0] * max_n
    c = r = 0
    for candidate, texts in zip(candidates, references):
        c += len(candidate)
        texts.sort(key=len)
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
    return math.exp(min(0.0, 1 - r / c) + log_precision)


def ngrams(text, n):
    return Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))
