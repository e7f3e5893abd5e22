"""worked_example

You look for the longest run without gaps. A subsequence may skip words: where two words differ, take the larger of the
cells above and to the left.
"""


def rouge_l(candidate, reference):
    best = 0
    for i in range(len(candidate)):
        for j in range(len(reference)):
            k = 0
            while i + k < len(candidate) and j + k < len(reference) and candidate[i + k] == reference[j + k]:
                k += 1
            best = max(best, k)
    if best == 0:
        return 0.0, 0.0, 0.0
    p, r = best / len(candidate), best / len(reference)
    return p, r, 2 * p * r / (p + r)
