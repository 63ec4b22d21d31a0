"""A stand-in for a model's server, run as a process of its own. The model's name that is asked for chooses what goes wrong.

python stand_in.py PORT LOG writes its port to standard output, and each text it was asked to LOG, one JSON line each.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KEY_ECHO = "Incorrect API key provided: "


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = asked["messages"][-1]["content"]
        with self.server.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(text, ensure_ascii=False) + "\n")
        fault = getattr(self, f"fault_{asked['model']}", None)
        if fault is None:
            self.reply(200, completion(text, bool(asked["logprobs"]), asked["max_tokens"]))
        else:
            fault(text)

    def reply(self, status: int, content: object, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def fault_busy(self, _: str) -> None:
        self.reply(429, {"error": {"message": "too many requests"}}, Retry_After="30")

    def fault_down(self, _: str) -> None:
        self.reply(503, {"error": {"message": "loading the model"}})

    def fault_broken(self, _: str) -> None:
        self.reply(200, b'{"choices": [{"message": {"con')

    def fault_page(self, _: str) -> None:
        self.reply(200, b"<html>Welcome to nginx!</html>")

    def fault_empty(self, _: str) -> None:
        self.reply(200, {"choices": []})

    def fault_number(self, _: str) -> None:
        self.reply(200, {"choices": [{"message": {"content": 7}, "finish_reason": "stop"}]})

    def fault_huge(self, _: str) -> None:
        self.reply(200, b" " * 20_000_000)

    def fault_slow(self, _: str) -> None:
        time.sleep(30)

    def fault_dribble(self, _: str) -> None:
        """Never silent for long and never done."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _number in range(1000):
            self.wfile.write(b" ")
            time.sleep(0.05)

    def fault_drop(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"choices": ')
        self.close_connection = True

    def fault_key(self, _: str) -> None:
        self.reply(401, {"error": {"message": KEY_ECHO + self.headers["Authorization"]}})

    def fault_elsewhere(self, _: str) -> None:
        self.reply(307, b"", Location="http://127.0.0.1:9/")

    def fault_unknown(self, _: str) -> None:
        self.reply(404, {"error": {"message": "The model does not exist"}})

    def fault_second(self, text: str) -> None:
        """Answers one text, and is down for all others."""
        if "first" in text:
            self.reply(200, completion(text, False, 100))
        else:
            time.sleep(0.3)
            self.fault_down(text)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def completion(text: str, scores: bool, limit: int) -> dict[str, object]:
    """English of a kind: the text's ASCII words and numbers, in which its terms stand already."""
    words = ["Here", "is", *"".join(c if c.isascii() and c.isprintable() else " " for c in text).split()]
    said = words[:limit]
    choice: dict[str, object] = {"message": {"content": " ".join(said)}, "finish_reason": "stop" if len(said) == len(words) else "length"}
    if scores:
        choice["logprobs"] = {"content": [{"token": word, "logprob": -0.5} for word in said]}
    return {"choices": [choice], "usage": {"completion_tokens": len(said)}}


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answers)
    server.log = Path(sys.argv[2])
    print(server.server_port, flush=True)
    server.serve_forever()
