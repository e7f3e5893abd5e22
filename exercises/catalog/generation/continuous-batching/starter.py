import numpy as np


def next_batch(left, slots, budget):
    """The tokens of each request in the next iteration.

    left: (n,) tokens of each prompt that aren't read yet, 0 if the request generates

    Returns an integer array (n,): next_batch([0, 5, 2], 2, 4) is [1, 3, 0].
    """
    raise NotImplementedError("return the tokens of each request")


def serve(arrivals, prompts, answers, slots, budget, fixed, per_token):
    """When each token is there.

    arrivals: (r,) in ms, ascending    prompts, answers: (r,) in tokens

    Returns a list of r arrays: the times of the tokens of each answer, in ms.
    """
    raise NotImplementedError("return the times of all tokens")


def latencies(arrivals, times, max_ttft, max_tpot):
    """How long users wait.

    arrivals: (r,)    times: a list of r arrays

    Returns (TTFT, TPOT, share of requests that meet both limits), of shapes (r,), (r,) and a float.
    """
    raise NotImplementedError("return TTFT, TPOT and the share")
