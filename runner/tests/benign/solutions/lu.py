import numpy as np


def lu(A):
    U, L, P = A.astype(float).copy(), np.eye(len(A)), np.eye(len(A))
    for k in range(len(A)):
        pivot = k + np.abs(U[k:, k]).argmax()
        U[[k, pivot]], P[[k, pivot]] = U[[pivot, k]], P[[pivot, k]]
        L[[k, pivot], :k] = L[[pivot, k], :k]
        L[k + 1 :, k] = U[k + 1 :, k] / U[k, k]
        U[k + 1 :] -= np.outer(L[k + 1 :, k], U[k])
    return P.T @ L @ np.triu(U), np.linalg.solve(A, A @ np.ones(len(A)))
