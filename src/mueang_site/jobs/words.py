"""What jobs say of themselves, as their message and in their log."""

from __future__ import annotations

from mueang.base.message import Message

CANCELLED = Message("ยกเลิกงานแล้ว ข้อมูลเดิมไม่เปลี่ยน", "The job was cancelled. Nothing was changed.")
BROKEN = Message("ระบบขัดข้อง ข้อมูลเดิมไม่เปลี่ยน", "Something broke. Nothing was changed.")
AGAIN = Message("ระบบขัดข้อง จะลองใหม่เอง", "Something broke; it will be tried again.")
RESUMED = Message("ระบบหยุดกลางคัน งานนี้จะเริ่มทำใหม่ ข้อมูลไม่เสียหาย", "The server stopped midway; this job is run again. No data was harmed.")
DIED = Message("ระบบหยุดกลางคันหลายครั้งขณะทำงานนี้ ข้อมูลเดิมไม่เปลี่ยน", "The server stopped midway several times while doing this. Nothing was changed.")
TOO_LONG = Message("ใช้เวลานานเกินที่กำหนด จึงหยุด ข้อมูลเดิมไม่เปลี่ยน", "It took longer than is allowed and was stopped. Nothing was changed.")

BEGUN = Message("เริ่มทำ ครั้งที่ {attempt}", "Attempt {attempt} began.")
DONE = Message("เสร็จแล้ว", "Done.")
EXPECTED = Message("หยุดเพราะข้อมูลหรือเงื่อนไข ({code}) จึงไม่ลองใหม่เอง", "Stopped by the data or a rule ({code}); not tried again by itself.")
BROKE = Message("ระบบขัดข้อง รหัสแจ้งเหตุ {incident}", "Something broke. Reference {incident}.")
NEXT = Message("จะลองใหม่ใน {seconds} วินาที", "It is tried again in {seconds} s.")
SILENT = Message("ครั้งที่ {attempt} เงียบไปนานเกินกำหนด", "Attempt {attempt} was silent for too long.")
GIVEN_BACK = Message("ระบบกำลังปิด คืนงานเข้าคิว", "The server is shutting down; the job goes back into the queue.")
CANCEL_ASKED = Message("มีผู้สั่งยกเลิก", "Someone called the job off.")
RETRY_ASKED = Message("มีผู้สั่งให้ลองใหม่", "Someone asked to try again.")
STUCK = Message("งานไม่ยอมหยุด จึงเริ่มผู้ทำงานใหม่", "The job would not stop, so its worker was started anew.")


def as_fields(message: Message) -> dict[str, str]:
    """Return the message as fields of a job."""
    return {"message_th": message.th, "message_en": message.en}
