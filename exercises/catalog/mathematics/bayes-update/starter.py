import numpy as np


def posterior(prior, likelihood, data):
    """The probability of each hypothesis after the data.

    prior: (m,)    likelihood: (m, outcomes), row h holds P(outcome | h)    data: (n,) integers

    Returns (m,), summing to 1.

    With prior = [0.01, 0.99], likelihood = [[0.1, 0.9], [0.95, 0.05]] and data = [1, 0] it is [0.019, 0.981].
    """
    raise NotImplementedError


def predictive(prior, likelihood, data):
    """The probability of each outcome of the next observation, given the data.

    Returns (outcomes,), summing to 1. With the same arguments it is [0.934, 0.066].
    """
    raise NotImplementedError
