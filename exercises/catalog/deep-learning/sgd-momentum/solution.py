def momentum_step(params, grads, velocity, lr, beta):
    """Average the gradients into the velocity, then step along it."""
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return params, velocity
