import torch


def head_scores(pattern, period):
    pattern = torch.tensor(pattern)
    i = torch.arange(pattern.shape[1])
    return (
        pattern[:, i[1:], i[1:] - 1].mean(dim=1).numpy(),
        pattern[:, i[period:], i[period:] - period].mean(dim=1).numpy(),
        pattern[:, i[period:], i[period:] - period + 1].mean(dim=1).numpy(),
    )


def prefix_matching(pattern, tokens):
    pattern, tokens = torch.tensor(pattern), torch.tensor(tokens)
    same = (tokens[:, None] == tokens).tril(-1)
    after = torch.nn.functional.pad(same[:, :-1], (1, 0))
    rows = same.any(dim=1)
    if not rows.any():
        return pattern[:, 0, 0].mul(0).numpy()
    return pattern.mul(after).sum(dim=2).mul(rows).sum(dim=1).div(rows.sum()).numpy()


def copying(embed, W_v, W_o, unembed):
    embed, W_v, W_o, unembed = map(torch.tensor, (embed, W_v, W_o, unembed))
    small = (W_o @ unembed) @ (embed @ W_v)
    trace = small.diagonal(dim1=1, dim2=2).sum(dim=1)  # the sum of the eigenvalues
    return (trace / torch.linalg.eigvals(small).abs().sum(dim=1)).numpy()
