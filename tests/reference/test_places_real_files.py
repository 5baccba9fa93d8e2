"""Places and personal data in files that offices really published."""

import csv
from collections import Counter

import pyarrow as pa
import pytest

from mueang.ingest.places import link
from mueang.privacy.detection import Kind, scan
from mueang.tables.schema import Column, ColumnType, TableSchema

pytestmark = pytest.mark.reference
csv.field_size_limit(10**8)


def read(path, *, typed):
    """The table of a CSV file with one heading row: text, or numbers where every value is one and none begins with 0."""
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig") if _is_utf8(raw) else raw.decode("cp874", "replace")
    head, *records = csv.reader(text.splitlines(keepends=True))
    columns, arrays = [], []
    for position, name in enumerate(head):
        cells = [(record[position].strip() or None) if position < len(record) else None for record in records]
        kind, values = _numbers(cells) if typed else (ColumnType.STRING, cells)
        columns.append(Column(f"{name} {position}", kind, name, position))
        arrays.append(pa.array(values, kind.arrow))
    schema = TableSchema(tuple(columns))
    return schema, pa.table([*arrays, pa.array(range(1, len(records) + 1), pa.int64())], schema=schema.arrow())


def _is_utf8(raw):
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _numbers(cells):
    present = [cell for cell in cells if cell]
    if any(cell.startswith("0") and cell[1:].isdecimal() for cell in present):
        return ColumnType.STRING, cells
    for kind, number in ((ColumnType.INTEGER, int), (ColumnType.NUMBER, float)):
        try:
            return kind, [number(cell.replace(",", "")) if cell else None for cell in cells]
        except ValueError:
            continue
    return ColumnType.STRING, cells


def linked_share(folder, name):
    """For each source column with places: the share of its rows that were linked."""
    schema, whole = read(folder / "data" / name, typed=True)
    result = link(schema, lambda: iter(whole.to_batches(max_chunksize=1000)))
    issues = [issue for issue in result.issues if issue.code == "place.linked"]
    return result, {schema.get(issue.column).source_name: issue.count / issue.total for issue in issues}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("messy/bma_community_health_worker.csv", {"dname": 1.0, "sdname": 0.9}),
        ("messy/bma_health_facilities.csv", {"dname": 1.0}),
        ("messy/bma_public_park.csv", {"dcode": 1.0}),
        ("messy/dld_livestock_tambon_2564.csv", {"สถานที่เลี้ยงสัตว์ จังหวัด": 1.0, "สถานที่เลี้ยงสัตว์ อำเภอ": 1.0, "สถานที่เลี้ยงสัตว์ ตำบล": 0.97}),
        ("messy/dopa_population_province_2565.csv", {"PROVINCE_THAI": 1.0}),
        ("messy/nha_low_income_communities.csv", {"PROV_NAMT": 1.0, "AMP_NAMT": 1.0, "TAM_NAMT": 1.0}),
        ("messy/schools_nakhon_sawan_wikipedia.csv", {"province": 1.0, "district": 1.0, "subDistrict": 0.98}),
        ("messy/tambon_latlong_data_go_th.csv", {"CHANGWAT_T": 1.0, "AMPHOE_T": 1.0, "TAMBON_T": 0.99}),
        ("messy/tat_beaches.csv", {"prov_th": 1.0, "amphor_th": 1.0, "tambon_th": 0.97}),
        ("timeseries/bkk_district_traffic_death_rate_2562_2566.csv", {"dname": 1.0}),
        ("timeseries/province_births_2536_2564.csv", {"จังหวัด": 1.0}),
    ],
)
def test_places_of_a_published_file_are_linked(reference, name, expected):
    _, shares = linked_share(reference, name)

    assert set(shares) == set(expected)
    assert all(shares[column] >= least for column, least in expected.items()), shares


@pytest.mark.parametrize(
    "name",
    [
        "messy/nso_household_income_by_class_2554_2562.csv",
        "messy/budget_2565_local_gov_ocr.csv",
        "timeseries/dlt_new_cars_model_2566.csv",
        "messy/nha_housing_demand_bangkok.csv",
    ],
)
def test_a_file_without_places_gets_none(reference, name):
    result, shares = linked_share(reference, name)

    assert shares == {}
    assert result.questions == ()


def test_two_digits_of_a_district_are_read_within_its_province_and_a_stray_point_is_told(reference):
    result, _ = linked_share(reference, "messy/nha_low_income_communities.csv")

    first = next(result.batches()).slice(0, 1).to_pylist()[0]
    apart = next(issue for issue in result.issues if issue.code == "coordinate.disagree")
    assert first["AMP_NAMT 10_code"] == "1006"
    assert (apart.row, apart.count, apart.crs) == (1377, 1, "EPSG:32647")


def test_the_scan_finds_people_where_there_are_and_nearly_nowhere_else(reference):
    """What fires, over all CSV files read as text, and why it may: each was looked at."""
    expected = {
        (Kind.PHONE, "lines of hospitals, under the heading tel"): 1,
        (Kind.PHONE, "a line of an office, quoted in a citizen's comment"): 1,
        (Kind.NAME, "candidates of an election, with their titles"): 1,
        (Kind.NAME, "officials and a citizen named in free text"): 2,
        (Kind.EMAIL, "addresses of contributors"): 1,
    }

    found, columns = [], 0
    for path in sorted([*(reference / "data" / "messy").glob("*.csv"), *(reference / "data" / "timeseries").glob("*.csv")]):
        schema, whole = read(path, typed=False)
        columns += len(schema.columns)
        found += scan(schema, lambda wanted, whole=whole: whole.select(wanted).to_batches(max_chunksize=5000))
    assert Counter(finding.kind for finding in found) == Counter({kind: sum(n for (k, _), n in expected.items() if k is kind) for kind, _ in expected})
    assert columns > 600
