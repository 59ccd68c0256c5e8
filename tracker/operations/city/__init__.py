"""A generated city: believable, fictional, the same for the same seed and moment.

`plan.py` decides everything without a database, row by row; `load.py` writes the rows by COPY.
"""

from tracker.operations.city.load import make_city

__all__ = ["make_city"]
