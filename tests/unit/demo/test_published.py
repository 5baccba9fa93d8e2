"""The figures of the demo city are the published ones, and say where they come from."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict

import pytest
from python_calamine import CalamineWorkbook

from checkout import TOP
from mueang_site.demo import published
from mueang_site.demo.published import death_rates, districts, districts_by_group, figures, joint_rate, people, sources

RATES = {
    "traffic_deaths": "bkk_district_traffic_death_rate_2562_2566",
    "smoking": "bkk_district_smoking_rate_2566_2568",
    "drinking": "bkk_district_drinking_rate_2566_2568",
    "obesity": "bkk_district_obesity_rate_2566_2568",
}


def table(path, encoding="utf-8-sig"):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding))))


def test_every_table_says_where_it_comes_from():
    tables = {path.stem for path in (TOP / "src/mueang_site/demo/figures").glob("*.csv")}

    assert set(sources()) == tables
    assert all({"title", "publisher", "source", "period", "licence", "reference"} <= set(source) for source in sources().values())


@pytest.mark.parametrize("name", [*RATES, "population", "parks", "district_groups"])
def test_a_table_by_district_has_each_of_the_fifty_once(name):
    assert [row["district"] for row in figures(name)] == [place.code for place in districts()]


def test_districts_fall_into_six_groups():
    assert {name: len(codes) for name, codes in districts_by_group().items()} == {
        "กรุงเทพกลาง": 9, "กรุงเทพใต้": 10, "กรุงเทพเหนือ": 7, "กรุงเทพตะวันออก": 9, "กรุงธนเหนือ": 8, "กรุงธนใต้": 7,
    }  # fmt: skip


def test_death_rates_are_whole_deaths_over_the_people_of_2565():
    everybody = people()
    deaths = {(code, year): rate * everybody[code] / 100_000 for code, rates in death_rates().items() for year, rate in rates.items()}

    assert len(deaths) == 250
    assert all(round(round(value) / everybody[code] * 100_000, 2) == death_rates()[code][year] for (code, year), value in deaths.items())


def test_the_rate_of_one_district_is_its_own_and_of_all_lies_between():
    rates = {code: years["2566"] for code, years in death_rates().items()}

    assert joint_rate(["1001"], "2566") == rates["1001"] == 14.41
    assert joint_rate(list(rates), "2566") == 16.67


def test_an_unknown_district_has_no_name():
    with pytest.raises(KeyError):
        published.district_name("1099")


@pytest.mark.reference
@pytest.mark.parametrize(("name", "file"), RATES.items())
def test_rates_by_district_are_the_published_ones(reference, name, file):
    rows = table(reference / "data/timeseries" / f"{file}.csv")
    published_values = {(row["dcode"], row["year"]): float(row["value"]) for row in rows}
    ours = {(row["district"], year): float(value) for row in figures(name) for year, value in row.items() if year != "district"}

    assert ours == published_values


@pytest.mark.reference
def test_population_is_the_published_one_and_that_of_the_national_register(reference):
    sums: dict[str, Counter] = defaultdict(Counter)
    names = {"0 to 14 years": "age_0_14", "15 to 64 years": "age_15_64", "65 years and older": "age_65_up"}
    for row in table(reference / "data/timeseries/bkk_district_population_by_age_sex.csv"):
        for key in (row["sex"], names[row["age_group_range"]]):
            sums[row["dcode"]][key] += int(row["population"])
    register = next(row for row in table(reference / "data/messy/dopa_population_province_2565.csv") if row["CODE"] == "10")

    assert {row["district"]: {key: int(value) for key, value in row.items() if key != "district"} for row in figures("population")} == sums
    assert [f"{sum(int(row[sex]) for row in figures('population')):,}" for sex in ("male", "female")] == [register["MALE"], register["FEMALE"]]


@pytest.mark.reference
def test_parks_are_counted_from_the_published_list(reference):
    rows = table(reference / "data/messy/bma_public_park.csv")
    count = Counter(row["dcode"] for row in rows)
    area = Counter()
    for row in rows:
        area[row["dcode"]] += int(row["area"])

    assert {row["district"]: (int(row["parks"]), int(row["square_metres"])) for row in figures("parks")} == {code: (count[code], area[code]) for code in count}


@pytest.mark.reference
def test_hospitals_and_health_centres_stand_where_they_were_published(reference):
    hospitals = table(reference / "data/messy/bma_hospitals.csv")
    others = table(reference / "data/messy/bma_health_facilities.csv")
    centres = [row for row in others if row["type"] == "healthcenter" and row["Name"].startswith("ศูนย์บริการสาธารณสุข")]
    expected = {
        (row["name"], row["dcode"], f"{float(row['lat']):.6f}", f"{float(row['lon']):.6f}", row["num_bed"].strip("0") and row["num_bed"]) for row in hospitals
    }
    expected |= {(row["Name"], row["dcode"], f"{float(row['Lat']):.6f}", f"{float(row['Lng']):.6f}", "") for row in centres}

    assert {(row["name"], row["district"], row["latitude"], row["longitude"], row["beds"]) for row in figures("health_places")} == expected
    assert len(expected) == 190


@pytest.mark.reference
def test_volunteers_are_the_published_ones(reference):
    rows = table(reference / "data/messy/bma_community_health_worker.csv", "cp874")

    assert sorted(tuple(row.values()) for row in figures("health_volunteers")) == sorted(
        (row["dcode"], row["sdname"], row["community_health_worker_count"]) for row in rows
    )


@pytest.mark.reference
@pytest.mark.parametrize(
    ("year", "file"), [(2019, "timeseries/pcd_pm25_daily_2019.xlsx"), (2020, "messy/pcd_pm25_daily_2020.xlsx"), (2021, "timeseries/pcd_pm25_daily_2021.xlsx")]
)
def test_monthly_pm25_is_the_mean_of_the_published_days(reference, year, file):
    rows = CalamineWorkbook.from_path(reference / "data" / file).get_sheet_by_name("PM2.5").to_python()
    header = rows[0]
    days: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows[1:]:
        for station, value in zip(header[1:], row[1:], strict=True):
            if row[0] and isinstance(value, int | float):
                days[str(station), f"{row[0]:%Y-%m}"].append(value)

    ours = [row for row in figures("pm25_monthly") if row["month"].startswith(str(year))]
    assert len(ours) == 12 * 12
    for row in ours:
        readings = days[row["station"], row["month"]]
        assert int(row["days"]) == len(readings)
        assert row["mean"] == (f"{sum(readings) / len(readings):.1f}" if readings else "")


@pytest.mark.reference
def test_basic_needs_are_those_of_the_three_reports(reference):
    archive = zipfile.ZipFile(reference / "data/timeseries/cdd_bmn_province_year_xls.zip")
    index = csv.DictReader(io.StringIO(archive.read("INDEX.csv").decode("utf-8-sig")))
    reports = {row["year_be"]: row["file"] for row in index if row["province_code"] == "60"}
    expected = set()
    for year, file in reports.items():
        rows = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(file))).get_sheet_by_name("นครสวรรค์").to_python()[3:]
        for row in rows:
            words = re.fullmatch(r"(\d+)\. (.*) \((คน|ครัวเรือน)\)", row[0])
            expected.add((*words.groups(), year, int(row[1]), row[2], row[3], 0 if row[5] == "-" else int(row[5])))

    ours = {
        (r["number"], r["indicator"], r["unit"], r["year"], int(r["passed"]), float(r["percent"]), float(r["target"]), int(r["to_mend"]))
        for r in figures("basic_needs")
    }
    assert ours == expected
    assert len(ours) == 3 * 42


@pytest.mark.reference
def test_schools_of_takhli_are_counted_once(reference):
    rows = table(reference / "data/messy/schools_nakhon_sawan_wikipedia.csv")
    blanks = re.compile("[\u200b\\s]")
    seen = {(blanks.sub("", row["name"]), blanks.sub("", row["subDistrict"]).replace("หัวหอม", "ห้วยหอม")) for row in rows if "ตาคลี" in row["district"]}
    count = Counter(subdistrict for _, subdistrict in seen)

    assert {row["subdistrict"]: sum(int(value) for key, value in row.items() if key != "subdistrict") for row in figures("schools")} == count
    assert count.total() == 72


@pytest.mark.reference
def test_no_official_figures_of_takhli_on_basic_needs_were_overlooked(reference):
    archive = zipfile.ZipFile(reference / "data/timeseries/cdd_bmn_province_year_xls.zip")
    sheets = {name: CalamineWorkbook.from_filelike(io.BytesIO(archive.read(name))).sheet_names for name in archive.namelist() if name.startswith("60_")}

    assert sheets
    assert all(names == ["นครสวรรค์"] for names in sheets.values())
