# descent-canary-solution-0a51f0e2
def double(x):
    return x * 2
