import numpy as np


def encode(vectors, codebooks):
    subspaces, _, size = codebooks.shape
    parts = vectors.reshape(len(vectors), subspaces, size)
    products = np.einsum("nms,mks->nmk", parts, codebooks)
    squares = np.einsum("mks,mks->mk", codebooks, codebooks)
    return np.argmin(squares - 2 * products, axis=2).astype("uint8")  # the vector's own square changes no order


def distance_table(query, codebooks):
    subspaces, _, size = codebooks.shape
    parts = query.reshape(subspaces, size)
    own = np.einsum("ms,ms->m", parts, parts)[:, None]
    return own - 2 * np.einsum("ms,mks->mk", parts, codebooks) + np.einsum("mks,mks->mk", codebooks, codebooks)


def search(table, codes, k):
    starts = np.arange(len(table)) * table.shape[1]  # where each row of the table begins
    distances = table.ravel()[codes + starts].sum(axis=1)
    ids = np.lexsort((np.arange(len(codes)), distances))[:k]
    return ids, distances[ids]
