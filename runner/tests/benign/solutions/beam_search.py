import heapq
import math


def beam_search(table, width, length):
    beams = [(0.0, "a")]
    for _ in range(length):
        grown = [(s + math.log(p), text + c) for s, text in beams for c, p in table[text[-1]].items()]
        beams = heapq.nlargest(width, grown)
    return beams[0][1]
