"""any_texts

You count common words in any order. That is ROUGE-1; ROUGE-L needs words in the same order.
"""

from collections import Counter


def rouge_l(candidate, reference):
    common = (Counter(candidate) & Counter(reference)).total()
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(candidate), common / len(reference)
    return precision, recall, 2 * precision * recall / (precision + recall)
