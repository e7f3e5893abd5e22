import numpy as np


def posterior(prior, likelihood, data):
    """Prior times likelihood in logarithms, so that nothing underflows; normalised once, at the end."""
    with np.errstate(divide="ignore"):  # the logarithm of 0 is -inf, and exp makes 0 of it again
        log_p = np.log(prior) + np.log(likelihood[:, data]).sum(axis=1)  # (m,) + (m, n) summed over the data
    p = np.exp(log_p - log_p.max())  # the most probable hypothesis becomes 1
    return p / p.sum()


def predictive(prior, likelihood, data):
    """Every hypothesis predicts, and has as much say as it is probable."""
    return posterior(prior, likelihood, data) @ likelihood  # (m,) @ (m, outcomes)
