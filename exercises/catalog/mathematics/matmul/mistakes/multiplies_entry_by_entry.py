"""worked_example

You multiply entry by entry: A * B pairs each number with the one in the same place. A matrix product pairs rows of A
with columns of B and sums the products.
"""


def matmul(A, B):
    return A * B
