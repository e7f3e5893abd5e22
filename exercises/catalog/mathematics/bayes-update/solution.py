import numpy as np


def posterior(prior, likelihood, data):
    """Prior times likelihood in logarithms, so that nothing underflows; normalized once, at the end."""
    with np.errstate(divide="ignore"):  # log(0) is -inf, and exp turns it back into 0
        log_p = np.log(prior) + np.log(likelihood[:, data]).sum(axis=1)  # (m,) + (m, n) summed over the data
    p = np.exp(log_p - log_p.max())  # the most probable hypothesis becomes 1
    return p / p.sum()


def predictive(prior, likelihood, data):
    """The predictions of all hypotheses, weighted by their posterior probabilities."""
    return posterior(prior, likelihood, data) @ likelihood  # (m,) @ (m, outcomes)
