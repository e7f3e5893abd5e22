import torch
from torch.nn.functional import l1_loss, mse_loss


def tensors(y_true, y_pred):
    return torch.tensor(y_pred).double().flatten(), torch.tensor(y_true).double()


def mse(y_true, y_pred):
    return mse_loss(*tensors(y_true, y_pred)).item()


def rmse(y_true, y_pred):
    return mse(y_true, y_pred) ** 0.5


def mae(y_true, y_pred):
    return l1_loss(*tensors(y_true, y_pred)).item()


def r2(y_true, y_pred):
    predicted, target = tensors(y_true, y_pred)
    around = ((target - target.mean()) ** 2).sum()
    return float((around - ((target - predicted) ** 2).sum()) / around)
