"""What linking may have to say about places and coordinates."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class PlaceIssue(Issue):
    """Something about a column of places; the level and the lists of names differ by language."""

    level_th: str
    level_en: str


@dataclass(frozen=True, kw_only=True)
class PlacesLinked(PlaceIssue):
    """Rows of a column were linked to official codes."""

    code = "place.linked"
    severity = "info"
    text = Message(
        "เชื่อมคอลัมน์ “{column}” กับรหัส{level_th}แล้ว {count} จาก {total} แถว รหัสอยู่ในคอลัมน์ “{added}”",
        "{count} of {total} rows of “{column}” were linked to the codes of {level_en}, added as “{added}”.",
    )
    total: int
    added: str


@dataclass(frozen=True, kw_only=True)
class PlacesKept(PlacesLinked):
    """A source column holds the official codes already and is now the column of the places; nothing was added."""

    code = "place.linked"
    severity = "info"
    text = Message(
        "คอลัมน์ “{added}” เป็นรหัส{level_th}อยู่แล้ว {count} จาก {total} แถว ใช้คอลัมน์นี้บอกพื้นที่ ไม่เพิ่มคอลัมน์ใหม่",
        "“{added}” holds the codes of {level_en} already in {count} of {total} rows and tells the places; no column was added.",
    )


@dataclass(frozen=True, kw_only=True)
class PlaceUnknown(PlaceIssue):
    """A name or code is not in the official list, and nothing there is like it."""

    code = "place.unknown"
    severity = "warning"
    text = Message(
        "ไม่พบ “{value}” ในรายชื่อ{level_th}{around_th} ({count} แถว) แก้ค่า หรือข้ามไว้ก่อน",
        "“{value}” is not in the list of {level_en}{around_en} ({count} rows). Edit, or skip for now.",
    )
    value: str
    around_th: str = ""
    around_en: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceNearlyKnown(PlaceUnknown):
    """A name or code is not in the official list, but there are names like it, or places that took it over."""

    code = "place.unknown"
    severity = "warning"
    text = Message(
        "ไม่พบ “{value}” ในรายชื่อ{level_th}{around_th} ({count} แถว) ที่ใกล้เคียงคือ {suggestions_th} เลือก หรือข้ามไว้ก่อน",
        "“{value}” is not in the list of {level_en}{around_en} ({count} rows). Nearest: {suggestions_en}. Choose, or skip for now.",
    )
    suggestions_th: str
    suggestions_en: str


@dataclass(frozen=True, kw_only=True)
class PlacesUnknown(PlaceIssue):
    """More values are not in the official list than are told one by one."""

    code = "place.unknown"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” ยังมีอีก {values} ค่าที่ไม่อยู่ในรายชื่อ{level_th} ({count} แถว)",
        "“{column}” holds {values} more values that are not in the list of {level_en} ({count} rows).",
    )
    values: int


@dataclass(frozen=True, kw_only=True)
class PlaceAmbiguous(PlaceIssue):
    """Several places bear the name, and neither the row nor the column says which is meant."""

    code = "place.ambiguous"
    severity = "warning"
    text = Message(
        "“{value}” มี {places} แห่ง เช่น {a_th} และ {b_th} เลือกแห่งที่ถูก หรือบอกว่าคอลัมน์ใดเป็นจังหวัด",
        "“{value}” names {places} places, e.g. {a_en} and {b_en}. Choose one, or say which column is the province.",
    )
    value: str
    places: int
    a_th: str
    a_en: str
    b_th: str
    b_en: str


@dataclass(frozen=True, kw_only=True)
class PlacesAmbiguous(PlaceIssue):
    """Many names are borne by several places, and no column says in which province they lie."""

    code = "place.ambiguous"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {values} ชื่อที่ซ้ำกันในหลายจังหวัด เช่น “{value}” ({count} แถว) เลือกจังหวัดของตารางนี้ หรือบอกว่าคอลัมน์ใดเป็นจังหวัด",
        "“{column}” holds {values} names that several provinces share, e.g. “{value}” ({count} rows). Choose the province of this table.",
    )
    values: int
    value: str


@dataclass(frozen=True, kw_only=True)
class PlaceDoubtful(PlaceIssue):
    """The only place of this name lies far from all others of the column."""

    code = "place.ambiguous"
    severity = "warning"
    text = Message(
        "“{value}” มีแห่งเดียวคือ {a_th} แต่พื้นที่อื่นเกือบทั้งคอลัมน์อยู่ใน{around_th} เลือกแห่งที่ถูก หรือข้ามไว้ก่อน",
        "The only “{value}” is {a_en}, but nearly all others of the column lie in {around_en}. Choose, or skip for now.",
    )
    value: str
    a_th: str
    a_en: str
    around_th: str
    around_en: str


@dataclass(frozen=True, kw_only=True)
class PlacesAssumed(PlaceIssue):
    """A name that several places bear was taken for the one in the province of all others."""

    code = "place.assumed"
    severity = "warning"
    text = Message(
        "“{value}” มีหลายแห่ง ถือว่าเป็น {a_th} เพราะพื้นที่อื่นในคอลัมน์อยู่ในจังหวัดเดียวกัน ({count} แถว) ตรวจว่าถูกต้อง",
        "Several places are called “{value}”; taken as {a_en}, as nearly all others of the column lie in that province ({count} rows). Check.",
    )
    value: str
    a_th: str
    a_en: str


@dataclass(frozen=True, kw_only=True)
class PlacesAssumedByTitle(PlacesAssumed):
    """A name that several places bear was taken for the one in the province that the title names."""

    code = "place.assumed"
    severity = "warning"
    text = Message(
        "“{value}” มีหลายแห่ง ถือว่าเป็น {a_th} เพราะชื่อเรื่องหรือชื่อไฟล์ระบุจังหวัดนี้ ({count} แถว) ตรวจว่าถูกต้อง",
        "Several places are called “{value}”; taken as {a_en}, as the title or the file's name speaks of that province ({count} rows). Check.",
    )


@dataclass(frozen=True, kw_only=True)
class PlaceConflict(PlaceIssue):
    """Code and name of one row, or a place and what is around it, speak of different places; the code was believed."""

    code = "place.conflict"
    severity = "warning"
    text = Message(
        "แถว {row} “{value}” กับ “{other}” ไม่ตรงกัน ใช้ {a_th} ({count} แถว) ตรวจว่าค่าใดผิด",
        "Row {row}: “{value}” and “{other}” disagree; taken as {a_en} ({count} rows). Check which is wrong.",
    )
    value: str
    other: str
    a_th: str
    a_en: str


@dataclass(frozen=True, kw_only=True)
class PlacesConflict(PlaceIssue):
    """More rows whose code and name speak of different places than are told one by one."""

    code = "place.conflict"
    severity = "warning"
    text = Message(
        "รหัสกับชื่อพื้นที่ไม่ตรงกันอีก {count} แถว เช่น แถว {row} ({before}) ใช้ตามรหัสคือ {a_th} ตรวจว่ารหัสหรือชื่อที่ผิด",
        "Codes and names of places disagree in {count} more rows, e.g. row {row} ({before}); the code was used: {a_en}. Check which is wrong.",
    )
    a_th: str
    a_en: str


@dataclass(frozen=True, kw_only=True)
class CoordinateIssue(Issue):
    """Something about the coordinates of the table."""


@dataclass(frozen=True, kw_only=True)
class CoordinatesRead(CoordinateIssue):
    """Two columns of coordinates became points."""

    code = "coordinate.read"
    severity = "info"
    text = Message(
        "อ่านพิกัดจากคอลัมน์ {columns} เป็นจุดบนแผนที่ {count} จุด ระบบพิกัด {crs} {system_th}",
        "{count} points were made of the coordinates in {columns}. Coordinate system {crs}, {system_en}.",
    )
    columns: str
    crs: str
    system_th: str
    system_en: str


@dataclass(frozen=True, kw_only=True)
class CoordinatesTransformed(CoordinatesRead):
    """Coordinates were moved to WGS 84 by a named transformation."""

    code = "coordinate.transformed"
    severity = "info"
    text = Message(
        "แปลงพิกัด {count} จุดจากคอลัมน์ {columns} จาก {crs} {system_th} เป็นละติจูดลองจิจูด WGS 84 ด้วยวิธี {method}",
        "{count} points of {columns} were transformed from {crs}, {system_en}, to WGS 84 by: {method}.",
    )
    method: str


@dataclass(frozen=True, kw_only=True)
class CoordinatesSwapped(CoordinateIssue):
    """Latitude and longitude stood in each other's column; the points are right, the columns as they were."""

    code = "coordinate.swapped"
    severity = "warning"
    text = Message(
        "ละติจูดกับลองจิจูดสลับกัน {count} แถว แถวแรกคือ {row} สลับให้แล้ว ดูตำแหน่งบนแผนที่",
        "Latitude and longitude were swapped in {count} rows, first in row {row}, and have been put right. Check the map.",
    )


@dataclass(frozen=True, kw_only=True)
class CoordinatesOutside(CoordinateIssue):
    """Points lie outside Thailand."""

    code = "coordinate.outside"
    severity = "warning"
    text = Message(
        "พิกัด {count} จุดอยู่นอกประเทศไทย จุดแรกคือแถว {row} ตรวจว่าพิกัดผิดหรือชื่อพื้นที่ผิด",
        "{count} points lie outside Thailand, first in row {row}. Check the coordinates or the place name.",
    )


@dataclass(frozen=True, kw_only=True)
class CoordinatesDisagree(CoordinateIssue):
    """Degrees and metres of the same row lie far apart; the degrees were used."""

    code = "coordinate.disagree"
    severity = "warning"
    text = Message(
        "พิกัดในคอลัมน์ {columns} ({crs}) กับละติจูดลองจิจูดไม่ตรงกัน ห่างกันเกิน 250 ม. {count} แถว แถวแรกคือ {row} ใช้ละติจูดลองจิจูดไว้ก่อน ตรวจในไฟล์",
        "The coordinates in {columns} ({crs}) and Lat/Long disagree by more than 250 m in {count} rows, first in row {row}. The latter were used; check.",
    )
    columns: str
    crs: str


@dataclass(frozen=True, kw_only=True)
class CoordinateSystemMissing(CoordinateIssue):
    """The coordinates are metres, and the file does not say of which system."""

    code = "coordinate.system"
    severity = "warning"
    text = Message(
        "ไฟล์ไม่ได้บอกระบบพิกัดของคอลัมน์ {columns} ค่าที่มีน่าจะเป็น {crs} {system_th} เลือกระบบพิกัด แล้วดูว่าตำแหน่งบนแผนที่ถูกต้อง",
        "The file does not say which coordinate system {columns} are in. The values look like {crs}, {system_en}. Choose one and check the map.",
    )
    columns: str
    crs: str
    system_th: str
    system_en: str


@dataclass(frozen=True, kw_only=True)
class ShapesRead(Issue):
    """Shapes were read from texts in a column."""

    code = "shape.read"
    severity = "info"
    text = Message("อ่านรูปทรง {count} รูปจากข้อความในคอลัมน์ “{column}”", "{count} shapes were read from the texts in “{column}”.")


@dataclass(frozen=True, kw_only=True)
class ShapesMended(Issue):
    """Shapes crossed themselves or were otherwise invalid and were mended."""

    code = "shape.mended"
    severity = "warning"
    text = Message(
        "รูปทรง {count} รูปไม่ถูกต้อง (แถว {where}) ซ่อมแล้ว เนื้อที่เปลี่ยนมากที่สุด {change}% ดูบนแผนที่",
        "{count} shapes were invalid (rows {where}) and were repaired; the area of one changed by {change}% at most. Check the map.",
    )
    where: str
    change: str


@dataclass(frozen=True, kw_only=True)
class AxesSwapped(Issue):
    """All shapes in a column have latitude before longitude."""

    code = "shape.axes-swapped"
    severity = "warning"
    text = Message(
        "รูปทรงในคอลัมน์ “{column}” เขียนละติจูดก่อนลองจิจูด สลับให้แล้ว ดูตำแหน่งบนแผนที่",
        "The shapes in “{column}” have latitude before longitude and were put right. Check the map.",
    )


@dataclass(frozen=True, kw_only=True)
class ShapesUnreadable(Issue):
    """Texts in a column of shapes are none."""

    code = "shape.unreadable"
    severity = "warning"
    text = Message(
        "ข้อความ {count} แถวในคอลัมน์ “{column}” อ่านเป็นรูปทรงไม่ได้ แถวแรกคือ {row} แก้ในไฟล์",
        "{count} texts in “{column}” are no shapes, first in row {row}. Mend them in the file.",
    )
