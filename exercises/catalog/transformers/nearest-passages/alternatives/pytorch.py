import torch


def nearest_passages(questions, passages, k, allowed=None):
    q, p = torch.from_numpy(questions), torch.from_numpy(passages)
    cosines = torch.nn.functional.cosine_similarity(q[:, None], p[None], dim=2)
    if allowed is not None:
        cosines = cosines.masked_fill(~torch.from_numpy(allowed), -torch.inf)
    scores, indices = cosines.topk(min(k, len(p)))
    return indices.numpy(), scores.numpy()
