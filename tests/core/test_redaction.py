"""Redaction: what identifies or reaches a private person leaves a text; other numbers stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposal_core.redaction import CONTACT_MARK, IDENTITY_MARK, is_identity_number, without_contacts


@pytest.mark.parametrize(
    "detail",
    ["13812345678", "138 1234 5678", "+86-13812345678", "0575-88123456", "(0575)8812345", "li.si@example.cn"],
)
def test_phones_and_mails_leave_the_text(detail: str) -> None:
    """Mobile and landline numbers and e-mail addresses are replaced by a mark."""
    assert f"联系人电话{CONTACT_MARK}。" == without_contacts(f"联系人电话{detail}。")


def test_identity_numbers_leave_the_text() -> None:
    """A number of eighteen characters with the right check digit is taken out."""
    assert is_identity_number("11010519491231002X")
    assert f"证件{IDENTITY_MARK}" == without_contacts("证件11010519491231002X")


@pytest.mark.parametrize(
    "number", ["110105194912310021", "绍政办〔2024〕12号", "2500000元", "2024-013", "府建字第0970015号"]
)
def test_other_numbers_stay(number: str) -> None:
    """A wrong check digit, document numbers, amounts and file numbers are left alone."""
    assert number == without_contacts(number)


@given(st.text())
def test_stripping_twice_changes_nothing_more(text: str) -> None:
    """What was stripped once has nothing left to strip."""
    once = without_contacts(text)
    assert once == without_contacts(once)
