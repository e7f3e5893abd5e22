"""any_texts

You take the first match for each word and go on from there. An early match may use up too much of the reference:
consider both options, with the table.
"""


def rouge_l(candidate, reference):
    common = start = 0
    for word in candidate:
        if word in reference[start:]:
            start = reference.index(word, start) + 1
            common += 1
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(candidate), common / len(reference)
    return precision, recall, 2 * precision * recall / (precision + recall)
