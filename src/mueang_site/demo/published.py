"""Figures that others published, retyped into small tables of ours: `figures/*.csv`, their sources in `figures/sources.yaml`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from mueang.geo.gazetteer import BANGKOK, Level, Place, gazetteer

GROUPS = {"1": "กรุงเทพกลาง", "2": "กรุงเทพใต้", "3": "กรุงเทพเหนือ", "4": "กรุงเทพตะวันออก", "5": "กรุงธนเหนือ", "6": "กรุงธนใต้"}
"""Names of the six groups of districts by their number."""


@cache
def figures(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one table, every value as text."""
    text = files("mueang_site.demo").joinpath("figures", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def sources() -> dict[str, dict[str, Any]]:
    """Return what is known of where each table comes from."""
    text = files("mueang_site.demo").joinpath("figures", "sources.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def districts() -> tuple[Place, ...]:
    """Return the 50 districts of Bangkok by code."""
    return gazetteer().of_level(Level.DISTRICT, BANGKOK)


def district_name(code: str) -> str:
    """Return the name with its word: เขตดุสิต. Raises KeyError for a code that is none."""
    place = gazetteer().get(code)
    if place is None:
        raise KeyError(code)
    return place.title_th


def districts_by_group() -> dict[str, list[str]]:
    """Return the codes of the districts by the name of their group, in the order of the groups."""
    groups: dict[str, list[str]] = {name: [] for name in GROUPS.values()}
    for row in figures("district_groups"):
        groups[GROUPS[row["group"]]].append(row["district"])
    return groups


def death_rates() -> dict[str, dict[str, float]]:
    """Return traffic deaths per 100,000 people by district and Buddhist year, as published."""
    return {row["district"]: {year: float(value) for year, value in row.items() if year != "district"} for row in figures("traffic_deaths")}


def people() -> dict[str, int]:
    """Return the registered people of each district."""
    return {row["district"]: int(row["male"]) + int(row["female"]) for row in figures("population")}


def joint_rate(codes: list[str], year: str) -> float:
    """Return the rate of several districts taken together: their deaths over their people, per 100,000.

    The published rates are whole deaths over the people of 2565 for every year, so the deaths can be told exactly.
    """
    rates, everybody = death_rates(), people()
    deaths = sum(round(rates[code][year] * everybody[code] / 100_000) for code in codes)
    return round(deaths / sum(everybody[code] for code in codes) * 100_000, 2)
