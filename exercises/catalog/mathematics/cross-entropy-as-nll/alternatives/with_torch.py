import math

import torch


def log_softmax(scores):
    return torch.log_softmax(torch.from_numpy(scores), dim=1)


def likelihood(scores, labels):
    return math.exp(log_likelihood(scores, labels))


def log_likelihood(scores, labels):
    return log_softmax(scores).gather(1, torch.from_numpy(labels)[:, None]).sum().item()


def cross_entropy(scores, targets):
    return -(log_softmax(scores) * torch.from_numpy(targets)).sum(dim=1).mean().item()
