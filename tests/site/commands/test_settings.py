"""Settings: read once from the environment, explained, refused when wrong."""

from __future__ import annotations

import os
import stat

import pytest

from mueang.base.errors import BadInput
from mueang_site import runtime
from mueang_site.config.databases import database
from mueang_site.runtime import Settings, read
from mueang_site.variables import SETTINGS


def test_an_empty_environment_is_enough(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    settings = read({})

    assert settings == Settings(data_dir=tmp_path / "mueang-data")


def test_the_command_line_goes_before_the_environment(tmp_path):
    environ = {"MUEANG_DATA": str(tmp_path / "one")}

    assert read(environ).data_dir == tmp_path / "one"
    assert read(environ, data_dir=tmp_path / "two").data_dir == tmp_path / "two"


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_every_setting_is_explained_in_both_languages(name):
    setting = next(setting for setting in SETTINGS if setting.name == name)

    assert setting.help.th != setting.help.en
    assert setting.help.en.endswith(".")


def test_every_setting_that_is_read_is_in_the_table():
    asked = set()

    class Watched(dict):
        def get(self, name, default=None):
            asked.add(name)
            return default

    read(Watched())

    assert asked == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize(
    ("name", "value"),
    [("MUEANG_HTTPS", "perhaps"), ("MUEANG_UPLOAD_LIMIT", "much"), ("MUEANG_UPLOAD_LIMIT", "0"), ("MUEANG_LANGUAGES", "th,xx"), ("MUEANG_PROXIES", "-1")],
)
def test_a_wrong_value_is_refused_and_its_variable_named(name, value):
    with pytest.raises(BadInput) as refused:
        read({name: value})

    assert refused.value.field == name
    assert name in refused.value.message.th


BUCKET = {"MUEANG_LAKE": "s3://tables/city", "MUEANG_S3_URL": "https://s3.city.example", "MUEANG_S3_KEY": "the-key-id", "MUEANG_S3_SECRET": "the-secret"}


def test_a_bucket_is_read_from_the_environment_and_its_keys_are_not_shown():
    settings = read(BUCKET | {"DATABASE_URL": "postgresql://me:password@db/mueang"})

    assert (settings.s3.bucket, settings.s3.prefix, settings.s3.url) == ("tables", "city", "https://s3.city.example")
    assert not {"the-key-id", "the-secret", "password"} & {word for word in ("the-key-id", "the-secret", "password") if word in repr(settings)}


@pytest.mark.parametrize("name", BUCKET)
def test_a_bucket_without_all_that_leads_to_it_is_refused(name):
    if name == "MUEANG_LAKE":
        assert read(BUCKET | {name: ""}).s3 is None
        return
    with pytest.raises(BadInput) as refused:
        read(BUCKET | {name: ""})

    assert refused.value.field == name
    assert "the-secret" not in str(refused.value)


def test_the_secret_key_is_made_once_and_its_owners_alone(data_dir):
    first = runtime.settings().secret_key()

    assert runtime.settings().secret_key() == first
    assert len(first) >= 64
    assert stat.S_IMODE((data_dir / "secret.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in data_dir.iterdir() if path.is_file()) == ["secret.key"]


def test_of_two_processes_that_make_the_key_at_once_one_wins(data_dir, monkeypatch):
    first = runtime.settings().secret_key()
    (data_dir / "secret.key").rename(data_dir / "kept")
    link = os.link

    def other_was_faster(draft, path):
        link(data_dir / "kept", path)
        link(draft, path)

    monkeypatch.setattr(os, "link", other_was_faster)

    assert runtime.settings().secret_key() == first


def test_a_folder_that_cannot_be_made_is_told_with_a_way_out(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(BadInput, match="--data-dir"):
        read({}, data_dir=tmp_path / "file" / "data").prepare()


def test_sources_are_kept_by_their_hash(data_dir):
    assert runtime.settings().source("ab12").relative_to(data_dir).parts == ("sources", "ab", "ab12")


def test_sqlite_takes_its_write_lock_at_the_start_of_a_transaction(tmp_path):
    entry = database(Settings(data_dir=tmp_path))

    assert (entry["NAME"], entry["OPTIONS"]["transaction_mode"]) == (str(tmp_path / "mueang.sqlite3"), "IMMEDIATE")


def test_an_address_of_postgresql_is_taken_apart(tmp_path):
    entry = database(Settings(data_dir=tmp_path, database_url="postgresql://me%40city:p%2Fw@db.city.example:5433/mueang?sslmode=require"))

    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == ("me@city", "p/w", "db.city.example", "5433", "mueang")
    assert entry["OPTIONS"] == {"sslmode": "require", "options": "-c idle_in_transaction_session_timeout=60s -c jit=off"}


@pytest.mark.parametrize(("url", "path"), [("sqlite:////var/lib/m.sqlite3", "/var/lib/m.sqlite3"), ("sqlite:///m.sqlite3", "m.sqlite3")])
def test_an_address_of_sqlite_names_its_file(tmp_path, url, path):
    assert database(Settings(data_dir=tmp_path, database_url=url))["NAME"] == path


def test_another_kind_of_database_is_refused(tmp_path):
    with pytest.raises(BadInput, match="postgresql://"):
        database(Settings(data_dir=tmp_path, database_url="mysql://localhost/x"))
