from bisect import bisect_left
from collections import defaultdict


def rouge_l(candidate, reference):
    # a common subsequence is an increasing run of places in the reference
    places = defaultdict(list)
    for place, word in enumerate(reference):
        places[word].insert(0, place)
    ends = []
    for word in candidate:
        for place in places[word]:
            k = bisect_left(ends, place)
            ends[k : k + 1] = [place]
    if not ends:
        return 0.0, 0.0, 0.0
    p, r = len(ends) / len(candidate), len(ends) / len(reference)
    return p, r, 2 * p * r / (p + r)
