import pytest

from mueang.standard import CATEGORIES, CLASSIFICATIONS, LICENCES, rules


def codes(issues):
    return [issue.code for issue in issues]


def test_public_data_is_classified_public_under_an_open_licence():
    assert rules.check("a", "01", "G0") == ()


def test_personal_data_is_never_public():
    assert codes(rules.check("p", "01", "G0")) == ["standard.classification"]


@pytest.mark.parametrize("category", ["c", "d"])
@pytest.mark.parametrize("classification", ["01", "02"])
def test_secrets_of_state_are_at_least_confidential(category, classification):
    assert "standard.classification" in codes(rules.check(category, classification, "G5"))


def test_a_confidential_dataset_is_used_on_its_owners_conditions():
    assert codes(rules.check("c", "03", "G0")) == ["standard.licence"]


def test_every_category_has_a_class_and_every_class_a_licence():
    for category in CATEGORIES:
        assert any(not rules.check(category.code, c.code, x.code) for c in CLASSIFICATIONS for x in LICENCES), category


def test_an_unknown_code_breaks_the_rules():
    assert codes(rules.check("z", "09", "G9")) == ["standard.classification", "standard.licence"]


def test_open_data_may_ask_that_what_is_made_of_it_stays_open_too():
    assert rules.check("a", "01", "SA") == ()
    assert LICENCES["SA"].stored == "Creative Commons Attribution Share-Alike"
    assert codes(rules.check("c", "03", "SA")) == ["standard.licence"]
