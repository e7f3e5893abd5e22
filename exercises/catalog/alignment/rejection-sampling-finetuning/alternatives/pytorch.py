import numpy as np
import torch


def select(answers, rewards, threshold, most):
    order = np.argsort(-rewards, kind="stable").tolist()
    kept, known = [], set()
    for i in order:
        key = str(answers[i])
        if rewards[i] >= threshold and key not in known and len(kept) != most:
            known.add(key)
            kept.append(i)
    kept.sort()
    return kept


def weigh(counts):
    prompt = np.repeat(np.arange(len(counts)), counts)  # of each answer
    share = counts[prompt] ** -1.0
    return share / share.sum()


def make_batch(prompts, answers, pad):
    ids = [torch.tensor(prompt + answer) for prompt, answer in zip(prompts, answers)]
    marks = [torch.tensor([False] * len(prompt) + [True] * len(answer)) for prompt, answer in zip(prompts, answers)]
    padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=pad)
    return padded.numpy(), torch.nn.utils.rnn.pad_sequence(marks, batch_first=True).numpy()


def answer_loss(logits, ids, mask, weights):
    z = torch.tensor(logits, requires_grad=True)
    labels = torch.tensor(np.where(mask, ids, -100))[:, 1:]
    losses = torch.nn.functional.cross_entropy(z[:, :-1].transpose(1, 2), labels, reduction="none")  # (b, n - 1)
    loss = torch.tensor(weights) @ (losses.sum(dim=1) / torch.tensor(mask).sum(dim=1))
    loss.backward()
    return loss.item(), z.grad.numpy()


def expected_kept(probabilities, right, samples):
    missed = np.exp(samples * np.log1p(-np.where(right, probabilities, 0)))
    return np.sum(1 - missed), 1 - probabilities[~right].sum() ** samples
