import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    """The best text that a beam of `width` hypotheses finds.

    logits: (T, V, V), logits[t, a, b] is the score of b at position t after a

    Returns (tokens, S): a list of ints without the start token, and its log probability.

    In the worked example, width 2 gives ([2, 3], -1.022).
    """
    # log_p: (T, V, V), each row the logarithm of a softmax

    raise NotImplementedError("return the best hypothesis and its score")
