import torch


def attention(Q, K, V):
    """On a GPU where there is one; float32 on either."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    q, k, v = (torch.as_tensor(part).to(device).float() for part in (Q, K, V))
    weights = torch.softmax(q @ k.T * q.shape[1] ** -0.5, dim=1)
    return (weights @ v).half().cpu().numpy()
