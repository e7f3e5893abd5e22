import torch


def pad_left(prompts, pad):
    flipped = [torch.tensor(prompt).flip(0) for prompt in prompts]
    tokens = torch.nn.utils.rnn.pad_sequence(flipped, batch_first=True, padding_value=pad).flip(1)
    gaps = torch.tensor([[tokens.shape[1] - len(prompt)] for prompt in prompts])
    positions = torch.arange(tokens.shape[1]) - gaps
    return tokens.numpy(), positions.clamp(min=0).numpy(), (positions >= 0).numpy()


def attention(Q, K, V, mask):
    q, k, v, real = (torch.from_numpy(a) for a in (Q, K, V, mask))
    scores = torch.einsum("bhnd,bhmd->bhnm", q, k) * q.shape[-1] ** -0.5
    n = q.shape[2]
    later = torch.ones(n, n, dtype=torch.bool).triu(1)
    weights = scores.masked_fill(later | ~real[:, None, None], -torch.inf).softmax(dim=-1)
    weights = weights.masked_fill(~real[:, None, :, None], 0.0)
    return (weights @ v).numpy()


def append(tokens, positions, mask, finished, logits, end, pad):
    tokens, positions, mask, finished, logits = (
        torch.from_numpy(a) for a in (tokens, positions, mask, finished, logits)
    )
    best = logits.max(dim=1).indices
    place = mask.long().sum(dim=1)
    tokens = torch.cat([tokens, best.masked_fill(finished, pad)[:, None]], dim=1)
    positions = torch.cat([positions, place.masked_fill(finished, 0)[:, None]], dim=1)
    mask = torch.cat([mask, finished.logical_not()[:, None]], dim=1)
    return tokens.numpy(), positions.numpy(), mask.numpy(), finished.logical_or(best.eq(end)).numpy()
