import torch


def pairwise_distances(X, Y):
    x, y = torch.from_numpy(X).unsqueeze(-2), torch.from_numpy(Y).unsqueeze(-3)
    return (x - y).pow(2).sum(dim=-1).sqrt().numpy()
