import torch


def embed(E, ids):
    return torch.from_numpy(E)[torch.from_numpy(ids)].numpy()


def embedding_gradient(G, ids, V, padding=None):
    ids, G = torch.from_numpy(ids).flatten(), torch.from_numpy(G).flatten(0, -2)
    out = torch.zeros(V, G.shape[1], dtype=G.dtype).index_add_(0, ids, G)
    if padding is not None:
        out[padding].zero_()
    return out.numpy()
