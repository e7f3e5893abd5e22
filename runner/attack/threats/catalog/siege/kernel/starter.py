def add(x, y, out):
    raise NotImplementedError
