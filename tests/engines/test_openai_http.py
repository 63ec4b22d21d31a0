"""A model on a server, and all that may go wrong on the way to it: asked for in a real second process."""

import http.server
import importlib.util
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localize.domain.request import CUT, Ask, Draft, Request
from localize.engines.openai_http import Endpoint, OpenAiEngine
from localize.errors import EngineRefused, EngineUnavailable, LocalizeError, RateLimited
from localize.prompts import Prompts

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("tiny_gguf", ROOT / "tests/engines/tiny_gguf.py")
tiny_gguf = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny_gguf)

KEY = "sk-hunter2-hunter2"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "asked.jsonl"
    path.touch()
    return path


@pytest.fixture(scope="module")
def url(log: Path) -> Iterator[str]:
    command = [sys.executable, str(ROOT / "tests/engines/stand_in.py"), "0", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.kill()


def engine(url: str, model: str = "good", **settings: object) -> OpenAiEngine:
    given = {"key": KEY, "timeout": 20, **settings}
    return OpenAiEngine(tiny_gguf.manifest_entry(), Prompts(ROOT / "prompts"), Endpoint(url, model, **given))


def asked(engine: OpenAiEngine, *texts: str) -> list[Draft]:
    return list(engine.translate([Request(text, "en") for text in texts]))


def everything(error: BaseException) -> str:
    """All that a log could show of an error, its causes included."""
    chain, text = [error], ""
    while chain:
        one = chain.pop()
        text += f"{one!r} {one} {vars(one)}"
        chain += [cause for cause in (one.__cause__, one.__context__) if cause is not None]
    return text


def test_a_server_answers(url: str) -> None:
    (draft,) = asked(engine(url), "red scarf 180cm 围巾")
    assert draft.text == "Here is red scarf 180cm"
    assert (draft.score, draft.tokens) == (-0.5, 5)


def test_its_name_tells_model_and_server_and_no_key(url: str) -> None:
    made = engine(url)
    assert made.identity == f"http:{made.spec.id}@{url.removeprefix('http://')}/good"
    assert KEY not in f"{made.endpoint!r} {made.identity} {made!r}"


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("http://host:1", "http://host:1/v1/chat/completions"),
        ("http://host:1/", "http://host:1/v1/chat/completions"),
        ("https://host/api/v3", "https://host/api/v3/chat/completions"),
    ],
)
def test_where_it_asks(base: str, place: str) -> None:
    assert Endpoint(base, "m").place({"messages": []}) == place
    assert Endpoint(base, "m").place({"prompt": ""}) == place.replace("chat/", "")


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("busy", RateLimited, "429.*Retry-After: 30"),
        ("down", EngineUnavailable, "503.*loading the model"),
        ("drop", EngineUnavailable, "cannot be reached"),
        ("broken", EngineRefused, "no chat completion"),
        ("page", EngineRefused, "Welcome to nginx"),
        ("empty", EngineRefused, "no chat completion"),
        ("number", EngineRefused, "its text is int"),
        ("huge", EngineRefused, "more than"),
        ("elsewhere", EngineRefused, "307"),
        ("unknown", EngineRefused, r"404.*does not exist.*CHUHAI_HTTP_MODEL \(unknown\)"),
        ("key", EngineRefused, r"401.*\*\*\*.*CHUHAI_HTTP_KEY"),
    ],
)
def test_what_goes_wrong_is_said(url: str, fault: str, kind: type[LocalizeError], words: str) -> None:
    with pytest.raises(kind, match=words) as raised:
        asked(engine(url, fault), "佛香")
    assert raised.value.next_step
    assert len(str(raised.value)) < 1000
    assert KEY not in everything(raised.value)


@pytest.mark.parametrize("fault", ["slow", "dribble"])
def test_nobody_waits_for_ever(url: str, fault: str) -> None:
    began = time.monotonic()
    with pytest.raises(EngineUnavailable, match="took"):
        asked(engine(url, fault, timeout=0.5), "佛香")
    assert time.monotonic() - began < 10


def test_nobody_there() -> None:
    with pytest.raises(EngineUnavailable, match=r"cannot be reached.*Look whether the server runs"):
        asked(engine("http://127.0.0.1:9"), "佛香")


def test_what_was_on_its_way_is_kept_and_nothing_new_is_asked(url: str, log: Path) -> None:
    before = len(log.read_text(encoding="utf-8").splitlines())
    came = []
    with pytest.raises(EngineUnavailable, match="503"):
        for draft in engine(url, "second", slots=2).translate([Request(text, "en") for text in ("first 佛", *(f"佛香 {n}" for n in range(40)))]):
            came.append(draft.text)
    assert came == ["Here is first"]
    assert len(log.read_text(encoding="utf-8").splitlines()) - before <= 4


def test_closing_asks_no_more(url: str, log: Path) -> None:
    before = len(log.read_text(encoding="utf-8").splitlines())
    running = engine(url, slots=2).translate([Request(f"佛香 {n}", "en") for n in range(200)])
    next(running)
    running.close()
    now = len(log.read_text(encoding="utf-8").splitlines()) - before
    time.sleep(0.2)
    assert len(log.read_text(encoding="utf-8").splitlines()) - before == now < 100


def test_the_key_is_in_no_log(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        asked(engine(url), "佛香")
        with pytest.raises(EngineRefused):
            asked(engine(url, "key"), "佛香")
    assert KEY not in caplog.text


def test_no_proxy_of_the_environment_sees_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert asked(engine(url), "red 围巾")[0].text == "Here is red"


def test_no_more_than_its_slots_at_once() -> None:
    """A server in this process that counts who is in."""
    inside, most, lock = 0, 0, threading.Lock()

    class Counting(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            nonlocal inside, most
            with lock:
                inside += 1
                most = max(most, inside)
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(0.02)
            with lock:
                inside -= 1
            body = json.dumps({"choices": [{"message": {"content": "scarf"}, "finish_reason": "stop"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        found = asked(engine(f"http://127.0.0.1:{server.server_port}", slots=3), *(f"围巾{n}" for n in range(20)))
        server.shutdown()
        thread.join()
    assert most == 3
    assert {(d.text, d.score) for d in found} == {("scarf", None)}


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """llama.cpp's own server, with a tiny random model."""
    running = tiny_gguf.server(tiny_gguf.write(tmp_path_factory.mktemp("served") / "tiny.gguf"))
    yield running.listening_address


def test_llama_server_tells_scores_and_tokens(listening: str) -> None:
    (draft,) = asked(engine(listening), "今天的围巾是彩虹色的")
    assert draft.score is not None and draft.score < 0
    assert draft.tokens > 0


def test_a_text_that_is_too_long_for_the_model_goes_to_a_person(listening: str) -> None:
    long = Request("红花 " * 3000, "en", draft="safflower", terms=(Ask("红花", "safflower"),))
    (draft,) = engine(listening).translate([long])
    assert (draft.text, draft.score) == ("", CUT)


def test_a_model_without_a_chat_format_goes_on_with_a_text(listening: str) -> None:
    made = engine(listening)
    made.spec = replace(made.spec, prompt="seedx")
    (draft,) = asked(made, "佛香")
    assert draft.tokens > 0 and draft.score is not None
