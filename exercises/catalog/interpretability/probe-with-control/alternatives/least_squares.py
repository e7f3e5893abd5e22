import torch


def control_labels(words, labels, rng):
    distinct, place = torch.unique(torch.tensor(words), return_inverse=True)
    return labels[rng.integers(len(labels), size=len(distinct))][place.numpy()]


def fit(X, labels, num_labels, penalty):
    X = torch.tensor(X)
    targets = torch.nn.functional.one_hot(torch.tensor(labels), num_labels).to(X.dtype)
    # ridge regression is least squares with extra rows, one for each weight that should be small
    d = X.shape[1]
    rows = torch.cat([X - X.mean(dim=0), X.new_full((d,), penalty**0.5).diag()])
    right = torch.cat([targets, targets.new_zeros(d, num_labels)])
    W = torch.linalg.lstsq(rows, right).solution
    return W.numpy(), (targets.mean(dim=0) - X.mean(dim=0) @ W).numpy()


def accuracy(X, labels, W, b):
    scores = torch.addmm(torch.tensor(b), torch.tensor(X), torch.tensor(W))
    return (scores.argmax(dim=1) == torch.tensor(labels)).double().mean().item()


def selectivity(X, labels, control, is_training, num_labels, penalty):
    real = accuracy(
        X[~is_training], labels[~is_training], *fit(X[is_training], labels[is_training], num_labels, penalty)
    )
    W, b = fit(X[is_training], control[is_training], num_labels, penalty)
    chance = accuracy(X[~is_training], control[~is_training], W, b)
    return real, chance, real - chance
