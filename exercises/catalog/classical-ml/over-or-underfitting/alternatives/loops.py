def diagnose(train, validation, w, good, gap):
    n = len(train)
    train_end = validation_end = 0.0
    for epoch in range(n - w, n):
        train_end += train[epoch] / w
        validation_end += validation[epoch] / w

    best = 0
    for epoch in range(n):
        if validation[epoch] < validation[best]:
            best = epoch

    if train_end <= good:
        return ("overfitting" if validation_end > train_end + gap else "good fit"), best + 1
    return "underfitting", best + 1
