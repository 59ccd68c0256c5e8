"""The table of roles, as far as conditions of queries lean on it."""

from tracker.rules.access import MAY


def test_the_same_roles_see_cases_and_actions():
    """What a notice tells of is asked for with one set of units, be it a case or an action."""
    assert MAY["case.view"] == MAY["action.view"]
