import numpy as np
import torch


def training_pair(noise, data, t):
    noise, data = torch.tensor(noise), torch.tensor(data)
    weight = torch.tensor(t)[(...,) + (None,) * (data.ndim - 1)].expand_as(data)
    return torch.lerp(noise, data, weight).numpy(), torch.sub(data, noise).numpy()


def training_loss(velocity, noise, data, t):
    x_t, target = training_pair(noise, data, t)
    return torch.nn.functional.mse_loss(torch.tensor(velocity(x_t, t)), torch.tensor(target)).item()


def euler(velocity, x, steps, start=0.0, stop=1.0):
    path = torch.empty((steps + 1, *x.shape), dtype=torch.float64)
    path[0] = torch.tensor(x)
    times = np.linspace(start, stop, steps + 1)
    for i, (t, later) in enumerate(zip(times, times[1:])):
        slope = velocity(path[i].numpy(), np.full(len(x), t))
        path[i + 1] = path[i] + (later - t) * torch.tensor(slope)
    return path.numpy()


def velocity_field(mean, spread):
    """Given: the best prediction of the velocity if the data is normal. Do not change it."""

    def velocity(x, t):
        t = np.asarray(t)[..., None]
        pull = (t * spread**2 - (1 - t)) / ((1 - t) ** 2 + (t * spread) ** 2)
        return mean + pull * (x - t * mean)

    return velocity


def loss_of_field(mean, spread, noise, data, t):
    """Given: builds a field and calls your function with it. Do not change it."""
    return training_loss(velocity_field(mean, spread), noise, data, t)


def path_of_field(mean, spread, x, steps, *interval):
    """Given: builds a field and calls your function with it. Do not change it."""
    return euler(velocity_field(mean, spread), x, steps, *interval)
