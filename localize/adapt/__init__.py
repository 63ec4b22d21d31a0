"""Adapters: one named change each, recorded as steps. `pipeline.py` holds the two lists that are read top to bottom."""
