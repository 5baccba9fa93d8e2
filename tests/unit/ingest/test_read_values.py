"""What values of an office's file become."""

from datetime import date, time


def test_a_buddhist_year_becomes_a_gregorian_one_and_is_told(csv):
    read = csv("เขต,ปี,ราย\nบางรัก,2562,5\nดุสิต,2563,7\n")

    assert read.column("ปี") == [2019, 2020]
    assert read.types["ปี"] == "year"
    assert "value.era" in read.codes
    assert {"row": 1, "column": "ปี", "code": "value.era", "before": "2562", "after": "2019", "meaning": True} in read.changes


def test_an_amount_that_looks_like_a_year_stays_an_amount(csv):
    read = csv("จังหวัด,เส้นความยากจน (บาท)\nนครปฐม,2565\nยะลา,2484\nสตูล,2510\n")

    assert read.column("เส้นความยากจน (บาท)") == [2565, 2484, 2510]
    assert read.types["เส้นความยากจน (บาท)"] == "integer"


def test_thai_digits_become_arabic_ones_and_are_told(csv):
    read = csv("เขต,จำนวน\nบางรัก,๑๒\nดุสิต,๑,๒๓๔\n".replace("๑,๒๓๔", '"๑,๒๓๔"'))

    assert read.column("จำนวน") == [12, 1234]
    assert {"value.thai-digits", "value.separators"} <= read.codes


def test_thai_dates_of_every_common_form_become_days(csv):
    read = csv("ที่,วันที่\n1,๑๖ พ.ค. ๕๓\n2,9 ธ.ค. 67\n3,1 มกราคม พ.ศ. 2560\n4,31/1/2559\n")

    assert read.column("วันที่") == [date(2010, 5, 16), date(2024, 12, 9), date(2017, 1, 1), date(2016, 1, 31)]


def test_moments_and_times_are_read_as_thai_clocks_write_them(csv):
    read = csv("เริ่ม,เวลา\n1/2/2559 14:05,14.30 น.\n28/2/2559 09:00,09.05 น.\n")

    assert [moment.isoformat() for moment in read.column("เริ่ม")] == ["2016-02-01T14:05:00", "2016-02-28T09:00:00"]
    assert read.column("เวลา") == [time(14, 30), time(9, 5)]


def test_a_date_that_no_calendar_has_is_missing_and_told(csv):
    days = "".join(f"{day}/3/2563\n" for day in range(13, 30))
    read = csv(f"วันที่\n{days}31/4/2563\n")

    assert read.column("วันที่")[-1] is None
    assert [change["before"] for change in read.changes if change["code"] == "value.not-of-type"] == ["31/4/2563"]


def test_leading_zeros_survive(csv):
    read = csv("รหัสเขต,โทร,ราย\n06,021234567,5\n10,029876543,7\n")

    assert read.column("รหัสเขต") == ["06", "10"]
    assert read.column("โทร") == ["021234567", "029876543"]
    assert "column.leading-zeros" in read.codes


def test_thirteen_digit_ids_stay_text(csv):
    read = csv("เลขประจำตัว,อายุ\n1101700230708,40\n3100600445635,52\n")

    assert read.column("เลขประจำตัว") == ["1101700230708", "3100600445635"]


def test_garbled_thai_is_repaired_though_one_of_its_letters_is_a_soft_hyphen(csv):
    names = ["อำเภออมก๋อย", "อำเภอฮอด", "อำเภอแม่ออน"] * 5
    garbled = "\n".join(f"{i},{name}" for i, name in enumerate(names)).encode().decode("latin-1")
    read = csv(f"id,title\n{garbled}\n")

    assert "\xad" in garbled
    assert read.column("title") == names


def test_amounts_padded_with_no_break_spaces_are_no_garbled_thai(csv):
    rows = "".join(f"บางรัก,\u00a0\u00a0\u00a0{1000 + i}\u00a0\u00a0,ก\u00a0\u00a0ข\n" for i in range(60))
    read = csv(f"เขต,ราย,ชื่อ\n{rows}")

    assert (read.column("ราย")[:2], read.column("ชื่อ")[0]) == ([1000, 1001], "ก\u00a0\u00a0ข")
    assert not {"value.mojibake", "file.mojibake"} & read.codes


def test_marks_of_no_data_become_missing_and_are_told(csv):
    read = csv("เขต,ราย\nบางรัก,5\nดุสิต, -   \nปทุมวัน,N/A\nพระนคร,7\n")

    assert read.column("ราย") == [5, None, None, 7]
    assert [change["before"] for change in read.changes] == [" -   ", "N/A"]


def test_nan_is_a_province_among_names_and_missing_among_numbers(csv):
    read = csv("province,pm25\nNan,5.5\nPhrae,NaN\nLampang,7.25\n")

    assert read.column("province") == ["Nan", "Phrae", "Lampang"]
    assert read.column("pm25") == [5.5, None, 7.25]


def test_a_word_among_numbers_is_missing_told_and_kept_in_the_changes(csv):
    rows = "".join(f"เขต {i},{i}\n" for i in range(20))
    read = csv(f"เขต,ราย\n{rows}เขต 20,ปิดซ่อม\n")

    assert read.types["ราย"] == "integer"
    assert read.column("ราย")[-1] is None
    assert [(c["before"], c["code"]) for c in read.changes] == [("ปิดซ่อม", "value.not-of-type")]


def test_a_person_may_make_a_column_with_a_misfit_text(csv):
    content = "เขต,ราย\n" + "".join(f"เขต {i},{i}\n" for i in range(20)) + "เขต 20,ปิดซ่อม\n"
    question = csv(content).table.questions[0]
    kept, text = (csv(content, options=dict(choice.option)) for choice in question.choices)

    assert (kept.types["ราย"], text.types["ราย"]) == ("integer", "string")
    assert text.column("ราย")[-1] == "ปิดซ่อม"
    assert not kept.table.questions
    assert not text.table.questions


def test_commas_that_part_no_thousands_are_decimal_signs(csv):
    read = csv("เขต;อัตรา\nบางรัก;12,5\nดุสิต;7,25\nปทุมวัน;8\n")

    assert read.column("อัตรา") == [12.5, 7.25, 8.0]
    assert "value.comma-decimal" in read.codes


def test_no_break_spaces_around_numbers_are_cut_and_told(csv):
    read = csv("เขต,ราย\nบางรัก,\u00a0\u00a05\nดุสิต,7\n")

    assert read.column("ราย") == [5, 7]
    assert "value.invisible" in read.codes


def test_garbled_thai_is_repaired_and_told(csv):
    names = ["น้ำท่วมทางหลวง", "จราจรติดขัดมาก", "ปิดถนนชั่วคราว"] * 5
    garbled = "\n".join(f"{i},{name}" for i, name in enumerate(names)).encode("cp874").decode("latin-1")
    read = csv(f"id,title\n{garbled}\n")

    assert read.column("title") == names
    assert "value.mojibake" in read.codes


def test_dates_that_may_be_read_either_way_are_asked_about(csv):
    read = csv("วันที่,ราย\n01/02/2020,1\n03/04/2020,2\n")
    answered = csv("วันที่,ราย\n01/02/2020,1\n03/04/2020,2\n", options={"columns": {"0": {"day_first": False}}})

    assert [question.code for question in read.table.questions] == ["column.day-month"]
    assert read.column("วันที่") == [date(2020, 2, 1), date(2020, 4, 3)]
    assert answered.column("วันที่") == [date(2020, 1, 2), date(2020, 3, 4)]
    assert answered.table.questions == ()


def test_a_year_before_2484_is_not_converted(csv):
    read = csv("ปี,ราย\n2480,1\n2500,2\n2501,3\n2502,3\n")

    assert read.column("ปี") == [None, 1957, 1958, 1959]
    assert "value.ancient-year" in read.codes
