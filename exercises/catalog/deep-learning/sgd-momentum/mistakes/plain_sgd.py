"""first_step

You step along the gradient and only keep the books of the velocity. The step is along the velocity.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * grads[name] for name in params}
    return params, velocity
