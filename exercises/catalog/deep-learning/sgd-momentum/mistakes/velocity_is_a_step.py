"""first_step

Your velocity is the step itself, including the learning rate and the minus sign. Here it is an average of gradients,
and the step is minus the rate times the velocity. Both conventions work, but they return different values.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] - lr * grads[name] for name in params}
    params = {name: params[name] + velocity[name] for name in params}
    return params, velocity
