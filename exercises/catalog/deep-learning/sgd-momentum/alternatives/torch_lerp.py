import torch


def momentum_step(params, grads, velocity, lr, beta):
    # torch.lerp(a, b, weight) = a + weight * (b - a)
    new_params, new_velocity = {}, {}
    for name, value in params.items():
        old, gradient = torch.tensor(velocity[name]), torch.tensor(grads[name])
        v = torch.lerp(old, gradient, 1 - beta)
        new_velocity[name] = v.numpy()
        new_params[name] = torch.sub(torch.tensor(value), v, alpha=lr).numpy()
    return new_params, new_velocity
