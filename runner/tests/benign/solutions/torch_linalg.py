import torch


def torch_linalg(A):
    A = A.detach().double()
    n = len(A)
    u, s, vh = torch.linalg.svd(A)
    q, r = torch.linalg.qr(A)
    P, L, U = torch.linalg.lu(A)
    S = A @ A.T + torch.eye(n)
    w, V = torch.linalg.eigh(S)
    C = torch.linalg.cholesky(S)
    parts = [u @ torch.diag(s) @ vh - A, q @ r - A, P @ L @ U - A, V @ torch.diag(w) @ V.T - S, C @ C.T - S]
    parts += [torch.linalg.inv(S) @ S - torch.eye(n), torch.linalg.solve(S, S) - torch.eye(n)]
    parts += [torch.linalg.lstsq(A, A).solution - torch.eye(n), torch.linalg.pinv(A) @ A - torch.eye(n)]
    orthogonal = torch.nn.init.orthogonal_(torch.empty(n, n))
    parts += [orthogonal @ orthogonal.T - torch.eye(n)]
    return [p.abs().max().item() < 1e-4 for p in parts], torch.linalg.eigvals(S).real.sum() - torch.trace(S)
