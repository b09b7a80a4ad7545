"""The one way in which an evaluation gives up."""


class OutOfReachError(Exception):
    """More terms, or larger matrices, than this process is willing to compute with."""
