import torch


def ridge(X, y, penalty):
    # Least squares, with one more row for each weight that says it should be 0.
    X, y = torch.tensor(X), torch.tensor(y)
    x_mean = X.mean(dim=0)
    price = torch.diag(torch.full_like(x_mean, penalty**0.5))
    A = torch.cat([X - x_mean, price])
    targets = torch.cat([y, torch.zeros_like(x_mean)])
    w = torch.linalg.lstsq(A, targets[:, None]).solution.flatten()
    return w.numpy(), (y.mean() - x_mean @ w).item()
