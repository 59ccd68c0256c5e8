"""The cast and its records."""

from tests.people import cast, far, near, reference

__all__ = ["cast", "far", "near", "reference"]
