"""Who goes with whom, one to one: of all matchings the one that is worth most, and always the same."""

from collections.abc import Mapping

__all__ = ["best_pairs"]


def best_pairs(worth: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """For each left of `worth` that is matched its right, so that the sum of what the pairs are worth is greatest.

    `worth` has the pairs that may be, (left, right), each worth more than 0. No right goes with two lefts. Equal sums
    are decided by the numbers alone, so that the same `worth` gives the same pairs.
    """
    pairs: dict[int, int] = {}
    for lefts, rights in _components(worth):
        pairs |= _assigned(lefts, rights, worth)
    return dict(sorted(pairs.items()))


def _components(worth: Mapping[tuple[int, int], int]) -> list[tuple[list[int], list[int]]]:
    """The lefts and rights that hang together; most are one pair, which keeps `_assigned` quick."""
    neighbours: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for left, right in worth:
        neighbours.setdefault(("left", left), set()).add(("right", right))
        neighbours.setdefault(("right", right), set()).add(("left", left))
    components, seen = [], set()
    for node in sorted(neighbours):
        if node in seen:
            continue
        reached, waiting = {node}, [node]
        while waiting:
            new = neighbours[waiting.pop()] - reached
            reached |= new
            waiting += new
        seen |= reached
        sides = {side: sorted(number for where, number in reached if where == side) for side in ("left", "right")}
        components.append((sides["left"], sides["right"]))
    return components


def _assigned(lefts: list[int], rights: list[int], worth: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """The Hungarian method, with potentials (Kuhn 1955, Munkres 1957); leaving a left alone costs nothing."""
    columns = [*rights, *(None for _ in lefts)]
    cost = [[0 if right is None else -worth.get((left, right), 0) for right in columns] for left in lefts]
    rows, width = len(lefts), len(columns)
    of_row, of_column = [0] * (rows + 1), [0] * (width + 1)
    row_of = [0] * (width + 1)  # 1-based, 0 for none; so is what follows
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        least: list[float] = [float("inf")] * (width + 1)
        came_from, visited = [0] * (width + 1), [False] * (width + 1)
        while row_of[column]:
            visited[column] = True
            current, delta, following = row_of[column], float("inf"), 0
            for other in range(1, width + 1):
                if visited[other]:
                    continue
                reduced = cost[current - 1][other - 1] - of_row[current] - of_column[other]
                if reduced < least[other]:
                    least[other], came_from[other] = reduced, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(width + 1):
                if visited[other]:
                    of_row[row_of[other]] += delta
                    of_column[other] -= delta
                else:
                    least[other] -= delta
            column = following
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    found = {lefts[row_of[column] - 1]: columns[column - 1] for column in range(1, width + 1) if row_of[column]}
    return {left: right for left, right in found.items() if right is not None and (left, right) in worth}
