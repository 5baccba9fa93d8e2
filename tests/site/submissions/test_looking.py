"""A correction is seen at once in a sample; any row of a large file can be looked at; what was corrected can be undone."""

from datetime import UTC, datetime

import pytest

from mueang.base.errors import NotFound
from mueang_site.submissions import correcting, keeping, looking, windows
from mueang_site.submissions.corrections import of_rows, options_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ROWS = 60_000
HEAD = "ทะเบียนแจ้งเหตุ,,\r\nลำดับ,ตำบล,จำนวน\r\n"
LINES = "".join(f"{n},{'ลาดยาว' if n % 2 else 'มาบตาพุด'},{'ไม่แน่' if n % 20_000 == 19_999 else n % 90}\r\n" for n in range(ROWS))
LARGE = (HEAD + LINES + "รวม,,99\r\n").encode("cp874")
SMALL = "ชื่อเขต,ร้อยละ\nพระนคร,12.5\nดุสิต,11\n".encode()


@pytest.fixture
def large(hand_in):
    return hand_in(LARGE, name="แจ้งเหตุ.csv")


def correct(editor, submission, *corrections):
    correcting.correct(editor, submission.pk, corrections, now=NOW)
    submission.refresh_from_db()


def heads(editor, submission):
    return windows.window_for(editor, submission.pk).schema.names


def test_a_correction_of_a_large_file_shows_in_a_sample_until_the_job_has_read_all(large, editor, work):
    correct(editor, large, {"kind": "column", "column": "จำนวน", "option": {"columns": {"2": {"name": "ราย"}}}})
    shown = windows.window_for(editor, large.pk)

    assert (shown.provisional, shown.sampled, shown.schema.names[-1]) == (True, True, "ราย")
    assert int(shown.table["n_rows"]) < ROWS / 10
    work()
    full = windows.window_for(editor, large.pk)
    assert (full.provisional, full.sampled, full.table["n_rows"], full.schema.names[-1]) == (False, False, ROWS, "ราย")


def test_a_small_file_is_read_as_a_whole_at_once(hand_in, editor):
    submission = hand_in(SMALL)
    correct(editor, submission, of_rows("header", [1]))

    shown = windows.window_for(editor, submission.pk)
    assert (shown.provisional, shown.sampled, shown.table["n_rows"]) == (True, False, 1)


@pytest.mark.parametrize("first", [0, 31_234, ROWS - 20])
def test_any_window_has_the_rows_as_they_stand_beside_those_of_the_table(large, editor, first):
    window = windows.window_for(editor, large.pk, first=first)
    data = [line for line in window.lines if line.values]

    assert [line.row for line in window.lines] == list(range(first, min(first + windows.ROWS, ROWS + 3)))
    assert all(line.cells is not None for line in window.lines)
    assert [line.cells[0] for line in data] == [str(line.values[0]["ลำดับ"]) for line in data]
    assert window.last == ROWS + 2


def test_rows_are_found_by_what_happened_to_them(large, editor):
    correct(editor, large, {"kind": "column", "column": "จำนวน", "option": {"columns": {"2": {"type": "integer"}}}})

    out = windows.window_for(editor, large.pk, only="out")
    assert [(line.row, line.why) for line in out.lines if line.row > 1] == [(ROWS + 2, "total")]


def test_the_next_problem_is_found_from_any_row(large, editor, work):
    correct(editor, large, {"kind": "column", "column": "จำนวน", "option": {"columns": {"2": {"type": "integer"}}}})
    work()

    assert windows.next_problem(editor, large.pk, 100) == 20_001
    assert [line.row for line in windows.window_for(editor, large.pk, first=100, only="faults").lines] == [
        20_001,
        40_001,
        60_001,
        60_002,
    ]  # the last is the total
    assert windows.next_problem(editor, large.pk, ROWS + 2) is None


def test_the_last_correction_is_undone_and_all_of_them(hand_in, editor, work):
    submission = hand_in(SMALL)
    before = submission.read_options
    for name in ("ชื่อ", "เขต"):
        correct(editor, submission, {"kind": "column", "column": "ชื่อเขต", "option": {"columns": {"0": {"name": name}}}})
    correct(editor, submission, of_rows("total", [2]))

    correcting.undo(editor, submission.pk, -1, now=NOW)
    work()
    assert heads(editor, submission)[0] == "เขต"
    correcting.undo(editor, submission.pk, 1, now=NOW)
    assert heads(editor, submission)[0] == "ชื่อ"
    correcting.start_over(editor, submission.pk, now=NOW)
    submission.refresh_from_db()
    assert (submission.read_options, submission.corrections) == (before, [])


def test_rows_that_a_person_calls_a_total_are_told_as_such(hand_in, editor, work):
    submission = hand_in(SMALL)
    correct(editor, submission, of_rows("total", [2]))
    work()

    submission.refresh_from_db()
    assert [(row["row"], row["why"]) for row in submission.reading["tables"][0]["excluded_rows"] if row["row"] > 0] == [(2, "total")]


def test_one_row_of_a_shared_name_can_mean_another_place_than_the_others(hand_in, editor, work):
    submission = hand_in("ตำบล,ครัวเรือน\nลาดยาว,120\nลาดยาว,130\nมาบตาพุด,340\n".encode())
    correct(
        editor,
        submission,
        {"kind": "answer", "option": {"places": {"values": {"0": {"ลาดยาว": "601101"}}}}},
        {"kind": "answer", "option": {"places": {"rows": {"0": {"2": "103001"}}}}},
    )
    work()

    assert [line.values[0]["ตำบล_code"] for line in windows.window_for(editor, submission.pk).lines if line.values] == ["601101", "103001", "210114"]


def test_what_cannot_be_shown_in_time_is_read_by_the_job_alone(hand_in, editor, work, monkeypatch):
    monkeypatch.setattr(looking, "WALL_SECONDS", 0.0)
    submission = hand_in(SMALL)
    correct(editor, submission, of_rows("header", [1]))

    with pytest.raises(NotFound):
        windows.window_for(editor, submission.pk)
    work()
    assert windows.window_for(editor, submission.pk).table["n_rows"] == 1


def test_nothing_of_a_look_is_left_once_the_next_reading_is_there(hand_in, editor, work):
    submission = hand_in(SMALL)
    for _ in range(2):
        correct(editor, submission, of_rows("header", [1]))
        work()

    submission.refresh_from_db()
    folder = keeping.reading_folder(submission.pk, 1).parent
    assert {path.name for path in folder.iterdir()} == {"3", "look-3", "sheets"}


def test_rows_kept_are_left_out_no_more():
    options = options_of({"excluded_rows": [9]}, [of_rows("note", [10, 11]), of_rows("include", [9, 10])])

    assert (options["excluded_rows"], options["included_rows"], options["left_out_as"]) == ([11], [9, 10], {"10": "footnote", "11": "footnote"})
