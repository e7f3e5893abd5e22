import torch


def low_rank(A, k):
    U, sigma, Vh = torch.linalg.svd(torch.from_numpy(A), full_matrices=False)
    sigma[k:] = 0
    return (U @ torch.diag(sigma) @ Vh).numpy()


def smallest_rank(A, share):
    energy = torch.linalg.svdvals(torch.from_numpy(A)).square()
    enough = torch.cumsum(energy, dim=0) >= share * energy.sum()
    return 1 + enough.int().argmax().item()
