"""The secret, the address, the provider; where the pages may listen."""

import stat
from pathlib import Path

import pytest

from localize.errors import SettingsError
from localize.web.configuration import WebSettings, kept_secret, strong
from localize.web.serving import Listening, check
from tests.web.world import SECRET, URL

OIDC = {"CHUHAI_OIDC_ISSUER": "https://id.example.com/", "CHUHAI_OIDC_CLIENT": "c", "CHUHAI_OIDC_SECRET": "hush"}


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    made = WebSettings.read(folder, URL, {})
    assert strong(made.secret) == made.secret == WebSettings.read(folder, URL, {}).secret
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600 and [p.name for p in folder.iterdir()] == ["secret"]
    assert made.secret not in repr(made)
    (folder / "secret").chmod(0o644)
    with pytest.raises(SettingsError, match="Others can read"):
        kept_secret(folder)


@pytest.mark.parametrize(
    "secret",
    [
        "x",
        "short secret",
        "a" * 64,
        "abcabcabc" * 9,
        "changeme-changeme-changeme-changeme-0123456789",
        "my-very-own-default-key-0123456789-abcdef",
        "PASSWORD0123456789abcdefghijklmnopqrstuv",
    ],
)
def test_a_secret_that_can_be_guessed_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match="CHUHAI_SECRET"):
        WebSettings.read(tmp_path, URL, {"CHUHAI_SECRET": secret})


@pytest.mark.parametrize("url", ["chuhai.example.com", "ftp://x", "https://x/path", "https://user@x", "https://x:0", "https://[", "http://"])
def test_an_address_that_is_none_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="CHUHAI_URL"):
        WebSettings.read(tmp_path, URL, {"CHUHAI_URL": url, "CHUHAI_SECRET": SECRET})


def test_a_provider_is_read_whole_or_refused(tmp_path: Path) -> None:
    known = {"CHUHAI_SECRET": SECRET}
    provider = WebSettings.read(tmp_path, URL, known | OIDC).provider
    assert (
        provider is not None
        and (provider.issuer, provider.claim) == ("https://id.example.com", "preferred_username")
        and "hush" not in repr(provider)
    )
    assert WebSettings.read(tmp_path, URL, known).provider is None
    with pytest.raises(SettingsError, match="without a client"):
        WebSettings.read(tmp_path, URL, known | {"CHUHAI_OIDC_ISSUER": "https://id.example.com"})
    with pytest.raises(SettingsError, match="not https"):
        WebSettings.read(tmp_path, URL, known | OIDC | {"CHUHAI_OIDC_ISSUER": "http://id.example.com"})


@pytest.mark.parametrize(
    ("listening", "url", "says"),
    [
        (Listening(), URL, ""),
        (Listening("::1"), "http://[::1]:8765", ""),
        (Listening("0.0.0.0"), URL, "in the clear"),
        (Listening("192.168.1.7"), "https://chuhai.example.com", "in the clear"),
        (Listening("0.0.0.0", behind_proxy=True), URL, "need their address"),
        (Listening("0.0.0.0", behind_proxy=True), "https://chuhai.example.com", ""),
        (Listening(certificate=Path("c.pem")), URL, "belong together"),
        (Listening(certificate=Path("c.pem"), key=Path("k.pem")), URL, "no file c.pem"),
    ],
)
def test_passwords_never_cross_a_network_in_the_clear(listening: Listening, url: str, says: str) -> None:
    web = WebSettings(url, SECRET)
    if not says:
        check(listening, web)
        return
    with pytest.raises(SettingsError, match=says):
        check(listening, web)
