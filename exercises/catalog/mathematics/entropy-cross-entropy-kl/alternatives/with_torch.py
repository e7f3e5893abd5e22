import torch


def entropy(p):
    return torch.special.entr(torch.from_numpy(p)).sum(dim=-1).numpy()


def cross_entropy(p, q):
    return -torch.xlogy(torch.from_numpy(p), torch.from_numpy(q)).sum(dim=-1).numpy()


def kl_divergence(p, q):
    p, q = torch.from_numpy(p), torch.from_numpy(q)
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(dim=-1).numpy()
