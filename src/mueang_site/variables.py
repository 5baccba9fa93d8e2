"""The variables of the environment that the site knows, as the docs explain them."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message


@dataclass(frozen=True)
class Setting:
    """One variable of the environment, as the docs explain it."""

    name: str
    default: str
    help: Message


SETTINGS = (
    Setting("MUEANG_DATA", "./mueang-data", Message("โฟลเดอร์ข้อมูล ใช้แทนได้ด้วย --data-dir", "The data folder; --data-dir goes before it.")),
    Setting(
        "DATABASE_URL",
        "",
        Message(
            "ฐานข้อมูล เช่น postgresql://user:password@host:5432/name ถ้าว่างใช้ SQLite ในโฟลเดอร์ข้อมูล",
            "The database, such as postgresql://user:password@host:5432/name. Empty: SQLite in the data folder.",
        ),
    ),
    Setting("MUEANG_HOSTS", "localhost,127.0.0.1,[::1]", Message("ชื่อโฮสต์ที่เว็บไซต์ตอบ คั่นด้วยจุลภาค", "Host names that the site answers to, parted by commas.")),
    Setting(
        "MUEANG_HTTPS",
        "0",
        Message("1 เมื่อผู้ใช้เข้าเว็บไซต์ผ่าน HTTPS เท่านั้น คุกกี้จะส่งทาง HTTPS เท่านั้น", "1 when people reach the site by HTTPS only: cookies then travel by HTTPS alone."),
    ),
    Setting(
        "MUEANG_PROXIES",
        "0",
        Message("จำนวนพร็อกซีของหน่วยงานหน้าเว็บไซต์ ใช้หาที่อยู่ IP จริงของผู้ใช้", "How many proxies of yours stand before the site; tells whose IP address counts."),
    ),
    Setting(
        "MUEANG_LAKE",
        "",
        Message(
            "ที่เก็บตาราง เช่น s3://bucket/prefix ถ้าว่างเก็บในโฟลเดอร์ข้อมูล",
            "Where tables are kept, such as s3://bucket/prefix. Empty: in the data folder.",
        ),
    ),
    Setting(
        "MUEANG_S3_URL",
        "",
        Message("ที่อยู่ของที่เก็บ S3 เช่น https://s3.example.go.th", "The address of the S3 store, such as https://s3.example.go.th."),
    ),
    Setting("MUEANG_S3_REGION", "us-east-1", Message("ภูมิภาคของที่เก็บ S3", "The region of the S3 store.")),
    Setting(
        "MUEANG_S3_PATH_STYLE",
        "1",
        Message("0 เมื่อชื่อบักเก็ตอยู่หน้าชื่อโฮสต์ แทนที่จะอยู่ในพาธ", "0 when the bucket's name stands before the host's, not in the path."),
    ),
    Setting("MUEANG_S3_KEY", "", Message("รหัสกุญแจของที่เก็บ S3", "The id of the key to the S3 store.")),
    Setting("MUEANG_S3_SECRET", "", Message("กุญแจลับของที่เก็บ S3 ไม่ปรากฏในบันทึกใด", "The secret key to the S3 store. No log shows it.")),
    Setting(
        "MUEANG_S3_COPIES",
        "10240",
        Message("พื้นที่สำหรับสำเนาของตารางจาก S3 ในเครื่องนี้ หน่วย MiB", "Room for copies on this machine of tables from S3, in MiB."),
    ),
    Setting(
        "MUEANG_COPIES",
        "10240",
        Message(
            "พื้นที่สำหรับสำเนาที่มีดัชนีของตารางใหญ่หรือตารางที่ถูกถามบ่อย ในเครื่องนี้ หน่วย MiB 0 ไม่ทำสำเนา",
            "Room for indexed copies on this machine of tables that are large or asked often, in MiB. 0: none are made or used.",
        ),
    ),
    Setting(
        "MUEANG_COPY_ROWS",
        "500000",
        Message("ตารางที่มีแถวตั้งแต่จำนวนนี้ได้สำเนาที่มีดัชนีเสมอ", "A table of so many rows gets an indexed copy, however seldom it is asked."),
    ),
    Setting("MUEANG_UPLOAD_LIMIT", "1024", Message("ขนาดไฟล์ที่อัปโหลดได้ หน่วย MiB", "Largest file that may be uploaded, in MiB.")),
    Setting(
        "MUEANG_LANGUAGES",
        "th,en",
        Message("ภาษาของหน้าเว็บ ภาษาแรกคือภาษาหลัก", "Languages of the pages; the first is the one shown when nothing else is chosen."),
    ),
    Setting("MUEANG_TIME_ZONE", "Asia/Bangkok", Message("เขตเวลาที่แสดง", "The time zone in which times are shown.")),
    Setting("MUEANG_METRICS_FROM", "127.0.0.1,::1", Message("ที่อยู่ IP ที่อ่าน /metrics ได้ ถ้าว่างไม่มีใครอ่านได้", "IP addresses that may read /metrics. Empty: nobody.")),
    Setting(
        "MUEANG_OUTBOUND",
        "",
        Message(
            "เครื่องภายนอกที่เว็บไซต์ติดต่อได้ คั่นด้วยจุลภาค เช่น hooks.city.go.th หรือ http://10.1.2.3:5000 ถ้าว่างไม่ติดต่อใครเลย",
            "Hosts that the site may talk to, parted by commas, such as hooks.city.go.th or http://10.1.2.3:5000. Empty: none at all.",
        ),
    ),
    Setting(
        "MUEANG_MAIL",
        "",
        Message(
            "เครื่องส่งอีเมลของหน่วยงาน เช่น smtp+tls://user:password@mail.city.go.th:587 ใช้ส่งคำเตือน ถ้าว่างไม่ส่งอีเมลเลย",
            "The mail server for reminders: smtp+tls://user:password@mail.city.go.th:587 (STARTTLS), smtps:// (TLS), smtp:// (neither). Empty: no e-mail.",
        ),
    ),
    Setting("MUEANG_MAIL_FROM", "", Message("ที่อยู่อีเมลของผู้ส่ง ต้องระบุเมื่อระบุเครื่องส่งอีเมล", "The sender of e-mails; needed with MUEANG_MAIL.")),
    Setting(
        "MUEANG_API_PER_ADDRESS",
        "3000",
        Message("จำนวนคำขอ API ต่อนาทีของที่อยู่ IP หนึ่งที่ไม่ใช้โทเคน 0 ไม่จำกัด", "API requests a minute from one IP address without a token. 0: no limit."),
    ),
    Setting("MUEANG_API_PER_TOKEN", "6000", Message("จำนวนคำขอ API ต่อนาทีของโทเคนหนึ่ง 0 ไม่จำกัด", "API requests a minute by one token. 0: no limit.")),
    Setting("MUEANG_SESSION_HOURS", "8", Message("จำนวนชั่วโมงที่ไม่มีการใช้งานแล้วออกจากระบบ", "Hours without use after which a person is signed out.")),
    Setting(
        "MUEANG_LEASE_SECONDS",
        "30",
        Message("งานที่ผู้ทำงานเงียบไปนานเท่านี้ (วินาที) จะเริ่มทำใหม่", "Seconds of silence after which a job's worker counts as dead and the job is run again."),
    ),
    Setting("MUEANG_LOG", "text", Message("text หรือ json: บรรทัดละรายการ รวมทุกคำขอ", "text, or json: one object a line, and a line for every request.")),
    Setting(
        "MUEANG_DEMO", "0", Message("1 เมื่อเริ่มด้วย mueang demo: พร้อมใช้เมื่อข้อมูลสาธิตครบแล้ว", "1 when started by `mueang demo`: ready only once the demo is loaded.")
    ),
    Setting(
        "MUEANG_DEBUG", "0", Message("1 แสดงรายละเอียดข้อผิดพลาดบนหน้าเว็บ ใช้เฉพาะเครื่องผู้พัฒนา", "1 shows details of errors on pages. On a developer's machine only.")
    ),
)
