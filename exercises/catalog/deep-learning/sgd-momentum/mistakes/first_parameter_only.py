"""down_a_valley

You return after the first parameter. Update the array of every name in params.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    first = next(iter(params))
    return {first: params[first]}, {first: velocity[first]}
