import math

import numpy as np


def posterior(prior, likelihood, data):
    counts = np.bincount(data).tolist()
    logs = []
    for p, row in zip(prior.tolist(), likelihood.tolist()):
        total = math.log(p) if p else -math.inf
        for q, count in zip(row, counts):
            if count:
                total += count * math.log(q) if q else -math.inf
        logs.append(total)
    weights = [math.exp(total - max(logs)) for total in logs]
    return np.array([weight / sum(weights) for weight in weights])


def predictive(prior, likelihood, data):
    total = np.zeros(likelihood.shape[1])
    for p, row in zip(posterior(prior, likelihood, data), likelihood):
        total += p * row
    return total
