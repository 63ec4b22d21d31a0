"""Nothing is sent to a private network, no redirect is followed, and nobody is waited for longer than told."""

import socket
import time

import pytest

from localize.errors import AddressRefused, TransientError
from localize.webhooks.guard import parse, resolve
from localize.webhooks.sending import post
from tests.webhooks.receiver import receiving


@pytest.mark.parametrize(
    "url",
    [
        "", "erp.example.com", "ftp://erp.example.com/", "file:///etc/passwd", "http://erp.example.com/", "https://user:pass@erp.example.com/",
        "https://", "https://erp.example.com/#part", "https://erp.example.com:99999/", "https://erp example.com/", "https://erp.example.com/\r\nX: y",
        "javascript:alert(1)", "https://[::1", "https://例子.example/", "https://e.example/" + "a" * 600,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        parse(url)
    assert refused.value.next_step


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
    ],
)
def test_private_addresses_are_refused_whatever_they_are_written_like(host: str) -> None:
    with pytest.raises((AddressRefused, TransientError)):
        resolve(parse(f"https://{host}/"))


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_args: object, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(AddressRefused, match="private network"):
        resolve(parse("https://erp.example.com/"))


def test_the_connection_is_made_to_the_number_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is looked at, and private a moment later, leads to the public number."""
    reached: list[object] = []
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))])

    def connect(address: object, *_rest: object) -> socket.socket:
        reached.append(address)
        raise OSError("no network in a test")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(TransientError):
        post("https://erp.example.com/", b"{}", {})
    assert reached == [("93.184.216.34", 443)]


def test_it_arrives_with_what_was_sent() -> None:
    with receiving() as receiver:
        assert post(receiver.url + "?shop=1", '{"a":"茶"}'.encode(), {"X-One": "1"}, private=True) == 200
    headers, body = receiver.got[0]
    assert body.decode() == '{"a":"茶"}' and headers["X-One"] == "1" and headers["Host"].startswith("127.0.0.1:")


def test_without_the_setting_this_machine_is_not_reached() -> None:
    with receiving() as receiver, pytest.raises(AddressRefused):
        post(receiver.url.replace("http:", "https:"), b"{}", {})
    assert receiver.got == []


def test_a_redirect_is_an_answer_like_any_other() -> None:
    with receiving() as elsewhere, receiving() as receiver:
        receiver.status, receiver.location = 307, elsewhere.url
        assert post(receiver.url, b"{}", {}, private=True) == 307
    assert elsewhere.got == []


def test_a_server_that_answers_a_byte_now_and_then_holds_up_nobody() -> None:
    with receiving() as receiver:
        receiver.slow = 0.2
        begun = time.monotonic()
        with pytest.raises(TransientError, match="no answer within"):
            post(receiver.url, b"{}", {}, private=True, seconds=0.6)
        assert time.monotonic() - begun < 2


def test_nobody_there_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(TransientError, match="could not be sent"):
            post(f"http://127.0.0.1:{taken.getsockname()[1]}/", b"{}", {}, private=True)
