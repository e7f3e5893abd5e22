"""first_step

Your velocity includes the learning rate. It is an average of gradients; apply the rate only when you step.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + lr * (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - velocity[name] for name in params}
    return params, velocity
