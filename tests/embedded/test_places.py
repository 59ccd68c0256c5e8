"""Addresses are computed from the path alone, and the same for everybody who asks."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path

import pytest

from tracker.embedded import Places, celery_url, database_settings, places, servers, valkey_url
from tracker.embedded.places import is_open
from tracker.embedded.processes import StartError

IS_ROOT = os.geteuid() == 0
HERE = Places(
    Path("/srv/t/var"), home=Path("/srv/t/var"), socket_dir=Path("/srv/t/var/run"), system_user=None
)
SPACED = Places(Path("/a b"), home=Path("/a b"), socket_dir=Path("/a b/run"), system_user=None)


def test_the_two_roles_reach_the_same_database():
    expected = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "tracker",
        "USER": "tracker_app",
        "HOST": "/srv/t/var/run",
        "PORT": "5432",
    }
    assert database_settings(HERE, role="app") == expected
    assert database_settings(HERE, role="owner") == expected | {"USER": "tracker_owner"}


def test_each_dialect_of_the_valkey_address():
    assert valkey_url(HERE, 1) == "unix:///srv/t/var/run/valkey.sock?db=1"
    assert celery_url(HERE, 2) == "redis+socket:///srv/t/var/run/valkey.sock?virtual_host=2"
    assert valkey_url(SPACED, 1) == "unix:///a%20b/run/valkey.sock?db=1"


def test_the_places_of_a_checkout_are_in_its_var():
    found = places(Path("/srv/t"), {})
    assert (found.var, found.home, found.socket_dir) == (HERE.var, HERE.home, HERE.socket_dir)
    assert found.lock == Path("/srv/t/var/lock")
    assert found.media == Path("/srv/t/var/media")


def test_tracker_var_moves_everything():
    found = places(Path("/srv/t"), {"TRACKER_VAR": "/srv/other"})
    assert (found.var, found.home, found.socket_dir) == (
        Path("/srv/other"),
        Path("/srv/other"),
        Path("/srv/other/run"),
    )


@pytest.mark.skipif(IS_ROOT, reason="root keeps everything together, see the next test")
def test_sockets_of_a_long_path_live_near_the_root():
    long = Path("/srv") / ("x" * 90)
    found = places(long, {})
    assert found.home == long / "var"
    assert found.socket_dir.parent == Path("/tmp")
    assert found.socket_dir.name.startswith(f"tracker-{os.geteuid()}-")
    assert places(long / "y", {}).socket_dir != found.socket_dir


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the servers as somebody else")
def test_root_keeps_the_servers_of_a_closed_checkout_elsewhere(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    found = places(closed, {})
    assert found.var == closed / "var"
    assert found.home.parent == Path("/var/lib")
    assert found.socket_dir == found.home / "run"
    assert places(closed, {}) == found
    assert found.system_user in {"postgres", "nobody"}


def test_open_means_every_directory_on_the_way(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "inner").mkdir(mode=0o755)
    on_the_way = is_open(tmp_path.parent)
    assert is_open(tmp_path / "inner") == on_the_way
    (tmp_path / "inner").chmod(0o700)
    assert not is_open(tmp_path / "inner" / "deeper")


def test_data_of_another_user_are_refused_untouched(tmp_path):
    place = Places(tmp_path, home=tmp_path, socket_dir=tmp_path / "run", system_user=None)
    place.postgres_data.mkdir()
    servers.make_directories(place)
    found = place.media.stat().st_ctime_ns
    stranger = Places(tmp_path, home=tmp_path, socket_dir=tmp_path / "run", system_user="daemon")
    with pytest.raises(StartError) as caught:
        servers.make_directories(stranger)
    maker = pwd.getpwuid(os.geteuid()).pw_name
    assert str(caught.value) == (
        f"the data in {place.postgres_data} were made by {maker}: start as {maker}, "
        "or move the directory away to begin anew"
    )
    assert place.media.stat().st_ctime_ns == found


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the servers as somebody else")
def test_root_runs_the_servers_as_who_made_the_data():
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        home.chmod(0o755)
        (home / "var" / "postgres").mkdir(parents=True)
        shutil.chown(home / "var" / "postgres", "nobody")
        assert places(home, {}).system_user == "nobody"
    finally:
        shutil.rmtree(home)
