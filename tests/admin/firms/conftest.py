"""The cast and its records, in the place of the people and records of the other tests of the admin."""

from tests.people import cast, far, near, plain_static, reference, sign_in

__all__ = ["cast", "far", "near", "plain_static", "reference", "sign_in"]
