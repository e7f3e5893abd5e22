import torch


def head_outputs(pattern, values, W_o):
    return torch.einsum("hij,hjk,hkd->hid", *map(torch.tensor, (pattern, values, W_o))).numpy()


def attribute(parts, scale, unembed, answer, other):
    # with the size of the stream held fixed, the difference is linear, so its gradient times a part is its share
    stack = torch.tensor(parts)
    stream = stack.sum(dim=0).requires_grad_()
    logits = stream / size(stream).detach() * torch.tensor(scale) @ torch.tensor(unembed)
    (logits[:, answer] - logits[:, other]).sum().backward()
    return (stack * stream.grad).sum(dim=-1).numpy()


def by_source(pattern, values, W_o, stream, scale, unembed, answer, other):
    shares, vectors, out = map(torch.tensor, (pattern, values, W_o))
    moved = (shares[:, -1, :, None] * vectors) @ out / size(torch.tensor(stream[-1]))  # (H, n, d)
    logits = moved * torch.tensor(scale) @ torch.tensor(unembed[:, [answer, other]])
    return (logits[..., 0] - logits[..., 1]).numpy()


def size(stream):
    return (stream.square().mean(dim=-1, keepdim=True) + 1e-5).sqrt()
