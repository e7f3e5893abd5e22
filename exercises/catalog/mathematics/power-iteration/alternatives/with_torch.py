import torch


def top_eigenpair(A):
    A = torch.from_numpy(A)
    v = torch.randn(len(A), dtype=A.dtype)
    for _ in range(500):
        v = torch.nn.functional.normalize(A @ v, dim=0)
    if v[v.abs().argmax()] < 0:
        v = -v
    return torch.dot(v, A @ v).item(), v.numpy()
