# Probabilities are multiplied and normalised after every observation, so a hypothesis that looks hopeless halfway underflows to 0 and can never come back.
import numpy as np


def posterior(prior, likelihood, data):
    belief = np.array(prior, dtype=float)
    for k in data:
        belief = belief * likelihood[:, int(k)]
        belief = belief / belief.sum()
    return belief


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
