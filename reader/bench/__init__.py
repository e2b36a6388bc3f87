"""The reader's benchmarks: `python -m bench [PREFIX]` in this folder's parent prints a JSON list. Not part of the distribution."""
