"""The description of the API is true: the example of every operation is asked, and its answer held against its schema."""

import json
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

import world as worlds
from mueang_site.api.urls import _api
from mueang_site.catalogue.models import Version
from worldly import data_dir, db, world

__all__ = ["data_dir", "db", "world"]

WHEN = {
    "approve": ("02", "submitted"),
    "send_back": ("02", "submitted"),
    "republish": ("02", "withdrawn"),
}
"""Operation → class and state of the thing that its example is about; of others what is published, or still a draft where it was handed in."""
WHO = {"list_filings": "above"}
"""Operation → who may ask it, where that is not a steward of the office."""
PLAIN = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None)}
DESCRIBED = json.loads(json.dumps(_api.get_openapi_schema()))
OPERATIONS = {operation["operationId"]: (method, path, operation) for path, methods in DESCRIBED["paths"].items() for method, operation in methods.items()}


def faults(value, schema, at="answer"):
    """Return where a value breaks a schema of the description."""
    if "$ref" in schema:
        return faults(value, DESCRIBED["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], at)
    if "anyOf" in schema:
        return [] if any(not faults(value, one, at) for one in schema["anyOf"]) else [f"{at}: none of its kinds"]
    kind = schema.get("type")
    if kind and (not isinstance(value, PLAIN[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"{at}: {value!r} is no {kind}"]
    if isinstance(value, list):
        return [fault for i, one in enumerate(value) for fault in faults(one, schema.get("items", {}), f"{at}[{i}]")]
    return _faults_of_object(value, schema, at) if isinstance(value, dict) else []


def _faults_of_object(value, schema, at):
    own, more = schema.get("properties", {}), schema.get("additionalProperties", {})
    missing = [f"{at}: no {name}" for name in schema.get("required", []) if name not in value]
    strange = [f"{at}: {name} is not described" for name in value if own and name not in own]
    inner = [fault for name, one in value.items() for fault in faults(one, own.get(name, more if isinstance(more, dict) else {}), f"{at}.{name}")]
    return missing + strange + inner


def asked(world, name):
    """Ask the example as it stands in the description, about the thing that the world has of that name."""
    method, path, operation = OPERATIONS[name]
    state = "draft" if "submission_id" in path or "finding_id" in path else "published"
    arguments = world.arguments(*WHEN.get(name, ("02", state)))
    address = path.format(**{key: quote(str(value)) for key, value in arguments.items()})
    examples = {p["name"]: p["example"] for p in operation["parameters"] if p["in"] == "query" and "example" in p}
    query = "&".join(f"{quote(key)}={quote(str(value))}" for key, value in examples.items())
    contents = operation.get("requestBody", {}).get("content", {})
    kind, body = next(((kind, content["example"]) for kind, content in contents.items() if "example" in content), ("application/json", None))
    client = world.program(WHO.get(name) or ("admin" if "webhook" in path else "steward"))
    return getattr(client, method)(f"{address}?{query}", **_sent(kind, body))


def _published_again(world):
    """Let the first version no longer be the newest one."""
    version = Version.objects.get(resource__dataset=world.datasets["02", "published"])
    version.pk, version.number, version.delta_version = None, 2, version.delta_version + 1
    version.save(force_insert=True)


def _sent(kind, body):
    if body is None:
        return {}
    if kind == "multipart/form-data":
        files = {key: SimpleUploadedFile(text, worlds.FILE) for key, text in body.items() if key != "organisation"}
        return {"data": {"organisation": "strategy", **files}}
    return {"data": body if isinstance(body, str) else json.dumps(body), "content_type": kind}


def test_every_operation_has_an_example():
    from mueang_site.api.rest.examples import EXAMPLES

    assert set(OPERATIONS) == set(EXAMPLES)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_example_is_answered_as_described(world, name):
    with transaction.atomic():
        if name == "restore":
            _published_again(world)
        answer = asked(world, name)
        content = b"".join(answer)
        transaction.set_rollback(True)

    wanted = OPERATIONS[name][2]["responses"]
    assert str(answer.status_code) == next(iter(wanted)), content[:500]
    schema = wanted[str(answer.status_code)].get("content", {}).get("application/json", {}).get("schema")
    assert schema is None or faults(json.loads(content), schema) == []


@pytest.mark.parametrize(
    "spoilt", [{"version": "1"}, {"items": {}}, {"next": 3}, {"more": True}, {"version": None, "items": [], "next": None}, {"items": ["x"]}, {"next": ...}]
)
def test_an_answer_that_breaks_its_schema_would_be_noticed(spoilt):
    page = {key: value for key, value in ({"version": 1, "items": [{"a": 1}], "next": None} | spoilt).items() if value is not ...}

    assert faults({"version": 1, "items": [{"a": 1}], "next": None}, {"$ref": "#/components/schemas/RowsPage"}) == []
    assert faults(page, {"$ref": "#/components/schemas/RowsPage"})
