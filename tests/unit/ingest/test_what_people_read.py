"""The summary that a person reads at a terminal, in both languages, against golden files."""

import json

import pytest
from click.testing import CliRunner

from mueang.cli import main

MESSY = """สถิติผู้ใช้บริการศูนย์สาธารณสุข ประจำปี พ.ศ. 2565,,,,,
,,,,,หน่วย : ราย
ที่,เขต,วันที่เปิด,ปี 2564,,หมายเหตุ
,,,ชาย,หญิง,
1,บางรัก,๑๖ พ.ค. ๕๓,"1,250",๑๒๐,
2,ดุสิต,1/2/2559, - ,95,ปิดซ่อม
3,ปทุมวัน,9 ธ.ค. 60,310,88,
,รวม,,"1,560",303,
,,,,,
ที่มา: สำนักอนามัย,,,,,
"""


@pytest.fixture
def messy(tmp_path):
    path = tmp_path / "อนามัย.csv"
    path.write_bytes(MESSY.encode("cp874"))
    return path


@pytest.fixture
def without_places(tmp_path):
    path = tmp_path / "without-places.json"
    path.write_text('{"places": {"on": false}}', encoding="utf-8")
    return "--options", str(path)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_summary_says_what_was_understood(messy, without_places, golden, language):
    result = CliRunner().invoke(main, ["read", str(messy), *without_places], env={"LC_ALL": f"{language}_XX.UTF-8"})

    assert result.exit_code == 0
    golden(f"ingest/summary.{language}.txt", result.output)


def test_the_answer_for_programs_stays_as_agreed(messy, without_places, golden):
    result = CliRunner().invoke(main, ["read", str(messy), "--json", *without_places])

    golden("ingest/answer.json", json.dumps(json.loads(result.output), ensure_ascii=False, indent=1) + "\n")


def test_a_refused_file_fails_the_command_but_not_the_answer_for_programs(tmp_path):
    path = tmp_path / "report.csv"
    path.write_bytes(b"%PDF-1.7")

    assert CliRunner().invoke(main, ["read", str(path)]).exit_code == 1
    assert CliRunner().invoke(main, ["read", str(path), "--json"]).exit_code == 0
    assert CliRunner().invoke(main, ["read", "nothing.csv"]).exit_code == 2


def test_wrong_options_are_wrong_usage(messy, tmp_path):
    options = tmp_path / "options.json"
    options.write_text('{"colour": 1}', encoding="utf-8")
    result = CliRunner().invoke(main, ["read", str(messy), "--options", str(options)])

    assert result.exit_code == 2
    assert "colour" in result.output


def test_several_files_give_one_object_a_line(messy, tmp_path):
    other = tmp_path / "b.csv"
    other.write_text("เขต,ราย\nบางรัก,5\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["read", str(messy), str(other), "--json", "--out", str(tmp_path / "out")])
    answers = [json.loads(line) for line in result.output.splitlines()]

    assert [answer["file"] for answer in answers] == ["อนามัย.csv", "b.csv"]
    assert (tmp_path / "out" / "2-b" / answers[1]["tables"][0]["data"]).is_file()


def test_progress_is_kept_in_a_file(messy, tmp_path):
    progress = tmp_path / "progress.json"
    CliRunner().invoke(main, ["read", str(messy), "--json", "--progress", str(progress)])

    assert json.loads(progress.read_text(encoding="utf-8"))["rows"] == 10
