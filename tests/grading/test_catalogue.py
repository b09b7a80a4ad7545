"""Of every kind of the coverage catalogue that can be graded, at least five parts are among the cases; all, of fewer.

The ids of `cases/catalogue.jsonl` begin with the part that they are about, such as "optimisation.1b/". Which kind a
part is of stands here, in the catalogue's words; a kind of the catalogue may be graded by several kinds of ours.
"""

from pathlib import Path

import pytest

from tests.grading.case_files import FOLDER, lines

LEAST = 5

_LISTED = {
    "choice": """
        linear-algebra: 2c1
        optimisation: 2c
        directed-graphical-models: 1e 3c 3d 4a 4b 5a1 5a2 5b 6a1 6a2 6b 7d 10a 10b 10c 10d 10e 10f 11a 11b 11c
            11d
        undirected-graphical-models: 1c 2b 2c 2d
        expressive-power-of-graphical-models: 1a 1b 1c 2a2 3b 3c 6a 8a 8b 9b2 9c2
        factor-graphs-and-message-passing: 4a 5d
        inference-for-hidden-markov-models: 6g1
        model-based-learning: 8b2 13a 13b 13c
        sampling-and-monte-carlo-integration: 1a 2a2 8a 10a
        variational-inference: 3b 4b2
    """,
    "derivation": """
        linear-algebra: 1a 1e 2a 2b 2d 3a 4a 4b 5a 5b1 5b2
        optimisation: 2b2 4a 4d 5a
        directed-graphical-models: 2e 4d 8a 8c 9a 9b1 9b2
        undirected-graphical-models: 6b 7a 8c
        expressive-power-of-graphical-models: 9a1 9a2 9a3
        inference-for-hidden-markov-models: 3b 3c 5a 5b 5c 5d 6a
        model-based-learning: 1c 3a 3b 3c 9c 10a 10b 11a
        sampling-and-monte-carlo-integration: 3a
        variational-inference: 1a 1b 5a 5e
    """,
    "indexed-sum": """
        linear-algebra: 3c2
        optimisation: 4c1 4c2
        undirected-graphical-models: 7b 7c 7d
        inference-for-hidden-markov-models: 1a 1b 2a1 2a2
        model-based-learning: 1a 1b 3d 3e 11b
        sampling-and-monte-carlo-integration: 1b 9a
        variational-inference: 5b 5c 5d 6a 6b
    """,
    "matrix-expression": """
        linear-algebra: 1b 3c1 5b3 6a
        optimisation: 1a 1b 1c 1d 1e 1f 2a 2b1 3a 3b 3c 3d 4b
        model-based-learning: 9b
    """,
    "scalar-expression": """
        linear-algebra: 2c2
        undirected-graphical-models: 6a
        factor-graphs-and-message-passing: 6a
        inference-for-hidden-markov-models: 6g2
        model-based-learning: 5b 5c 6b 12a
        sampling-and-monte-carlo-integration: 2a1 4a 5a1 5a2 6a 6c 10b
        variational-inference: 4a 4b1
    """,
    "numeric": """
        directed-graphical-models: 2b 2d 2f 3e
        factor-graphs-and-message-passing: 2c 2e 3d
        inference-for-hidden-markov-models: 4d 4e
        model-based-learning: 4a 7a 8a 8b1 12b
        sampling-and-monte-carlo-integration: 6b
    """,
    "message-table": """
        factor-graphs-and-message-passing: 2b1 3a 3b 3c 4b1 4c1 4d1 5a2 5b2 5c2
        inference-for-hidden-markov-models: 4b 4c
    """,
    "distribution": """
        factor-graphs-and-message-passing: 5b3 5c3
        inference-for-hidden-markov-models: 6b 6c 6d 6e
        model-based-learning: 2a 5a 6a 9a
        variational-inference: 1c 2b
    """,
    "probability-expression": """
        directed-graphical-models: 7a 8b
        undirected-graphical-models: 2a 3a 4a2 5a2 8a 8d 8e
        expressive-power-of-graphical-models: 2b2
        inference-for-hidden-markov-models: 4a
    """,
    "independence-statements": """
        directed-graphical-models: 2a 2c 3a 3b 7b 7c
        undirected-graphical-models: 3b
        expressive-power-of-graphical-models: 3a 6c 9d
    """,
    "set": """
        directed-graphical-models: 1a 1b 1c 1d 4c
        undirected-graphical-models: 1b 1d 1e
        expressive-power-of-graphical-models: 6b
    """,
    "undirected-graph": """
        undirected-graphical-models: 1a 4a1 5a1 8b
        expressive-power-of-graphical-models: 2b1 5a 9b1
        factor-graphs-and-message-passing: 1a1 1c1
    """,
    "factor-graph": """
        factor-graphs-and-message-passing: 1a2 1b 1c2 2a 2d 5a1 5b1 5c1
    """,
    "vector": """
        linear-algebra: 6c 6d
        factor-graphs-and-message-passing: 4b2 4c2 4d2
        model-based-learning: 4b 7b
    """,
    "ordering": """
        expressive-power-of-graphical-models: 7b
        factor-graphs-and-message-passing: 2b2 6b
        sampling-and-monte-carlo-integration: 7a
        variational-inference: 5f
    """,
    "equation": """
        linear-algebra: 3b 6b
        inference-for-hidden-markov-models: 6f
    """,
    "dag": """
        expressive-power-of-graphical-models: 2a1 7a 9c1
    """,
    "matrix": """
        variational-inference: 2a
    """,
}

# How many parts of a kind there are, where there are fewer than five.
FEWER = {"equation": 3, "dag": 3, "matrix": 1}


def _parts_listed(text: str) -> list[str]:
    """The ids in lines such as "optimisation: 1a 2b1", which may go on in the line below."""
    parts: list[str] = []
    topic = ""
    for word in text.split():
        if word.endswith(":"):
            topic = word[:-1]
        else:
            parts.append(f"{topic}.{word}")
    return parts


PARTS_BY_KIND = {kind: _parts_listed(text) for kind, text in _LISTED.items()}


def _parts_in(path: Path) -> list[str]:
    return [line["id"].partition("/")[0] for line in lines(path)]


@pytest.mark.parametrize("kind", PARTS_BY_KIND)
def test_every_kind_has_parts_among_the_cases(kind: str) -> None:
    found = set(PARTS_BY_KIND[kind]) & set(_parts_in(FOLDER / "catalogue.jsonl"))

    assert len(found) >= FEWER.get(kind, LEAST)


def test_every_line_is_about_a_part_of_a_known_kind() -> None:
    known = {part for parts in PARTS_BY_KIND.values() for part in parts}

    assert [part for part in _parts_in(FOLDER / "catalogue.jsonl") if part not in known] == []


def test_no_part_is_of_two_kinds() -> None:
    parts = [part for parts in PARTS_BY_KIND.values() for part in parts]

    assert len(parts) == len(set(parts))
