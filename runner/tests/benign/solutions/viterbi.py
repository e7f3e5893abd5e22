import numpy as np


def viterbi(start, move, emit, seen):
    score, back = np.log(start) + np.log(emit[:, seen[0]]), []
    for symbol in seen[1:]:
        total = score[:, None] + np.log(move)
        back.append(total.argmax(0))
        score = total.max(0) + np.log(emit[:, symbol])
    path = [int(score.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]
