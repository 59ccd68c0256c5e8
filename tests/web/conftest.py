"""The cast and its records."""

from tests.people import cast, far, near, plain_static, reference, sign_in

__all__ = ["cast", "far", "near", "plain_static", "reference", "sign_in"]
