def rouge_l(candidate, reference):
    """ROUGE-L of a candidate against a reference, two lists of tokens.

    Returns (precision, recall, F).

    rouge_l(["the", "dog", "sat", "on", "mat"], ["the", "cat", "sat", "on", "the", "mat"]) is (0.8, 0.667, 0.727).
    """
    # lengths of the longest common subsequence of all prefixes, row by row

    raise NotImplementedError("return precision, recall and F")
