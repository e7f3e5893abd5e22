"""first_step

You keep 1 - β of the velocity and take β of the gradient. It is the other way round: with β = 0.9 you keep most of the
old velocity.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: (1 - beta) * velocity[name] + beta * grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return params, velocity
