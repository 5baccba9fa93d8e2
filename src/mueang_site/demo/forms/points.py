"""Forms that are places on a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mueang_site.demo.published import district_name, figures

KINDS = {"state": "โรงพยาบาลรัฐ", "private": "โรงพยาบาลเอกชน", "centre": "ศูนย์บริการสาธารณสุข กทม."}


def health_places(path: Path) -> None:
    """GeoJSON of hospitals and health centres, with their beds where they have any."""
    features = [_feature(row) for row in figures("health_places")]
    collection = {"type": "FeatureCollection", "name": "โรงพยาบาลและศูนย์บริการสาธารณสุข", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _feature(row: dict[str, str]) -> dict[str, Any]:
    properties = {
        "ชื่อ": row["name"],
        "ประเภท": KINDS[row["kind"]],
        "รหัสเขต": row["district"],
        "เขต": district_name(row["district"]),
        "จำนวนเตียง": int(row["beds"]) if row["beds"] else None,
    }
    point = {"type": "Point", "coordinates": [float(row["longitude"]), float(row["latitude"])]}
    return {"type": "Feature", "properties": properties, "geometry": point}
