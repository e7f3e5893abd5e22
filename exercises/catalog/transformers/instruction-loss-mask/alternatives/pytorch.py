import torch
from torch.nn.utils.rnn import pad_sequence


def make_batch(conversations, pad, longest):
    ids, labels = [], []
    for turns in conversations:
        tokens = torch.tensor([token for _, own in turns for token in own])
        spoken = torch.tensor([role == "assistant" for role, own in turns for _ in own])
        ids.append(tokens[:longest])
        labels.append(tokens.where(spoken, -100)[:longest])
    return tuple(pad_sequence(rows, True, fill).numpy() for rows, fill in ((ids, pad), (labels, -100)))


def answer_loss(logits, labels):
    log_p = torch.from_numpy(logits).log_softmax(dim=2)
    # every position keeps its logits and gets the next label; the last gets none
    wanted = torch.nn.functional.pad(torch.from_numpy(labels)[:, 1:], (0, 1), value=-100)
    kept = wanted != -100
    return -log_p[kept].gather(1, wanted[kept][:, None]).mean().item()
