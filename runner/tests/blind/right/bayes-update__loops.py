import math

import numpy as np


def posterior(prior, likelihood, data):
    scores = []
    for h in range(len(prior)):
        if prior[h] == 0:
            scores.append(-math.inf)
            continue
        terms = [math.log(prior[h])]
        for k in data:
            p = likelihood[h][int(k)]
            terms.append(math.log(p) if p > 0 else -math.inf)
        scores.append(-math.inf if -math.inf in terms else math.fsum(terms))
    best = max(scores)
    weights = [math.exp(s - best) for s in scores]
    total = sum(weights)
    return np.array([w / total for w in weights])


def predictive(prior, likelihood, data):
    belief = posterior(prior, likelihood, data)
    result = np.zeros(len(likelihood[0]))
    for h in range(len(belief)):
        for k in range(len(result)):
            result[k] += belief[h] * likelihood[h][k]
    return result
