"""Layers, locks, and complaints that say where and what instead."""

import pytest

from dlp import machine, settings
from dlp.errors import ConfigError


@pytest.fixture
def files(tmp_path, monkeypatch):
    admin, user = tmp_path / "admin.toml", tmp_path / "user.toml"
    monkeypatch.setattr(machine, "admin_config_file", lambda: admin)
    return admin, user


def load(file, environ=None, flags=None, **more):
    return settings.load(flags, {**({"DLP_CONFIG": str(file)} if file.exists() else {}), **(environ or {})}, **more)


def test_defaults(files):
    loaded = load(files[1])
    assert loaded.settings.detection.threshold == 0.5
    assert set(loaded.origin.values()) == {"default"}
    assert set(loaded.origin) == set(settings.keys())


def test_each_layer_wins_over_the_one_before(files):
    admin, user = files
    admin.write_text("[limits]\nseconds = 10\ndepth = 2\nmembers = 5\nratio = 20\n")
    user.write_text("[limits]\nseconds = 11\ndepth = 3\nmembers = 6\n")
    loaded = load(user, {"DLP_LIMITS_SECONDS": "12", "DLP_LIMITS_DEPTH": "4"}, {"limits.seconds": 13})
    limits = loaded.settings.limits
    assert (limits.seconds, limits.depth, limits.members, limits.ratio) == (13, 4, 6, 20)
    origins = [loaded.origin[f"limits.{k}"].split()[0] for k in ("seconds", "depth", "members", "ratio", "file_mb")]
    assert origins == ["flag", "environment", "user", "administrator", "default"]


def test_a_service_reads_only_the_administrators_file(files):
    admin, user = files
    admin.write_text("[limits]\nseconds = 10\n")
    user.write_text("[limits]\nseconds = 99\n")
    assert load(user, {"DLP_LIMITS_SECONDS": "98"}, user=False).settings.limits.seconds == 10


@pytest.mark.parametrize(("lock", "refused"), [("limits", True), ("limits.seconds", True), ("limits.depth", False)])
def test_locked_keys_cannot_be_changed_later(files, lock, refused):
    admin, user = files
    admin.write_text(f'locked = ["{lock}"]\n')
    user.write_text("\n[limits]\nseconds = 99\n")
    if not refused:
        assert load(user).settings.limits.seconds == 99
        return
    with pytest.raises(ConfigError, match="locked by the administrator") as caught:
        load(user)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("text", "line", "say"),
    [
        ("[limits]\nsecond = 3\n", 2, "seconds"),
        ("[limit]\nseconds = 3\n", 2, "limits"),
        ("[limits]\n\nseconds = 'x'\n", 3, "seconds"),
        ("[limits]\nseconds = 0\n", 2, "greater than or equal to 1"),
        ("[limits\n", 1, "TOML"),
        ("[detection]\nnames = 'yes'\n", 2, "names"),
    ],
)
def test_wrong_settings_name_file_line_and_the_right_word(files, text, line, say):
    _, user = files
    user.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(user)
    assert caught.value.file.endswith("user.toml")
    assert caught.value.line == line
    assert say in str(caught.value)


def test_unknown_environment_variables_are_refused(files):
    with pytest.raises(ConfigError, match="DLP_LIMIT_SECONDS") as caught:
        load(files[1], {"DLP_LIMIT_SECONDS": "3"})
    assert "DLP_LIMITS_SECONDS" in str(caught.value)


def test_environment_values_have_the_type_of_the_setting(files):
    loaded = load(
        files[1], {"DLP_DETECTION_NAMES": "false", "DLP_WATCH_FOLDERS": '["/a"]', "DLP_POLICY_FOLDER": "true"}
    )
    assert loaded.settings.detection.names is False
    assert loaded.settings.watch.folders == ["/a"]
    assert loaded.settings.policy.folder == "true"


def test_a_settings_file_that_was_named_must_be_there(files):
    with pytest.raises(ConfigError, match="cannot read"):
        settings.load(None, {"DLP_CONFIG": str(files[1])})


def test_state_folder(files, tmp_path):
    assert load(files[1], {"DLP_STATE": str(tmp_path)}).settings.state_folder == tmp_path
    assert load(files[1]).settings.state_folder == machine.default_state_folder()
