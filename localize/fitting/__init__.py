"""Fit a variant's texts to a sale channel by dropping whole parts of low value. What people approve and the memory learns stays as it is."""
