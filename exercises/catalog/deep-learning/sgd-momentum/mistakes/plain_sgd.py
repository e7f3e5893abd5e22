"""first_step

You update the velocity but step along the gradient. Step along the velocity.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * grads[name] for name in params}
    return params, velocity
