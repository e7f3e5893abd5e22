# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def speculate(q, p, rng):
    """One round of speculative decoding.

    q: (k, V), the draft's distributions    p: (k + 1, V), the target's    rng: numpy.random.Generator

    Returns a list of 1 to k + 1 token ids: the accepted drafts and one more.

    With q = [[0.6, 0.3, 0.1]] and p = [[0.1, 0.4, 0.5], [0.3, 0.1, 0.6]] the first token is 0, 1 or 2 with the
    probabilities 0.1, 0.4 and 0.5.
    """
    tokens = []
    for draft, target in zip(q, p):  # (V,) each; p has one row more
        token = int(rng.choice(len(draft), p=draft))
        # Step 1 of 3: keep the token with probability min(1, target / draft), both at this token. If you reject it,
        # draw the replacement from what the draft proposes too rarely, and return the tokens with it at the end.
        raise NotImplementedError
        tokens.append(token)
    # Step 2 of 3: every draft was accepted. Return the tokens and one more, from the large model's last distribution.
    raise NotImplementedError


def expected_tokens(q, p):
    """The mean number of tokens that speculate returns, a number. With the arguments above it is 1.5."""
    # Step 3 of 3: accepted (k,), the probability that the draft at each position is accepted, over all tokens.
    raise NotImplementedError
    return 1 + np.cumprod(accepted).sum()
