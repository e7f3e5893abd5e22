import torch


def predict_proba(X, w, b):
    return torch.sigmoid(torch.from_numpy(X) @ torch.as_tensor(w) + b).numpy()


def fit(X, y, lr, steps):
    X, y = torch.from_numpy(X), torch.tensor(y, dtype=torch.float64)
    theta = torch.zeros(X.shape[1] + 1, dtype=torch.float64)
    for _ in range(steps):
        theta.requires_grad_()
        z = X @ theta[:-1] + theta[-1]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
        (gradient,) = torch.autograd.grad(loss, theta)
        theta = (theta - lr * gradient).detach()
    return theta[:-1].numpy(), theta[-1].item()
