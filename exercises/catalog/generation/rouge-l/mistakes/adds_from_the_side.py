"""any_texts

If two words agree, you add 1 to the cell above or to the left, so one word matches twice. Add 1 to the diagonal cell:
it uses up both words.
"""


def rouge_l(candidate, reference):
    common = longest_common_subsequence(candidate, reference)
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(candidate), common / len(reference)
    return precision, recall, 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a, b):
    row = [0, *[0] * len(b)]
    for token in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(max(above[j + 1], row[j]) + (token == other))
    return row[-1]
