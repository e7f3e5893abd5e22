"""arguments_unchanged

You change the arrays of the dicts in place. The caller may still need them, to go back a step, say. Make new
ones: v = beta * v + ..., not v *= beta.
"""


def momentum_step(params, grads, velocity, lr, beta):
    for name in params:
        velocity[name] *= beta
        velocity[name] += (1 - beta) * grads[name]
        params[name] -= lr * velocity[name]
    return params, velocity
