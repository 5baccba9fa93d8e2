"""Where the table lies in a sheet: titles, headings, totals, notes."""


def test_titles_units_and_notes_are_no_rows(csv):
    read = csv("สถิติผู้ใช้ไฟฟ้า ปี 2565,,\n,,หน่วย : ราย\nเขต,บ้าน,ร้าน\nบางรัก,5,1\nดุสิต,7,2\n\nที่มา: การไฟฟ้านครหลวง,,\n")

    assert read.column("เขต") == ["บางรัก", "ดุสิต"]
    assert read.why() == {0: "title", 1: "title", 2: "header", 5: "blank", 6: "footnote"}
    assert {("year", "2022"), ("unit", "ราย")} <= {(fact.kind, fact.value) for fact in read.table.plan.context}


def test_a_total_row_is_left_out_and_told(csv):
    read = csv("เขต,ราย\nบางรัก,5\nดุสิต,7\nรวม,12\n")

    assert read.column("ราย") == [5, 7]
    assert read.why()[3] == "total"
    assert "rows.total" in read.codes


def test_a_total_without_a_label_is_left_out_too(csv):
    rows = "".join(f"{i},เขต {i},{i}\n" for i in range(1, 9))
    read = csv(f"ที่,เขต,ราย\n{rows}\n,,36\n")

    assert len(read.rows) == 8
    assert read.why()[10] == "total"


def test_subtotals_among_the_rows_are_left_out(csv):
    read = csv("ภาค,จังหวัด,ราย\nกลาง,นครปฐม,5\nกลาง,นนทบุรี,7\n,รวม,12\nใต้,ยะลา,3\nใต้,สตูล,4\n,รวม,7\n")

    assert read.column("จังหวัด") == ["นครปฐม", "นนทบุรี", "ยะลา", "สตูล"]
    assert read.why()[3] == "subtotal"


def test_the_sum_of_a_year_is_left_out_also_where_the_year_is_in_thai_digits(csv):
    read = csv("เขต,ราย\n" + "".join(f"เขต{i},{i}\n" for i in range(1, 8)) + "รวมปี พ.ศ. ๒๕๖๕,28\n" + "".join(f"แขวง{i},{i}\n" for i in range(1, 8)))

    assert read.why()[8] == "subtotal"
    assert len(read.rows) == 14


def test_a_school_called_ruam_is_no_total(csv):
    read = csv("โรงเรียน,นักเรียน\nรวมใจประสิทธิ์,50\nวัดราชบพิธ,70\n")

    assert read.column("โรงเรียน") == ["รวมใจประสิทธิ์", "วัดราชบพิธ"]


def test_a_row_that_a_person_wants_is_kept(csv):
    read = csv("เขต,ราย\nบางรัก,5\nรวม,5\n", options={"included_rows": [2]})
    without = csv("เขต,ราย\nบางรัก,5\nดุสิต,6\n", options={"excluded_rows": [1]})

    assert read.column("เขต") == ["บางรัก", "รวม"]
    assert without.column("เขต") == ["ดุสิต"]


def test_two_heading_rows_become_one_name_a_column(csv):
    read = csv("เขต,ปี 2564,,ปี 2565,\n,ชาย,หญิง,ชาย,หญิง\nบางรัก,1,2,3,4\nดุสิต,5,6,7,8\n")

    assert list(read.types) == ["เขต", "ปี 2564 / ชาย", "ปี 2564 / หญิง", "ปี 2565 / ชาย", "ปี 2565 / หญิง"]
    assert read.table.plan.layout.header_rows == (0, 1)


def test_one_group_of_headings_reaches_over_its_columns(csv):
    read = csv("เขต,ปี 2564,,หมายเหตุ\n,ชาย,หญิง,\nบางรัก,1,2,ก\nดุสิต,5,6,ข\n")

    assert list(read.types) == ["เขต", "ปี 2564 / ชาย", "ปี 2564 / หญิง", "หมายเหตุ"]


def test_words_of_a_heading_that_run_on_in_the_next_row_are_joined(csv):
    read = csv(",องค์กรปกครองส่วน,,จำนวน\nที่,ท้องถิ่น,ชื่อศูนย์,เด็ก (คน)\n1,อบต.พรุเตียว,บ้านโคก,42\n2,อบต.อ่าวลึก,บ้านทะเล,45\n")

    assert list(read.types) == ["ที่", "องค์กรปกครองส่วนท้องถิ่น", "ชื่อศูนย์", "จำนวนเด็ก (คน)"]


SECTIONS = "จังหวัด,ครัวเรือน,ประชากร\nภาคกลาง,,\nนครปฐม,100,300\nภาคใต้,,\nยะลา,50,120\nสตูล,60,150\n"


def test_names_of_sections_become_a_column_beside_their_rows(csv):
    read = csv(SECTIONS)

    assert list(read.types) == ["ภาค", "จังหวัด", "ครัวเรือน", "ประชากร"]
    assert [(row["ภาค"], row["จังหวัด"], row["_row"]) for row in read.rows] == [("ภาคกลาง", "นครปฐม", 2), ("ภาคใต้", "ยะลา", 4), ("ภาคใต้", "สตูล", 5)]
    assert read.why()[1] == "group"
    assert "rows.groups" in read.codes


def test_names_of_sections_stay_rows_if_a_person_says_so(csv):
    read = csv(SECTIONS, options={"groups": False})

    assert read.column("จังหวัด") == ["ภาคกลาง", "นครปฐม", "ภาคใต้", "ยะลา", "สตูล"]
    assert read.table.plan.layout.header_rows == (0,)
    assert "rows.label-only" in read.codes


def test_a_province_without_figures_is_no_section(csv):
    read = csv("จังหวัด,ครัวเรือน,ประชากร\nนครปฐม,100,300\nกระบี่,,\nยะลา,50,120\nตรัง,,\nสตูล,60,150\n")

    assert read.column("จังหวัด") == ["นครปฐม", "กระบี่", "ยะลา", "ตรัง", "สตูล"]
    assert "rows.label-only" in read.codes


def test_a_first_row_without_numbers_is_data_if_its_words_occur_again(csv):
    read = csv("station,value,unit\nA,<0.01,mg/L\nB,0.5,mg/L\nC,ND,mg/L\nD,1.2,mg/L\nE,1,mg/L\nF,2,mg/L\n")

    assert list(read.types) == ["station", "value", "unit"]
    assert read.n_rows == 6


def test_years_over_columns_are_a_heading(csv):
    read = csv("จังหวัด,2554,2555,2556\nนครปฐม,10.5,11,12\nยะลา,9,8.25,7\n")

    assert list(read.types) == ["จังหวัด", "2554", "2555", "2556"]
    assert len(read.rows) == 2


def test_headings_that_repeat_are_told_apart(csv):
    read = csv("เขต,เงิน,ราย,เงิน\nบางรัก,1,2,3\nดุสิต,4,5,6\n")

    assert list(read.types) == ["เขต", "เงิน", "ราย", "เงิน (2)"]
    assert "heading.repeats" in read.codes


def test_a_column_without_heading_gets_a_name_and_a_word(csv):
    read = csv(",เขต,ราย\n1,บางรัก,5\n2,ดุสิต,7\n")

    assert list(read.types) == ["คอลัมน์ A", "เขต", "ราย"]
    assert read.table.schema.columns[0].source_name is None
    assert "heading.blank" in read.codes


def test_stray_cells_outside_the_table_are_told_and_left_out(csv):
    rows = "".join(f"เขต {i},{i},,\n" for i in range(12))
    read = csv(f"เขต,ราย,,\n{rows}เขต 12,12,,999\n")

    assert list(read.types) == ["เขต", "ราย"]
    assert "column.stray" in read.codes


def test_without_a_heading_the_columns_are_lettered_and_asked_about(csv):
    read = csv("1,2.5,3\n4,5.5,6\n7,8.25,9\n")

    assert list(read.types) == ["คอลัมน์ A", "คอลัมน์ B", "คอลัมน์ C"]
    assert "heading.missing" in read.codes
    assert [choice.option for choice in read.table.questions[0].choices] == [{"header_rows": [0]}, {"header_rows": []}]


def test_a_repeated_heading_is_left_out(csv):
    read = csv("เขต,แขวง,ราย\nบางรัก,สีลม,5\nเขต,แขวง,ราย\nดุสิต,ดุสิต,7\n")

    assert read.column("ราย") == [5, 7]
    assert read.why()[2] == "header"


def test_a_person_may_name_type_and_drop_columns(csv):
    options = {"columns": {"0": {"name": "district"}, "1": {"type": "string"}, "2": {"drop": True}}}
    read = csv("เขต,รุ่น,ราย\nบางรัก,1,5\nดุสิต,2,7\n", options=options)

    assert read.rows == [{"district": "บางรัก", "รุ่น": "1", "_row": 1}, {"district": "ดุสิต", "รุ่น": "2", "_row": 2}]


def test_a_person_may_say_which_row_is_the_heading(csv):
    read = csv("a,b\nเขต,แขวง\nบางรัก,สีลม\n", options={"header_rows": [1]})

    assert list(read.types) == ["เขต", "แขวง"]
    assert len(read.rows) == 1


def test_the_sheet_as_it_stood_is_kept_beside_the_table(csv):
    read = csv("สถิติ,\nเขต,ราย\nบางรัก, 5 \nรวม,5\n")

    assert read.raw[2] == {"_row": 2, "c0": "บางรัก", "c1": " 5 "}
    assert len(read.raw) == 4


TWO_ROWS = "เขต,ประชากร,\n,ชาย,หญิง\n"


def test_a_heading_of_several_rows_that_every_page_repeats_is_left_out(csv):
    read = csv(f"สถิติเขต,,\n{TWO_ROWS}บางรัก,5,6\nดุสิต,7,8\nสถิติเขต,,\n{TWO_ROWS}สาทร,9,1\n")

    assert read.column("เขต") == ["บางรัก", "ดุสิต", "สาทร"]
    assert {row for row, why in read.why().items() if why == "header"} == {1, 2, 5, 6, 7}


def test_a_heading_in_two_languages_is_one_name_with_a_title_in_each(csv):
    read = csv("เขต,ประชากร,,หมายเหตุ\n,ชาย,หญิง,\nDistrict,Male,Female,Remarks\nบางรัก,5,6,\nดุสิต,7,8,ก\n")

    assert list(read.types) == ["เขต District", "ประชากร / ชาย Male", "ประชากร / หญิง Female", "หมายเหตุ Remarks"]
    assert [(column.title_th, column.title_en) for column in read.table.schema.columns][1:3] == [("ประชากร / ชาย", "Male"), ("ประชากร / หญิง", "Female")]


def test_one_year_over_a_group_of_columns_is_a_heading(csv):
    read = csv("จังหวัด,2549,,\n,เส้น,ร้อยละ,จำนวน\nยะลา,2151,4.7,41\nสตูล,2340,2.5,27\nตรัง,2217,2.1,57\n")

    assert list(read.types) == ["จังหวัด", "2549 / เส้น", "2549 / ร้อยละ", "2549 / จำนวน"]
    assert read.n_rows == 3


def test_months_or_days_by_number_are_a_heading_where_no_names_stand_above(csv):
    read = csv("ด่าน,จำนวนรถรายวัน,,,\n,1,2,3,4\nบางนา,50,61,70,9\nบางปะอิน,48,33,21,7\n")

    assert list(read.types)[1:] == [f"จำนวนรถรายวัน / {day}" for day in (1, 2, 3, 4)]
    assert read.n_rows == 2


FIRST_ROWS = "เขต,ชุมชน,ราย\nบางรัก,ริมคลอง,5\n,หลังวัด,6\n,ท่าน้ำ,9\nดุสิต,สวนอ้อย,7\n,ราชวิถี,8\n"


def test_a_label_in_the_first_row_of_its_group_only_holds_for_the_others_and_is_told(csv):
    read = csv(FIRST_ROWS)

    assert read.column("เขต") == ["บางรัก", "บางรัก", "บางรัก", "ดุสิต", "ดุสิต"]
    assert [(change["row"], change["after"]) for change in read.changes] == [(2, "บางรัก"), (3, "บางรัก"), (5, "ดุสิต")]
    assert "value.filled-down" in read.codes


def test_the_same_rows_in_every_group_say_that_the_label_holds_for_them(csv):
    read = csv("ชั้น,เพศ,คน\nป.1,ชาย,5\n,หญิง,6\nป.2,ชาย,7\n,หญิง,8\n")

    assert read.column("ชั้น") == ["ป.1", "ป.1", "ป.2", "ป.2"]


def test_labels_stay_as_they_stand_if_a_person_says_so_and_remarks_are_no_labels(csv):
    kept = csv(FIRST_ROWS, options={"groups": False})
    remarks = csv("หมายเหตุ,ร้าน,ราย\nปิดปรับปรุง,ก,5\n,ข,6\n,ค,9\nย้าย,ง,7\nใหม่,จ,8\n,ฉ,1\n")

    assert kept.column("เขต") == ["บางรัก", None, None, "ดุสิต", None]
    assert remarks.column("หมายเหตุ") == ["ปิดปรับปรุง", None, None, "ย้าย", "ใหม่", None]


def test_a_row_that_counts_the_columns_is_no_name_though_some_are_computed(csv):
    read = csv("ที่;ชื่อ;ขาย;ซื้อ;กำไร\n(1);(2);(3);(4);(5) = (3)-(4)\n1;ร้านก;9;4;5\n2;ร้านข;8;2;6\n")

    assert list(read.types) == ["ที่", "ชื่อ", "ขาย", "ซื้อ", "กำไร"]
    assert read.column("กำไร") == [5, 6]


def test_a_note_between_two_rows_is_left_out(csv):
    read = csv("ที่;รายการ;ราคา\n1;โต๊ะ;900\n2;ตู้;4000\nหมายเหตุ ส่งแล้วทั้งสองรายการ;;\n3;พัดลม;700\n")

    assert read.column("ราคา") == [900, 4000, 700]
    assert "rows.footnote" in read.codes
