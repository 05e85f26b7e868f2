"""脱敏 · Stripping personal contact details from a text before the public reads it.

Mobile and landline numbers, e-mail addresses, and resident identity numbers whose check digit is right (GB 11643,
MOD 11-2) are replaced by a mark that says so. Other numbers, such as document numbers and amounts, stay.

Not formalised: names and addresses of private persons in running text; whoever reviews the file sees to those.
"""

from __future__ import annotations

import re

from proposal_core.law import AH15, GII19, rule

CONTACT_MARK = "〔联系方式已隐去〕"
IDENTITY_MARK = "〔证件号码已隐去〕"
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:\(0\d{2,3}\)|(0\d{2,3})[- ])[2-9]\d{6,7}(?!\d)")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(text: str) -> bool:
    """Whether eighteen characters are a resident identity number with the right check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


@rule(AH15.article(), GII19.article("15"))
def without_contacts(text: str) -> str:
    """The text without phone numbers, e-mail addresses and identity numbers; each is marked as taken out."""
    text = _IDENTITY.sub(lambda m: IDENTITY_MARK if is_identity_number(m.group()) else m.group(), text)
    for pattern in (_MOBILE, _LANDLINE, _MAIL):
        text = pattern.sub(CONTACT_MARK, text)
    return text
