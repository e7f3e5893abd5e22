def rouge_l(candidate, reference):
    """Precision, recall and F of the longest common subsequence."""
    common = longest_common_subsequence(candidate, reference)
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(candidate), common / len(reference)
    return precision, recall, 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a, b):
    """Its length, by a table of which we keep only the last row."""
    row = [0, *[0] * len(b)]  # row[j]: for the tokens of a so far and the first j of b
    for token in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[j]))
    return row[-1]
