"""The files of the demo city, written by us in the forms that offices really use.

Each form is written from the published figures alone and comes out the same, byte for byte, every time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mueang_site.demo.forms import points, texts, workbooks

FORMS: dict[str, Callable[[Path], None]] = {
    "อัตราผู้เสียชีวิตจากอุบัติเหตุทางถนน_2562-2566.xlsx": workbooks.traffic_deaths,
    "อัตราการสูบบุหรี่รายเขต_2566-2567.csv": texts.smoking_to_2567,
    "อัตราการสูบบุหรี่รายเขต_2568.csv": texts.smoking_2568,
    "อัตราการดื่มแอลกอฮอล์รายเขต_2566-2567.csv": texts.drinking_to_2567,
    "อัตราการดื่มแอลกอฮอล์รายเขต_2568.csv": texts.drinking_2568,
    "ภาวะอ้วนรายเขต_2566-2568.txt": texts.obesity,
    "ประชากรรายเขต_ธค2565.csv": texts.population,
    "สวนสาธารณะรายเขต.csv": texts.parks,
    "PM25_รายเดือน_2562-2564.csv": texts.pm25,
    "โรงพยาบาลและศูนย์บริการสาธารณสุข.geojson": points.health_places,
    "อสส_รายแขวง.xlsx": workbooks.health_volunteers,
    "จปฐ_นครสวรรค์_2552-2554.xlsx": workbooks.basic_needs,
    "โรงเรียนในอำเภอตาคลี.csv": texts.schools,
    "แผนลงพื้นที่_ข้อมูลสมมติ.csv": texts.field_visits,
}
"""Name of each file, as its office calls it, and what writes it."""


def write_forms(folder: Path) -> list[Path]:
    """Write every form into the folder, which is made if need be, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in FORMS.items():
        write(folder / name)
    return [folder / name for name in FORMS]
