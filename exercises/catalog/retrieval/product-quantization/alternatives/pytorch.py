import numpy as np
import torch


def encode(vectors, codebooks):
    books = torch.tensor(codebooks)  # (M, K, s)
    parts = torch.tensor(vectors).view(len(vectors), len(books), -1).transpose(0, 1)  # (M, n, s)
    return torch.cdist(parts, books).argmin(dim=2).T.to(torch.uint8).numpy()


def distance_table(query, codebooks):
    books = torch.tensor(codebooks)
    parts = torch.tensor(query).view(len(books), 1, -1)
    return (books - parts).square().sum(dim=2).numpy()


def search(table, codes, k):
    columns = torch.tensor(codes).long().T  # (M, n)
    distances, ids = torch.tensor(table).gather(1, columns).sum(dim=0).sort(stable=True)
    return ids[:k].numpy(), distances[:k].numpy()
