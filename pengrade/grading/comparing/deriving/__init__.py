"""Derivations: what each step is decided by. The kind itself is `derivation.py` beside this package."""
