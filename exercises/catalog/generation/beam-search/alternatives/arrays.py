import torch


def beam_search(logits, start, end, width, alpha=0.0):
    log_p = torch.log_softmax(torch.from_numpy(logits), dim=2)
    V = log_p.shape[2]
    texts, scores, lengths = torch.tensor([[start]]), log_p.new_zeros(1), torch.tensor([0])
    for t, step in enumerate(log_p):
        finished = (texts[:, -1] == end) & (t > 0)
        # a finished text has one way on: the end token again, at no cost
        ways = step[texts[:, -1]]
        ways[finished] = -torch.inf
        ways[finished, end] = 0.0
        total = (scores[:, None] + ways).flatten()
        scores, order = total.topk(min(width, int(total.isfinite().sum())))
        row = order // V
        texts = torch.cat([texts[row], (order % V)[:, None]], dim=1)
        lengths = lengths[row] + ~finished[row]
    best = (scores / lengths**alpha).argmax()
    return texts[best, 1 : lengths[best] + 1].tolist(), scores[best].item()
