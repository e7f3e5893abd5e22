"""first_step

You look ahead, as Nesterov's variant does: the step is β times the new velocity plus (1 - β) times the
gradient. Here the step is along the velocity itself.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * (beta * velocity[name] + (1 - beta) * grads[name]) for name in params}
    return params, velocity
