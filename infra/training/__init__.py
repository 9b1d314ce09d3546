"""Makes the weights of the line classifier and of the category model, and pictures to measure the reading
with.

Everything is drawn from grammars with one seed: `python -m infra.training fit` writes the same files
every time.
"""
