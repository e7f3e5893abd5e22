import math

import torch


def log_softmax(logits):
    return torch.log_softmax(torch.from_numpy(logits), dim=1)


def likelihood(logits, labels):
    return math.exp(log_likelihood(logits, labels))


def log_likelihood(logits, labels):
    return log_softmax(logits).gather(1, torch.from_numpy(labels)[:, None]).sum().item()


def cross_entropy(logits, targets):
    return -(log_softmax(logits) * torch.from_numpy(targets)).sum(dim=1).mean().item()
