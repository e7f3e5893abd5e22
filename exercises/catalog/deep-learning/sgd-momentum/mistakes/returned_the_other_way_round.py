"""first_step

You return the velocity first. The exercise asks for (params, velocity).
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return velocity, params
