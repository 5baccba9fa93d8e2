"""Where an operator says that the bucket is."""

from __future__ import annotations

import pytest

from mueang.base.endpoint import Endpoint
from mueang.base.errors import BadInput

GOOD = {"address": "s3://city/lake/one/", "url": "https://s3.city.example:9000", "key": "the-id", "secret": "the-secret"}


def test_an_address_names_a_bucket_and_what_keys_begin_with():
    endpoint = Endpoint(**GOOD)

    assert (endpoint.bucket, endpoint.prefix) == ("city", "lake/one")
    assert Endpoint(**GOOD | {"address": "s3://city"}).prefix == ""


def test_keys_are_not_shown():
    assert "the-id" not in repr(Endpoint(**GOOD))
    assert "the-secret" not in repr(Endpoint(**GOOD))


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "/srv/lake"), ("address", "s3://Ö/x"), ("url", "s3.city.example"), ("url", "https://id:pw@s3.city.example"), ("key", ""), ("secret", "")],
)
def test_what_cannot_be_a_place_is_refused_by_name(field, value):
    with pytest.raises(BadInput) as refused:
        Endpoint(**GOOD | {field: value})

    assert refused.value.field == field
