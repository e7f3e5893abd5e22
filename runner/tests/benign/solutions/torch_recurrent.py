import torch
from torch import nn


def torch_recurrent():
    torch.manual_seed(0)
    x = torch.randn(7, 2, 3)
    out, (h, c) = nn.LSTM(3, 5, num_layers=2, bidirectional=True)(x)
    gru, state = nn.GRU(3, 4)(x)
    packed = nn.utils.rnn.pack_padded_sequence(x, [7, 4])
    padded, lengths = nn.utils.rnn.pad_packed_sequence(nn.RNN(3, 4)(packed)[0])
    out.sum().backward()
    return list(out.shape), list(h.shape), torch.equal(gru[-1], state[0]), lengths, padded[5:, 1].abs().sum().item()
