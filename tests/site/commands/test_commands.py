"""The commands of the site, as the operator types them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mueang_site import runtime
from mueang_site.access import actions, append_only, queries
from mueang_site.access.actor import actor_for
from mueang_site.access.http import by_token
from mueang_site.access.models import AuditEntry, User
from mueang_site.commands import attach
from mueang_site.commands.demo import write_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def mueang(data_dir, monkeypatch):
    """Run a command in this process, on the database of the tests."""
    monkeypatch.setenv("MUEANG_DATA", str(data_dir))
    group = click.Group("mueang")
    attach(group)
    before = runtime.settings()

    def run(*arguments, given=""):
        return CliRunner().invoke(group, [*arguments, "--data-dir", str(data_dir)], input=given, catch_exceptions=False)

    yield run
    runtime.restore(before)


def process(*arguments, **environ):
    """Run a command as a process of its own."""
    command = [sys.executable, "-m", "mueang_site.commands", *arguments]
    return subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, timeout=60, check=False)


def test_attaching_the_commands_imports_neither_django_nor_anything_heavy():
    heavy = ("django", "granian", "pyarrow", "deltalake", "duckdb", "polars")
    attached = "import sys, click; from mueang_site.commands import attach; attach(click.Group());"
    code = f"{attached} print([name for name in sys.modules if name.split('.')[0] in {heavy}])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_command_and_option_explains_itself_and_takes_the_data_folder():
    group = click.Group("mueang")
    attach(group)

    def leaves(command, name):
        if isinstance(command, click.Group):
            return [leaf for inner, below in command.commands.items() for leaf in leaves(below, f"{name} {inner}")]
        return [(name, command)]

    for name, command in leaves(group, "mueang"):
        assert command.help, name
        assert "data_dir" in {option.name for option in command.params}, name
        shown = [option for option in command.params if isinstance(option, click.Option) and not option.hidden and not command.hidden]
        assert all(option.help for option in shown), name


def test_the_operator_makes_an_office_an_account_and_a_role(mueang):
    mueang("organisations", "add", "bma", "กรุงเทพมหานคร", "--kind", "province")
    mueang("organisations", "add", "strategy", "สำนักยุทธศาสตร์", "--parent", "bma")
    added = mueang("users", "add", "Wanna@City.example", "--name", "วรรณา", "--password-stdin", given="ตลาดน้ำ-river-4821\n")
    mueang("users", "role", "wanna@city.example", "strategy", "editor")

    assert added.exit_code == 0
    assert mueang("users", "list").output == "wanna@city.example\tวรรณา\teditor@strategy\n"
    assert mueang("organisations", "list").output.splitlines()[1] == "strategy\tสำนักยุทธศาสตร์\tbma\t"
    assert User.objects.get().check_password("ตลาดน้ำ-river-4821")
    assert AuditEntry.objects.get(verb="role.grant").actor.startswith("terminal:")


def test_the_operator_says_how_much_an_office_may_keep(mueang, bangkok):
    mueang("organisations", "quota", "bma", "1.5 GB")
    mueang("organisations", "add", "bang-rak", "สำนักงานเขตบางรัก", "--parent", "bma", "--quota", "500MB")

    assert queries.organisation("bma").quota_bytes == 3 << 29
    assert mueang("organisations", "list").output.splitlines()[0] == "bang-rak\tสำนักงานเขตบางรัก\tbma\t500\u00a0MB"
    assert mueang("organisations", "quota", "bma", "much").exit_code == 2
    mueang("organisations", "quota", "bma", "none")
    assert queries.organisation("bma").quota_bytes is None


def test_a_token_from_the_terminal_works_and_is_all_that_is_printed(mueang, bangkok, person, now):
    person("wanna", editor="strategy")

    printed = mueang("users", "token", "wanna@city.example", "--scope", "write", "--days", "1").stdout

    assert by_token(printed.strip(), now=now).scopes == {"write"}


def test_a_password_is_changed_and_an_account_closed(mueang, bangkok, person):
    person("wanna", password="ตลาดน้ำ-river-4821")

    mueang("users", "password", "wanna@city.example", "--password-stdin", given="สะพานพุทธ-bridge-77\n")
    mueang("users", "close", "wanna@city.example")

    user = User.objects.get()
    assert (user.check_password("สะพานพุทธ-bridge-77"), user.is_active) == (True, False)
    assert "closed" in mueang("users", "list").output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("users", "role", "nobody@city.example", "bma", "viewer"), 1, "no person"),
        (("users", "role", "wanna@city.example", "atlantis", "viewer"), 1, "atlantis"),
        (("users", "role", "wanna@city.example", "bma", "king"), 2, "king"),
        (("users", "add", "not-an-address", "--password-stdin"), 2, "not an e-mail"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(mueang, bangkok, person, arguments, code, words):
    person("wanna")

    result = mueang(*arguments, given="ตลาดน้ำ-river-4821\n")

    assert (result.exit_code, words in result.stderr) == (code, True)


def test_a_whole_record_is_called_whole_and_a_broken_one_names_its_entry(mueang, bangkok):
    from django.db import connection

    assert mueang("audit", "verify").exit_code == 0

    append_only.unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_auditentry SET actor = 'someone else' WHERE number = 2")
    append_only.protect(connection)
    result = mueang("audit", "verify")

    assert (result.exit_code, "from entry 2 on" in result.stderr) == (1, True)


def test_migrating_twice_changes_nothing(mueang):
    assert [mueang("migrate").exit_code, mueang("migrate").exit_code] == [0, 0]


def test_the_doctor_finds_a_fresh_installation_without_data_sound(tmp_path):
    result = process("doctor", "--data-dir", str(tmp_path / "new"), DATABASE_URL="")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "[ ok ]" in result.stdout
    assert "[bad " not in result.stdout
    assert "mueang migrate" in result.stdout


def test_the_doctor_says_how_to_mend_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")

    result = process("doctor", "--data-dir", str(tmp_path / "file" / "data"), DATABASE_URL="")

    assert result.returncode == 1
    assert "--data-dir" in result.stdout


def test_the_doctor_says_that_the_database_is_away(tmp_path):
    result = process("doctor", "--data-dir", str(tmp_path / "new"), DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert result.returncode == 1
    assert "[bad ]" in result.stdout


def test_the_doctor_names_a_key_that_others_can_read(tmp_path):
    process("migrate", "--data-dir", str(tmp_path), DATABASE_URL="")
    process("users", "list", "--data-dir", str(tmp_path), DATABASE_URL="")
    key = tmp_path / "secret.key"
    key.write_text("k" * 86)
    key.chmod(0o644)

    result = process("doctor", "--data-dir", str(tmp_path), DATABASE_URL="")

    assert result.returncode == 1
    assert "chmod 600" in result.stdout


def test_the_doctor_says_that_uploads_cannot_be_read_without_a_program_of_the_machine(tmp_path):
    result = process("doctor", "--data-dir", str(tmp_path / "new"), DATABASE_URL="", PATH=str(tmp_path))

    assert result.returncode == 1
    assert "apt-get install util-linux" in result.stdout


def test_the_doctor_notices_settings_that_do_not_fit_together(tmp_path):
    loose = {"MUEANG_HOSTS": "data.city.example,*", "MUEANG_HTTPS": "1", "MUEANG_DEBUG": "1", "MUEANG_TIME_ZONE": "Asia/Bangkok"}

    result = process("doctor", "--data-dir", str(tmp_path / "new"), DATABASE_URL="", **loose)

    assert result.returncode == 1
    assert all(word in result.stdout for word in ("MUEANG_HOSTS=*", "MUEANG_PROXIES=0", "Remove MUEANG_DEBUG"))


def test_the_doctor_leaves_a_folder_of_a_newer_program_alone(tmp_path):
    (tmp_path / "release.json").write_text('{"release": 99}')

    result = process("doctor", "--data-dir", str(tmp_path), DATABASE_URL="")

    assert result.returncode == 1
    assert "newer program" in result.stdout
    assert not (tmp_path / "mueang.sqlite3").exists()


S3 = {"DATABASE_URL": "", "MUEANG_LAKE": "s3://tables/city", "MUEANG_S3_KEY": "the-key-id", "MUEANG_S3_SECRET": "the-secret"}


def test_the_doctor_says_how_to_mend_a_store_that_does_not_answer(tmp_path):
    result = process("doctor", "--data-dir", str(tmp_path / "new"), MUEANG_S3_URL="http://127.0.0.1:1", **S3)

    assert result.returncode == 1
    assert "MUEANG_S3_URL" in result.stdout
    assert "the-secret" not in result.stdout + result.stderr


def test_the_doctor_names_a_bucket_that_is_not_there(tmp_path, s3):
    result = process("doctor", "--data-dir", str(tmp_path / "new"), MUEANG_S3_URL=s3.url, **S3 | {"MUEANG_LAKE": "s3://nobody-made-this"})

    assert result.returncode == 1
    assert "MUEANG_LAKE" in result.stdout


def test_the_doctor_finds_a_lake_in_a_bucket_sound(tmp_path, s3):
    result = process("doctor", "--data-dir", str(tmp_path / "new"), MUEANG_S3_URL=s3.url, **S3)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "[bad " not in result.stdout


def test_what_the_site_writes_is_not_for_others_to_read(tmp_path):
    process("migrate", "--data-dir", str(tmp_path / "new"), DATABASE_URL="")

    found = [path for path in [tmp_path / "new", *(tmp_path / "new").rglob("*")] if path.stat().st_mode & 0o007]
    assert (tmp_path / "new" / "mueang.sqlite3").exists()
    assert found == []


def test_a_wrong_setting_is_told_in_both_languages_without_a_traceback(tmp_path):
    result = process("migrate", "--data-dir", str(tmp_path), MUEANG_UPLOAD_LIMIT="much")

    assert result.returncode == 2
    assert "ใช้ไม่ได้" in result.stderr
    assert "Traceback" not in result.stderr


def test_accounts_of_the_demo_are_for_their_owner_alone(tmp_path):
    accounts = [{"role": "editor", "organisation": "strategy", "email": "wanna@city.example", "password": "x", "token": "y"}]
    path = tmp_path / "demo-accounts.json"
    path.write_text("old")
    path.chmod(0o644)

    write_accounts(path, accounts)

    assert json.loads(path.read_text(encoding="utf-8")) == accounts
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in Path(tmp_path).glob("demo-*")] == ["demo-accounts.json"]


def test_closing_an_account_ends_its_tokens(mueang, bangkok, person, now):
    user = person("wanna")
    actions.issue_token(actor=actor_for(user), email=user.email, label="x", now=now)

    mueang("users", "close", "wanna@city.example")

    assert queries.tokens_of(actor_for(user)) == []
