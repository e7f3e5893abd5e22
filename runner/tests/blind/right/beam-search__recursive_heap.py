import heapq
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Hypothesis:
    tokens: tuple
    score: float
    finished: bool

    def extended(self, row, end):
        top = max(row)
        norm = top + math.log(sum(math.exp(z - top) for z in row))
        for b, z in enumerate(row):
            yield Hypothesis(self.tokens + (b,), self.score + z - norm, b == end)


def _search(beam, t, logits, start, end, width):
    if t == len(logits) or all(h.finished for h in beam):
        return beam

    def candidates():
        for h in beam:
            if h.finished:
                yield h
            else:
                last = h.tokens[-1] if h.tokens else start
                yield from h.extended(logits[t][last], end)

    best = heapq.nlargest(width, candidates(), key=lambda h: h.score)
    return _search(best, t + 1, logits, start, end, width)


def beam_search(logits, start, end, width, alpha=0.0):
    beam = _search([Hypothesis((), 0.0, False)], 0, logits.tolist(), start, end, width)
    best = max(beam, key=lambda h: h.score / len(h.tokens) ** alpha)
    return list(best.tokens), best.score
