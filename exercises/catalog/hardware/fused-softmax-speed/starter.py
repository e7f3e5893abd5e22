import torch
import triton
import triton.language as tl


def softmax_means(x, scales):
    """For each scale t, the mean over the rows of softmax(t * x), by a kernel that reads each row once.

    x: (n, m), scales: (s,), NumPy, float32 -> (s, m), NumPy, float32

    With x = [[0, 1], [0, 0]] and scales = [ln 3, 0] the result is [[0.375, 0.625], [0.5, 0.5]].
    """
    raise NotImplementedError("return the means as a NumPy array")
