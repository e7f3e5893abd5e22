"""first_step

Your velocity is the step itself, with the learning rate and the minus in it. Here it is an average of
gradients, and the step is minus the rate times it. Both conventions train; what is returned differs.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] - lr * grads[name] for name in params}
    params = {name: params[name] + velocity[name] for name in params}
    return params, velocity
