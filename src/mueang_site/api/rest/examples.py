"""One example of every operation, put into the description of the API; a test runs each as it stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON, FORM, CSV = "application/json", "multipart/form-data", "text/csv"
_NAMES: dict[str, Any] = {
    "slug": "smoking",
    "number": 1,
    "name": "เขต",
    "office": "health",
    "submission_id": "6e1f0b0e-5d2c-4c0a-9a57-0d8a5b1f2c3d",
    "webhook_id": "0b9d1c56-8a2e-4d8b-93a1-6f1f7c1a2b3c",
    "job_id": "9c4a6d1e-2b3f-4e5a-8c7d-1a2b3c4d5e6f",
    "finding_id": 1,
    "document_id": 1,
    "round_id": "4f7a2d19-0c3b-4e8d-a6f5-2b1c9e8d7a60",
}


@dataclass(frozen=True)
class Example:
    """What is asked beside the names in the address: query, body and its kind."""

    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    kind: str = JSON


_FILTERED = {"ร้อยละ__gt": 11, "select": "เขต,ร้อยละ", "sort": "-ร้อยละ", "page_size": 1}
_GROUPED = {"group": "เขต", "measure": "mean:ร้อยละ,count", "having": "count__ge:1", "sort": "-mean_ร้อยละ"}
_DESCRIPTION = {
    "slug": "smoking-by-district",
    "title_th": "อัตราการสูบบุหรี่ รายเขต",
    "description_th": "ร้อยละของประชากรที่สูบบุหรี่",
    "source": "สำนักอนามัย",
    "classification": "02",
    "category": "b",
}

_SCHEMA = {
    "fields": [
        {"name": "เขต", "type": "string", "constraints": {"required": True}},
        {"name": "ร้อยละ", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
    ]
}

EXAMPLES: dict[str, Example] = {
    "list_datasets": Example({"q": "ทดสอบ", "page_size": 5}),
    "show_dataset": Example({"lang": "en"}),
    "download_document": Example(),
    "list_versions": Example(),
    "list_rows": Example(_FILTERED),
    "list_rows_of_version": Example(_FILTERED),
    "put_rows": Example({"mode": "replace"}, "เขต,ร้อยละ\nพระนคร,12.5\n", CSV),
    "aggregate": Example(_GROUPED),
    "aggregate_version": Example(_GROUPED),
    "list_values": Example({"q": "พระ"}),
    "list_values_of_version": Example({"page_size": 1}),
    "download": Example({"format": "csv"}),
    "download_version": Example({"format": "parquet"}),
    "compare": Example({"from": 1, "to": 1}),
    "restore": Example(body={"reason": "รุ่นใหม่มีแถวซ้ำ"}),
    "withdraw": Example(body={"reason": "ตัวเลขผิด"}),
    "republish": Example(body={"reason": "แก้แล้ว"}),
    "upload": Example(body={"organisation": "health", "file": "สูบบุหรี่.csv"}, kind=FORM),
    "upload_many": Example(body={"organisation": "health", "files": "สูบบุหรี่.csv"}, kind=FORM),
    "show": Example(),
    "correct": Example(body={"options": {}}),
    "describe": Example(body=_DESCRIPTION),
    "choose_mode": Example(body={"mode": "replace"}),
    "send": Example(body={}),
    "approve": Example(body={}),
    "send_back": Example(body={"comment": "แก้หน่วย"}),
    "accept_faults": Example(body={"reason": "ตรวจกับต้นฉบับแล้ว"}),
    "discard": Example(),
    "resolve": Example(body={"resolution": "drop"}),
    "show_job": Example(),
    "list_webhooks": Example(),
    "register_webhook": Example(body={"url": "https://hooks.city.example/other", "events": ["version.published"]}),
    "remove_webhook": Example(),
    "renew_secret": Example(),
    "ping_webhook": Example(),
    "list_deliveries": Example(),
    "show_schema": Example(),
    "declare_schema": Example(body=_SCHEMA),
    "end_schema": Example(),
    "list_rounds": Example(),
    "list_filings": Example(),
    "show_filing": Example(),
    "download_form": Example(),
    "file_workbook": Example(body={"file": "แบบฟอร์ม.xlsx"}, kind=FORM),
    "file_rows": Example(body={"rows": [["ไข้เลือดออก", "12"], ["อหิวาตกโรค", "3"]]}),
}


def add_to(operations: Mapping[str, Any]) -> None:
    """Put the examples into the operations of an OpenAPI description (`paths`); parameters that it does not declare, too."""
    for methods in operations.values():
        for operation in methods.values():
            if (example := EXAMPLES.get(operation["operationId"])) is not None:
                _add(operation, example)


def _add(operation: dict[str, Any], example: Example) -> None:
    parameters = operation.setdefault("parameters", [])
    declared = {parameter["name"] for parameter in parameters}
    parameters += [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in example.query if name not in declared]
    for parameter in parameters:
        known = _NAMES if parameter["in"] == "path" else example.query
        if parameter["name"] in known:
            parameter["example"] = known[parameter["name"]]
    if example.body is not None:
        contents = operation.setdefault("requestBody", {"content": {example.kind: {"schema": {"type": "string"}}}})["content"]
        contents.setdefault(example.kind, {})["example"] = example.body
