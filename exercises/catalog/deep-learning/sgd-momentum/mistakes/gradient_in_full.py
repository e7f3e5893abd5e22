"""first_step

You add the full gradient to the velocity, as PyTorch does. Weight it with 1 - β, so that the velocity is an average of
gradients.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return params, velocity
