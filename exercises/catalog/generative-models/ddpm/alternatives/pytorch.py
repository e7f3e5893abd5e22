import torch


def linear_schedule(first, last, steps):
    betas = torch.linspace(first, last, steps, dtype=torch.float64)
    return betas.numpy(), betas.neg().log1p().cumsum(dim=0).exp().numpy()


def add_noise(x, t, noise, alpha_bars):
    return (parts(x, t, alpha_bars) * torch.stack([tensor(x), tensor(noise)])).sum(dim=0).numpy()


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    signal, spread = parts(x, t, alpha_bars)
    if kind == "noise":
        target = tensor(noise)
    elif kind == "data":
        target = tensor(x)
    else:
        target = signal * tensor(noise) - spread * tensor(x)
    return torch.nn.functional.mse_loss(tensor(predicted), target).item(), target.numpy()


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    # guess the data first, then average the guess and x_t as the posterior does
    after = tensor(alpha_bars)[t]
    before = tensor(alpha_bars)[t - 1] if t else torch.ones_like(after)
    beta = tensor(betas)[t]
    data = (tensor(x_t) - (1 - after).sqrt() * tensor(predicted)) / after.sqrt()
    mean = before.sqrt() * beta * data + (1 - beta).sqrt() * (1 - before) * tensor(x_t)
    deviation = (beta * (1 - before) / (1 - after)).sqrt()
    return (mean / (1 - after) + deviation * tensor(fresh)).numpy()


def parts(x, t, alpha_bars):
    left = tensor(alpha_bars)[tensor(t)]
    both = torch.stack([left.sqrt(), (1 - left).sqrt()])  # (2, n)
    return both[(...,) + (None,) * (x.ndim - 1)]


def tensor(a):
    return torch.tensor(a)
