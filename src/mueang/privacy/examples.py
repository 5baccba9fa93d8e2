"""Show in a finding the form of a personal value without the value."""

from __future__ import annotations

HIDDEN = "•"
_TITLES = ("นางสาว", "เด็กชาย", "เด็กหญิง", "น.ส.", "ด.ช.", "ด.ญ.", "นาย", "นาง", "Mrs.", "Mr.", "Ms.", "Miss", "Mrs", "Mr", "Ms")


def mask(kind: str, value: str) -> str:
    """Return the value with all hidden but its form: two digits of a number, the host of an e-mail, the title of a name."""
    if kind == "email":
        name, _, host = value.partition("@")
        return f"{HIDDEN * min(len(name), 6)}@{host}"
    if kind == "name":
        title = next((title for title in _TITLES if value.startswith(title)), "")
        return f"{title}{HIDDEN * 6}"
    return _mask_digits(value)


def _mask_digits(value: str) -> str:
    """Hide every digit but the first two."""
    seen, shown = 0, []
    for char in value:
        seen += char.isdigit()
        shown.append(HIDDEN if char.isdigit() and seen > 2 else char)
    return "".join(shown)
