import torch


def orthogonalise(M, steps):
    X = torch.tensor(M)
    X = X / (torch.linalg.matrix_norm(X) + 1e-7)
    n, m = X.shape
    for _ in range(steps):
        # the powers of the small matrix, from the side where it is small
        small = X.mT @ X if n > m else X @ X.mT
        factor = 3.4445 * torch.eye(len(small)) - 4.775 * small + 2.0315 * torch.linalg.matrix_power(small, 2)
        X = X @ factor if n > m else factor @ X
    return X.numpy()


def singular_values(s, steps):
    return orthogonalise(torch.diag(torch.tensor(s)).numpy(), steps).diagonal().copy()


def orthogonality_error(X):
    return (torch.linalg.svdvals(torch.tensor(X)) - 1).abs().amax().item()


def muon_step(W, grad, B, lr, beta, decay):
    W, grad, B = map(torch.tensor, (W, grad, B))
    momentum = torch.add(grad, B, alpha=beta)
    update = torch.tensor(orthogonalise(torch.add(grad, momentum, alpha=beta).numpy(), 5))
    ratio = W.shape[0] / W.shape[1]
    W = torch.lerp(W, torch.zeros_like(W), lr * decay)
    return (W - lr * max(ratio, 1.0) ** 0.5 * update).numpy(), momentum.numpy()
