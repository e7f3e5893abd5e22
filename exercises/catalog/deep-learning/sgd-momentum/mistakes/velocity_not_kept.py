"""second_step

Your velocity keeps all of the old one, so old gradients never fade: multiply the old velocity by β.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return params, velocity
