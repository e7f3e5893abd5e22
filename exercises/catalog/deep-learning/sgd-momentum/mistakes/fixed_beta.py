"""down_a_valley

You use 0.9, whatever beta is. Use the argument.
"""


def momentum_step(params, grads, velocity, lr, beta):
    beta = 0.9
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return params, velocity
