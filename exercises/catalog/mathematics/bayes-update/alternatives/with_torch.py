import torch


def posterior(prior, likelihood, data):
    log_likelihood = torch.from_numpy(likelihood).log()[:, torch.from_numpy(data)]
    return torch.softmax(torch.from_numpy(prior).log() + log_likelihood.sum(dim=1), dim=0).numpy()


def predictive(prior, likelihood, data):
    return (posterior(prior, likelihood, data)[:, None] * likelihood).sum(axis=0)
