"""A mail as the server gets it: what is made faster is the library's own, byte for byte."""

from email import policy

import pytest

from tests.operations.test_notice_mails import at
from tracker.models import OutgoingMail
from tracker.operations.mail_bytes import message_of

SUBJECTS = (
    "Weekly digest",
    "助企服务周报",
    "助企服务周报 2026 年第 53 周，" * 8,
    "Weekly digest of a week " * 12,
    "x" * 200,
    "a\x0bb\x1cc",
    " blanks around ",
    *("x" * length for length in range(60, 80)),
)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("html", ["", "<p>您好</p>", "<table>" + "<td>甲</td>" * 900 + "</table>"])
@pytest.mark.parametrize("choice_url", ["", f"https://tracker.example.cn/mails/choices/{'a' * 80}/"])
def test_headers_stand_as_the_library_writes_them(subject, html, choice_url, settings):
    settings.DEFAULT_FROM_EMAIL = "郑州市助企服务台账 <tracker@city.example.cn>"
    mail = OutgoingMail(
        subject=subject,
        text="您好：\n有一件诉求交办给您。\n",
        html=html,
        choice_url=choice_url,
        message_id="<a@tracker>",
        to_address="someone.with.a.rather.long.name@district.of.the.city.example.cn",
        created_at=at("11-25T12:00"),
    )
    made = message_of(mail).message()
    ours = made.as_bytes(linesep="\r\n")
    made.policy = policy.compat32
    assert ours == made.as_bytes(linesep="\r\n")
