"""first_step

Your velocity holds the learning rate already. It is an average of gradients; the rate comes in when you step.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + lr * (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - velocity[name] for name in params}
    return params, velocity
