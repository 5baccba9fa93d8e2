"""What the demo city is made of, read from `plan.yaml`: organisations, people, datasets with their files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from mueang_site.catalogue.description import Description
from mueang_site.demo.published import sources


@dataclass(frozen=True)
class PlannedDataset:
    """One dataset: whose it is, what is said of it and its columns, and the files that become its versions."""

    organisation: str
    description: Description
    columns: dict[str, dict[str, str]]
    files: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Plan:
    """The whole demo city."""

    organisations: tuple[dict[str, Any], ...]
    people: tuple[dict[str, Any], ...]
    datasets: tuple[PlannedDataset, ...]
    about: dict[str, dict[str, str]]
    headlines: dict[str, list[dict[str, Any]]]


@cache
def plan() -> Plan:
    """Return the plan."""
    raw = yaml.safe_load(files("mueang_site.demo").joinpath("plan.yaml").read_text(encoding="utf-8"))
    names = {organisation["slug"]: organisation["name_th"] for organisation in raw["organisations"]}
    datasets = tuple(_dataset(entry, names[entry["organisation"]]) for entry in raw["datasets"])
    return Plan(tuple(raw["organisations"]), tuple(raw["people"]), datasets, raw["about"], raw["headlines"])


def _dataset(entry: dict[str, Any], owner: str) -> PlannedDataset:
    known = sources().get(entry.get("figures", ""), {})
    said = {
        "source": known.get("source"),
        "source_en": known.get("source_en", ""),
        "source_url": known.get("url", ""),
        "licence_note": known.get("licence"),
        "contact_name": owner,
        **entry,
    }
    return PlannedDataset(entry["organisation"], Description.from_dict(said), entry.get("columns", {}), tuple(entry["files"]))
