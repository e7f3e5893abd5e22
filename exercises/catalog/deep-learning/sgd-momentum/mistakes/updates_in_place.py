"""arguments_unchanged

You write into the caller's dicts or their arrays. The caller may still need them, for example to go back a step.

---
Return new dicts with new arrays: v = beta * v + ..., not v *= beta.
"""


def momentum_step(params, grads, velocity, lr, beta):
    for name in params:
        velocity[name] *= beta
        velocity[name] += (1 - beta) * grads[name]
        params[name] -= lr * velocity[name]
    return params, velocity
