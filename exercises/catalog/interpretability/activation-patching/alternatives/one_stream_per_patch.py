import torch


def run(tokens, weights, patch=None):
    w = to_torch(weights)
    x = w["embed"][torch.tensor(tokens)] + w["positions"][: len(tokens)]
    cache = [x]
    if patch and patch[0] == 0:
        cache[0] = put(x, *patch[1:])
    for number, parts in enumerate(w["blocks"], start=1):
        x = block(cache[-1], parts)
        cache.append(put(x, *patch[1:]) if patch and patch[0] == number else x)
    return lens(cache[-1], w).numpy(), torch.stack(cache).numpy()


def logit_lens(cache, weights):
    return torch.stack([lens(torch.tensor(layer), to_torch(weights)) for layer in cache]).numpy()


def patch_effects(clean, corrupted, weights, answer, other):
    w = to_torch(weights)
    source, target = (torch.tensor(run(tokens, weights)[1]) for tokens in (clean, corrupted))
    depth, n, _ = source.shape
    rows = []
    for layer in range(depth):
        # all patches of a layer at once: the diagonal of a batch of n streams
        streams = torch.where(torch.eye(n, dtype=torch.bool)[..., None], source[layer], target[layer])  # (n, n, d)
        for parts in w["blocks"][layer:]:
            streams = block(streams, parts)
        rows.append(streams[:, -1])
    ends = torch.stack([*rows, source[-1:, -1].expand(n, -1), target[-1:, -1].expand(n, -1)])
    logits = lens(ends, w)
    differences = logits[..., answer] - logits[..., other]
    return ((differences[:-2] - differences[-1]) / (differences[-2] - differences[-1])).numpy()


def to_torch(weights):
    if isinstance(weights, dict):
        return {name: to_torch(value) for name, value in weights.items()}
    return [to_torch(value) for value in weights] if isinstance(weights, list) else torch.tensor(weights)


def put(x, position, vector):
    x[position] = torch.tensor(vector)
    return x


def block(x, parts):
    h = norm(x, parts["norm1"])
    q, k, v = (h @ parts[name] for name in ("W_q", "W_k", "W_v"))
    x = x + torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True) @ parts["W_o"]
    return x + torch.relu(norm(x, parts["norm2"]) @ parts["W_in"]) @ parts["W_out"]


def norm(x, scale):
    return torch.nn.functional.rms_norm(x, scale.shape, scale, 1e-5)


def lens(x, w):
    return norm(x, w["norm"]) @ w["unembed"]
