import torch


def perplexity(logits, targets):
    counts = torch.from_numpy(targets).ge(0)
    log_p = torch.from_numpy(logits)[counts].log_softmax(dim=1)
    chosen = log_p.gather(1, torch.from_numpy(targets)[counts][:, None])
    # in base 2 the answer is the same, if both sides use it
    bits = -chosen.mean() / torch.log(torch.tensor(2.0))
    return (2**bits).item()
