"""The cast, for faults that need people."""

from tests.people import cast, plain_static, reference, sign_in

__all__ = ["cast", "plain_static", "reference", "sign_in"]
