# descent-canary-solution-93b6d21c
def tally(words):
    return {word: words.count(word) for word in words}
