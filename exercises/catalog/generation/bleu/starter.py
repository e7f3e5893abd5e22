from collections import Counter


def bleu(candidates, references, max_n=4):
    """BLEU of a corpus.

    candidates: a list of lists of tokens
    references: for each candidate a list of one or more lists of tokens

    Returns a number between 0 and 1.

    bleu([["the", "cat", "the", "cat", "slept"]], [[["the", "cat", "sat", "on", "the", "mat"]]], 2) is 0.317.
    """
    raise NotImplementedError("return the BLEU of the corpus")
