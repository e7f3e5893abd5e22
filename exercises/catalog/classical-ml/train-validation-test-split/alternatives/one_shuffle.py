def split(x, y, validation, test, rng):
    order = rng.permutation(len(y))
    sizes = {}
    for label in y.tolist():
        sizes[label] = sizes.get(label, 0) + 1
    room = {label: [int(n * validation), int(n * test)] for label, n in sizes.items()}
    sets = [[], [], []]
    for row in order:
        left = room[int(y[row])]
        place = 1 if left[0] else 2 if left[1] else 0
        if place:
            left[place - 1] -= 1
        sets[place].append(row)
    train, val, tested = ((x[rows], y[rows]) for rows in sets)
    return train, val, tested
