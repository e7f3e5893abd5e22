import torch


def forward(x, params):
    return tuple(part.numpy() for part in run(torch.tensor(x), tensors(params)))


def loss_and_gradients(x, params, penalty):
    leaves = {name: value.requires_grad_() for name, value in tensors(params).items()}
    x = torch.tensor(x)
    f, reconstruction = run(x, leaves)
    sparsity = torch.einsum("nm,m->n", f, leaves["W_dec"].norm(dim=1))
    loss = ((reconstruction - x).square().sum(dim=1) + penalty * sparsity).mean()
    loss.backward()
    return loss.item(), {name: leaf.grad.numpy() for name, leaf in leaves.items()}


def pick_probabilities(x, params):
    x = torch.tensor(x)
    return torch.nn.functional.normalize((run(x, tensors(params))[1] - x).norm(dim=1) ** 4, p=1, dim=0).numpy()


def revive(x, params, picks):
    x, new = torch.tensor(x), tensors(params)
    dead = run(x, new)[0].amax(dim=0) == 0
    directions = torch.nn.functional.normalize(x[torch.tensor(picks)] - new["b_dec"], dim=1)
    length = new["W_enc"].norm(dim=0)[~dead].mean()
    new["W_dec"][dead] = directions
    new["W_enc"][:, dead] = directions.T * length / 5
    new["b_enc"][dead] = 0.0
    return {name: value.numpy() for name, value in new.items()}


def run(x, w):
    f = torch.relu((x - w["b_dec"]) @ w["W_enc"] + w["b_enc"])
    return f, f @ w["W_dec"] + w["b_dec"]


def tensors(params):
    return {name: torch.tensor(value) for name, value in params.items()}
