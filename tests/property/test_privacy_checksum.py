"""The law of the check digit of citizen ids."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mueang.privacy.examples import mask
from mueang.privacy.patterns import checksum_holds

TWELVE = st.integers(10**11, 9 * 10**11 - 1)


@given(TWELVE)
def test_exactly_one_last_digit_of_ten_holds(twelve):
    candidates = np.array([twelve * 10 + last for last in range(10)])

    assert checksum_holds(candidates).sum() == 1


@given(TWELVE, st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_is_noticed_unless_it_changes_the_sum_between_ten_and_none(twelve, place, shift):
    """Weights are 13 to 2: one digit changed moves the sum modulo 11, but the check digits of 0 and 10 are both 1 (and of 1, 11: 0)."""
    text = str(twelve)
    changed = text[:place] + str((int(text[place]) + shift) % 10) + text[place + 1 :]
    sums = [sum(int(d) * w for d, w in zip(t, range(13, 1, -1), strict=True)) % 11 for t in (text, changed)]
    last = (11 - sums[0]) % 10

    still_holds = checksum_holds(np.array([int(changed) * 10 + last]))[0] and int(changed) >= 10**11
    assert still_holds == ({*sums} == {0, 10} or sums[0] == sums[1]) or int(changed) < 10**11


@given(st.from_regex(r"\A0[689][0-9]-[0-9]{3}-[0-9]{4}\Z"))
def test_a_mask_keeps_the_form_and_hides_all_but_two_digits(phone):
    hidden = mask("phone", phone)

    assert len(hidden) == len(phone)
    assert sum(char.isdigit() for char in hidden) == 2
