"""second_step

Your velocity starts from zero at each step: you do not use the old one. This is gradient descent with a smaller rate.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return params, velocity
