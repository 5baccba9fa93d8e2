"""What the heading of a column says of its values. It decides only between readings that the values bear out."""

from __future__ import annotations

import re

from mueang.tables.schema import Period

_NO_YEAR = re.compile(
    r"ต่อปี|/\s*ปี|รายปี|ปีละ|อายุ|จำนวน|ระยะเวลา|เฉลี่ย|มูลค่า|ราคา|งบ(?!ประมาณ)|เงิน|รายได้|รายจ่าย|ค่า|บาท|[(\[]\s*ปี\s*[)\]]|per\s+year|amount|baht", re.IGNORECASE
)
_YEAR = re.compile(r"(?:^|[^a-z])(?:year|yr|fy)s?(?:$|[^a-z])|ปี|พ\.?\s?ศ\.?|ค\.?\s?ศ\.?", re.IGNORECASE)
_YEAR_ONLY = re.compile(
    r"\s*(?:ปี|พ\.?\s?ศ\.?|ปี\s*\(?พ\.?\s?ศ\.?\)?|ปีงบประมาณ|ปีการศึกษา|ปีข้อมูล|ประจำปี|(?:fiscal|budget|school|academic)?\s*years?)(?:\s*พ\.?\s?ศ\.?)?\s*",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"รหัส|โทรศัพท์|โทรสาร|มือถือ|เบอร์|^โทร\.?$|แฟกซ์|ไปรษณีย์|บัญชีเลขที่|เลข(?:ที่)?บัญชี|ทะเบียน(?:รถ|เลขที่)|เลขทะเบียน|บ้านเลขที่|เลขที่(?:บ้าน|โฉนด|หนังสือ|สัญญา|เอกสาร)|เลขโฉนด"
    r"|(?:^|[^a-z])(?:code|zip|zipcode|postcode|postal|tel|telephone|phone|mobile|fax|isbn|issn|barcode|imei|ip|version)(?:$|[^a-z])|code$|phone$",
    re.IGNORECASE,
)
_ID = re.compile(r"(?:^|[^a-zA-Z])id$|[a-z]ID$|^เลขที่|เลขประจำตัว", re.IGNORECASE)
_AMOUNT = re.compile(r"จำนวน|มูลค่า|งบประมาณ|วงเงิน|ราคา|บาท|เงิน|amount|value|price|budget|baht|total", re.IGNORECASE)
_DAY = re.compile(
    r"วันที่|วัน\s?เดือน\s?ปี|ว\.?/?ด\.?/?ป|วันเกิด|วันเริ่ม|วันสิ้นสุด|วันหมดอายุ|^ณ วัน|^วัน$"
    r"|(?:^|[^a-z])(?:date|day|dob|birthday|datetime|timestamp)(?:$|[^a-z])|date$",
    re.IGNORECASE,
)
_NO_DAY = re.compile(r"จำนวน|กี่วัน|วันที่ใช้|ระยะเวลา|days\b|อายุ(?!$)", re.IGNORECASE)
_MONTH = re.compile(r"เดือน|งวด|ช่วงเวลา|ประจำ|(?:^|[^a-z])(?:months?|period|yymm|yyyymm|ym)(?:$|[^a-z])|month", re.IGNORECASE)
_PARTS = re.compile(
    r"ไร่|งาน\s*[-–/.]|ตร\.?\s?ว|ตารางวา|เนื้อที่|^(?:ข้อ|หัวข้อ|ลำดับ|ตัวชี้วัด|มาตรา|หมวด|บ้านเลขที่|ที่อยู่|เลขที่)|(?:^|[^a-z])(?:no|item|section|clause|index)(?:$|[^a-z])",
    re.IGNORECASE,
)
_PLACE = re.compile(r"จังหวัด|อำเภอ|เขต|ตำบล|แขวง|(?:^|[^a-z])(?:province|changwat|district|amphoe|tambon|sub-?district)(?:$|[^a-z])", re.IGNORECASE)
_PHONE = re.compile(r"โทร(?:ศัพท์)?(?!ทัศน์|สาร)|มือถือ|เบอร์|(?:^|[^a-z])(?:tel|telephone|phone|mobile)(?:$|[^a-z])|phone$", re.IGNORECASE)
_ORDER = re.compile(r"\s*(?:ลำดับ(?:ที่)?|ที่|ข้อ(?:ที่)?|หัวข้อ|no\.?|item|section)\s*$", re.IGNORECASE)
_RATIO = re.compile(r"อัตรา|สัดส่วน|มาตราส่วน|ratio|scale|score|สกอร์|ผลการแข่งขัน", re.IGNORECASE)
_SCHOOL = re.compile(r"ปีการศึกษา|academic|school year", re.IGNORECASE)
_FISCAL = re.compile(r"ปีงบ|งบประมาณ|fiscal|(?:^|[^a-z])fy(?:$|[^a-z])", re.IGNORECASE)


def says_year(name: str) -> bool:
    """True if the heading names years, not an amount by the year or an age in years."""
    return bool(_YEAR.search(name)) and not _NO_YEAR.search(name)


def names_year(name: str) -> bool:
    """True if the heading is the word year and no more."""
    return bool(_YEAR_ONLY.fullmatch(name))


def says_code(name: str) -> bool:
    """True if the heading names codes: digits that nobody adds up."""
    return bool(_CODE.search(name))


def says_id(name: str) -> bool:
    """True if the heading names numbers by which things are known."""
    return bool(_ID.search(name))


def says_amount(name: str) -> bool:
    """True if the heading names amounts."""
    return bool(_AMOUNT.search(name))


def says_day(name: str) -> bool:
    """True if the heading names days."""
    return bool(_DAY.search(name)) and not _NO_DAY.search(name)


def says_month(name: str) -> bool:
    """True if the heading names months or other periods."""
    return bool(_MONTH.search(name))


def says_parts(name: str) -> bool:
    """True if the heading names numbers of several parts: ไร่-งาน-วา, numbers of houses and of sections."""
    return bool(_PARTS.search(name))


def says_order(name: str) -> bool:
    """True if the heading names the order of rows or the numbers of sections."""
    return bool(_ORDER.match(name))


def says_ratio(name: str) -> bool:
    """True if the heading names shares such as 1:20."""
    return bool(_RATIO.search(name))


def says_place(name: str) -> bool:
    """True if the heading names places, whose spellings are judged by their official names."""
    return bool(_PLACE.search(name))


def says_phone(name: str) -> bool:
    """True if the heading names telephone numbers."""
    return bool(_PHONE.search(name))


def period_of_year(name: str, example: str) -> Period | None:
    """Return what kind of year the heading, or the cells themselves, speak of; None for the usual one."""
    for text in (name, example):
        if _SCHOOL.search(text):
            return "school-year"
        if _FISCAL.search(text):
            return "fiscal-year"
    return None
