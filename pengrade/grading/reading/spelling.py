"""Which known word a mistyped one is near to."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a slip of the fingers turns into `word`, or None when none is near.

    One-letter words are near only to their other case: every letter is one slip away from every other.
    """
    candidates = sorted(set(known))
    for candidate in candidates:
        if candidate != word and candidate.casefold() == word.casefold():
            return candidate
    if len(word) < 2 or len(word) > 30:
        return None
    allowed = 1 if len(word) < 5 else 2
    letters = set(word)
    close = [
        (distance(word, other), other)
        for other in candidates
        # Both are cheap lower bounds; most of the table never reaches the exact distance.
        if abs(len(other) - len(word)) <= allowed and len(letters.symmetric_difference(other)) <= 2 * allowed
    ]
    close = [(far, other) for far, other in close if far <= allowed and far < len(other)]
    return min(close)[1] if close else None


def distance(left: str, right: str) -> int:
    """Insertions, deletions, changes and swaps of neighbours that turn one word into the other.

    Optimal string alignment, a restricted Damerau-Levenshtein distance.
    """
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        current = [i]
        for j, other in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
