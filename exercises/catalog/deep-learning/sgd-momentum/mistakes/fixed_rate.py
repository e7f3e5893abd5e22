"""first_step

You use a learning rate of 0.1, whatever lr is. Use the argument.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - 0.1 * velocity[name] for name in params}
    return params, velocity
