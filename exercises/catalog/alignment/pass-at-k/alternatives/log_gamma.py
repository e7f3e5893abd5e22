import torch


def pass_at_k(n, c, k):
    n, c = torch.from_numpy(n).double(), torch.from_numpy(c).double()
    wrong = (n - c).clamp(min=k)  # with fewer wrong ones, the answer is 1 anyway
    log_quotient = (wrong + 1).lgamma() - (wrong - k + 1).lgamma() - (n + 1).lgamma() + (n - k + 1).lgamma()
    return torch.where(n - c < k, 1.0, -torch.expm1(log_quotient)).numpy()


def report(n, c, k, level, repeats, rng):
    estimates = torch.from_numpy(pass_at_k(n, c, k))
    problems = torch.from_numpy(rng.integers(len(n), size=(repeats, len(n))))
    ends = torch.tensor([1 - level, 1 + level], dtype=torch.float64) / 2
    low, high = estimates[problems].mean(dim=1).quantile(ends).tolist()
    return estimates.mean().item(), low, high
