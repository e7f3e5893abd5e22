import torch


def torch_indexing(x):
    values, places = x.topk(2, dim=1)
    hot = torch.zeros(2, 4).scatter_(1, places, 1.0)
    padded = torch.nn.utils.rnn.pad_sequence([torch.ones(2), torch.ones(3)])
    return values, torch.gather(x, 1, places), hot.sum(1), x[x > 2].numel(), padded.sum(), torch.roll(x, 1, 0)
