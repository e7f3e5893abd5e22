import numpy as np


def penalise(loss, grads, params, decay):
    weights = {name for name in params if len(params[name].shape) >= 2}
    penalty = decay * sum(np.vdot(params[name], params[name]) for name in weights)
    decayed = {name: grads[name] + 2 * decay * params[name] * (name in weights) for name in grads}
    return float(loss + penalty), decayed
