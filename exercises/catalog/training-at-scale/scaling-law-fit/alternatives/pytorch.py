from math import exp, log

import torch


def fit(N, D, loss, exponents):
    N, D, loss, exponents = map(torch.from_numpy, (N, D, loss, exponents))
    pairs = torch.cartesian_prod(exponents, exponents)  # (p, 2)
    of_size, of_data = N ** -pairs[:, :1], D ** -pairs[:, 1:]  # (p, runs)
    columns = torch.stack([torch.ones_like(of_size), of_size, of_data], dim=2)
    targets = loss.expand(len(pairs), -1).unsqueeze(2)
    coefficients = torch.linalg.lstsq(columns, targets).solution  # (p, 3, 1)
    best = (columns @ coefficients - targets).square().sum(dim=(1, 2)).argmin()
    values = [*coefficients[best, :, 0].tolist(), *pairs[best].tolist()]
    return dict(zip(("E", "A", "B", "alpha", "beta"), values))


def optimum(C, law):
    log_ratio = log(law["alpha"] * law["A"] / (law["beta"] * law["B"]))
    log_product = log(C / 6)
    n = (log_ratio + law["beta"] * log_product) / (law["alpha"] + law["beta"])
    N, D = exp(n), exp(log_product - n)
    return N, D, law["E"] + law["A"] * N ** -law["alpha"] + law["B"] * D ** -law["beta"]


def isoflop(C, N, loss):
    C, N, loss = map(torch.from_numpy, (C, N, loss))
    x = N.log10()
    powers = torch.stack([torch.ones_like(x), x, x**2], dim=2)
    parabolas = torch.linalg.lstsq(powers, loss.unsqueeze(2)).solution[:, :, 0]
    best = -0.5 * parabolas[:, 1] / parabolas[:, 2]
    line = torch.linalg.lstsq(torch.stack([torch.ones_like(C), C.log10()], dim=1), best.unsqueeze(1)).solution
    return (10**best).numpy(), 10 ** line[0, 0].item(), line[1, 0].item()
