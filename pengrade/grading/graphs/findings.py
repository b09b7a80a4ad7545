"""What can be said of a wrong graph or a wrong statement of independence: stable codes, and words for a learner.

A code never changes its meaning. The words name the cause and leave the correction to the learner.
"""

FINDINGS: dict[str, str] = {
    # graphs
    "graph-sort": "It is another sort of graph that is asked for.",
    "direction": "Check which edges have a direction and which have none.",
    "turned-edge": "Check the direction of the arrows.",
    "missing-edge": "Something that belongs together is not joined.",
    "missing-moral-edge": "Check what becomes of the parents of a node.",
    "extra-edge": "Something is joined that need not be.",
    "edges": "Check which nodes are joined and which are not.",
    "v-structure": "Check the nodes at which two arrows meet.",
    "against-order": "An arrow runs against the order.",
    "missing-factor": "A factor is missing.",
    "extra-factor": "A factor is too much.",
    "scope": "Check which variables the factors join.",
    "factor-name": "Check which factor is which.",
    # statements of independence
    "adjacent": "Two of its variables are joined directly, so nothing can make them independent.",
    "collider-conditioned": "What is given opens a trail: look at the nodes at which two arrows meet.",
    "open-trail": "A trail between the two sides stays open.",
    "holds-there": "It holds in both graphs.",
    "missing-statement": "Something is missing.",
    "extra-statement": "Something is in it that was not asked for.",
    "condition": "Check what is given.",
    "sides": "Check which variables stand on the sides.",
}
