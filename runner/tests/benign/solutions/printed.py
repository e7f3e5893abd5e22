import pprint
import sys


def printed():
    print("naïve café, 数学, 🎓, ∑ xᵢ²")
    print("a", "b", sep="-", end="!\n", flush=True)
    pprint.pprint({"k": [1, 2]})
    sys.stderr.write("to stderr\n")
    return len("数学")
