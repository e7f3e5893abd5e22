import numpy as np
import torch


def posterior(prior, likelihood, data):
    p = torch.as_tensor(np.array(prior, dtype=np.float64))
    lik = torch.as_tensor(np.array(likelihood, dtype=np.float64))
    idx = torch.as_tensor(np.array(data, dtype=np.int64))
    counts = torch.bincount(idx, minlength=lik.shape[1]).double()
    # xlogy is 0 where the count is 0, even for a likelihood of 0
    log_post = torch.log(p) + torch.special.xlogy(counts, lik).sum(dim=1)
    return torch.softmax(log_post, dim=0).numpy()


def predictive(prior, likelihood, data):
    return np.asarray(posterior(prior, likelihood, data) @ np.asarray(likelihood))
