"""Which answers of a mail server are about the address itself."""

import pytest

from tracker.rules.bounces import is_address_refused


@pytest.mark.parametrize(
    ("code", "said", "at_recipient", "expected"),
    [
        (550, "5.1.1 <a@b>: User unknown", True, True),
        (550, "5.1.1 User unknown", False, True),
        (553, "5.1.3 Bad address syntax", True, True),
        (550, "No such user here", True, True),
        (550, "Message refused as spam", False, False),
        (552, "5.2.2 Mailbox full", True, False),
        (550, "5.7.1 Relaying denied", True, False),
        (550, "5.1.8 Bad sender's domain", True, False),
        (550, "5.1.7 Bad sender", False, False),
        (554, "Transaction failed", True, False),
        (450, "4.1.1 Try later", True, False),
        (0, "", True, False),
    ],
)
def test_what_is_about_the_address(code, said, at_recipient, expected):
    assert is_address_refused(code, said, at_recipient=at_recipient) is expected
