"""A language model may propose labels: what it is sent, what is taken from it, and what becomes of a run when it fails."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
import pytest

from cxtext import Analysis, analyze
from cxtext.errors import ConfigError
from cxtext.pipeline import check_inputs
from cxtext.settings import resolve_config
from cxtext.themes.naming import Namer, break_rule, check_url, passes_gate, read_answer

QUOTES = ["The login page is slow", "I wait for the login", "Login takes a minute"]
CANARIES = ["canary", "example.org", "7946", "0018", "+44", "Gonzalez", "4111"]


def completion(content):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def label(name, quotes=(1,)):
    return completion(json.dumps({"label": name, "quotes": list(quotes)}))


@contextmanager
def serve(answer):
    """Run an endpoint on loopback; ``answer(body)`` gives bytes, a status, or a function of the handler."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, raw.decode()))
            reply = answer(json.loads(raw))
            if callable(reply):
                reply(self)
                return
            status, content = (reply, b"{}") if isinstance(reply, int) else (200, reply)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_request_is_a_chat_completion_with_numbered_quotes():
    with serve(lambda body: label("Slow login page", [1, 3])) as (url, seen):
        namer = Namer(url, "tiny", seed=7)
        assert namer.propose(QUOTES) == "Slow login page"
    ((path, raw),) = seen
    body = json.loads(raw)
    assert path == "/v1/chat/completions"
    assert (body["model"], body["temperature"], body["seed"], body["stream"]) == ("tiny", 0, 7, False)
    assert body["messages"][-1]["content"] == "1. The login page is slow\n2. I wait for the login\n3. Login takes a minute"
    assert len(namer.replies) == 1


def test_personal_data_is_in_no_request():
    said = [
        "Mail canary@example.org about the login",
        "Call +44 20 7946 0018 about the login",
        "Maria Gonzalez fixed my login with card 4111 1111 1111 1111",
        "Gonzalez was kind",
    ]
    with serve(lambda body: label("Login help")) as (url, seen):
        Namer(url).propose(said)
    assert len(seen) == 1
    assert not [canary for canary in CANARIES if canary in seen[0][1]]


def redirect(url):
    def reply(handler):
        handler.send_response(307)
        handler.send_header("Location", url)
        handler.end_headers()

    return reply


def close(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    handler.wfile.flush()
    handler.connection.close()


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (500, "HTTP status 500"),
        (404, "HTTP status 404"),
        (b"not json", "not a chat completion"),
        (b'{"choices": []}', "not a chat completion"),
        (b'{"choices": [{"message": {"content": null}}]}', "not a chat completion"),
        (b"[" * 100_000, "not a chat completion"),
        (b" " * 300_000, "more than 200,000 bytes"),
        (lambda handler: time.sleep(1.5), "no answer within 0.4 s"),
        (drip, "within 0.4 s"),
        (close, "not a chat completion"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), ""),
    ],
    ids=["500", "404", "text", "empty", "null", "nested", "huge", "silent", "dripping", "cut", "no-http"],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_endpoint_that_fails_gives_no_label_and_is_not_remembered(reply, why):
    with serve(lambda body: reply) as (url, _):
        namer = Namer(url, timeout=0.4)
        assert namer.propose(QUOTES) is None
    assert len(namer.failures) == 1
    assert why in namer.failures[0]
    assert namer.replies == {}


def test_a_redirect_is_not_followed():
    with serve(lambda body: label("Slow login page")) as (other, seen_there):
        with serve(lambda body: redirect(f"{other}/chat/completions")) as (url, _):
            namer = Namer(url)
            assert namer.propose(QUOTES) is None
        assert namer.failures == ["HTTP status 307"]
        assert seen_there == []


def test_nobody_listens_and_after_three_failures_nothing_more_is_asked():
    with serve(lambda body: 500) as (url, seen):
        namer = Namer(url)
        for i in range(6):
            assert namer.propose([f"{quote} {i}" for quote in QUOTES]) is None
        assert len(seen) == 3
    assert len(namer.failures) == 6
    gone = Namer(url)
    assert gone.propose(QUOTES) is None
    assert "refused" in gone.failures[0].lower()


def test_what_was_said_is_not_asked_again():
    with serve(lambda body: label("Slow login page")) as (url, seen):
        first = Namer(url)
        first.propose(QUOTES)
        again = Namer(url, answers=dict(first.replies))
        assert again.propose(QUOTES) == "Slow login page"
        assert len(seen) == 1
        Namer(url, "another", answers=dict(first.replies)).propose(QUOTES)
        Namer(url, seed=1, answers=dict(first.replies)).propose(QUOTES)
        assert len(seen) == 3
    assert again.replies == first.replies


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ('{"label": "Slow login", "quotes": []}', "cites no quote"),
        ('{"label": "Slow login"}', "is not the JSON asked for"),
        ('{"label": "Slow login", "quotes": [0]}', "cites quotes that it was not given"),
        ('{"label": "Slow login", "quotes": [1, 4]}', "cites quotes that it was not given"),
        ('{"label": "Slow login", "quotes": [true]}', "cites quotes that it was not given"),
        ('{"label": "Slow login", "quotes": ["1"]}', "cites quotes that it was not given"),
        ('{"label": "Slow login", "quotes": 1}', "is not the JSON asked for"),
        ('{"label": 3, "quotes": [1]}', "is not the JSON asked for"),
        ("Slow login [1]", "is not the JSON asked for"),
        ("", "is not the JSON asked for"),
    ],
)
def test_an_answer_without_proof_is_refused(said, problem):
    assert read_answer(said, 3) == (None, problem)


def test_an_answer_in_a_code_fence_is_read():
    assert read_answer('```json\n{"label": " Slow\\n login. ", "quotes": [2]}\n```', 3) == ("Slow login", "")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Login", "2 to 4 words"),
        ("The slow login page again", "2 to 4 words"),
        ("Slow [phone] line", "2 to 4 words"),
        ("<b>Slow</b> login", "2 to 4 words"),
        ("Very good", "names nothing"),
        ("Not okay", "names nothing"),
        ("Login pages", "too near"),
        ("LOGIN PAGE", "too near"),
        ("Slow check-in", ""),
    ],
)
def test_a_proposal_keeps_the_rules_of_labels(name, problem):
    found = break_rule(name, [("Login page", {"login", "page"})])
    assert problem in found if problem else found == ""


def test_a_proposal_passes_the_gate_of_labels():
    nearness = np.array([[0.6, 0.2, 0.1], [0.1, 0.5, 0.2], [0.7, 0.1, 0.3]])  # the third is found by no label of its own
    assert passes_gate(nearness, 0, np.array([0.7, 0.1, 0.1]))
    assert not passes_gate(nearness, 0, np.array([0.1, 0.1, 0.1]))  # further from its theme than another label
    assert not passes_gate(nearness, 0, np.array([0.7, 0.6, 0.1]))  # hides the second's
    assert passes_gate(nearness, 2, np.array([0.1, 0.1, 0.8]))  # finds what was not found before
    assert not passes_gate(nearness, 2, np.array([0.1, 0.1, 0.5]))


@pytest.mark.parametrize(
    "url", ["", "localhost:80", "ftp://x/v1", "http://", "http://u:p@h/v1", "http://h/v1?k=1", "http://h:x/", "http://h/ v"]
)
def test_an_address_that_is_none_is_refused_before_any_data_is_read(url):
    with pytest.raises(ConfigError, match="namer"):
        check_inputs(resolve_config({}, options={"namer": url}) if url else resolve_config({"themes": {"namer": url}}))


def test_addresses_are_completed():
    assert check_url("https://h:1/api/v1/") == "https://h:1/api/v1/chat/completions"
    assert check_url("http://h/x/chat/completions") == "http://h/x/chat/completions"


#: What a model would say of the four topics of the small survey, by a word of its quotes.
NAMES = {
    "login": "Account sign-in trouble",
    "price": "Subscription price level",
    "support": "Awesome",
    "report": "Slow report exports",
}


def name_by_topic(body):
    quotes = body["messages"][-1]["content"].lower()
    words = {"expensive": "price", "costs": "price", "pay": "price", "agents": "support", "service": "support"}
    counts = {topic: quotes.count(topic) for topic in NAMES}
    for word, topic in words.items():
        counts[topic] += quotes.count(word)
    return label(NAMES[max(counts, key=lambda topic: (counts[topic], topic))])


@pytest.fixture
def table(survey):
    frame = pd.read_csv(survey, dtype=str, keep_default_na=False)
    extra = [" for Maria Gonzalez", ", call +44 20 7946 0018", ", mail canary@example.org", ""]
    filled = frame["comment"].str.len() > 5
    frame.loc[filled, "comment"] += pd.Series([extra[i % 4] for i in range(len(frame))])[filled]
    return frame


def test_a_run_takes_what_passes_says_so_and_can_be_repeated_without_the_endpoint(table, tmp_path):
    options = {"nps_column": "score", "embedder": "fast", "bootstraps": 50}
    plain = analyze(table, **options)
    with serve(name_by_topic) as (url, seen):
        named = analyze(table, namer=url, namer_model="tiny", **options)
        run = named.save(tmp_path / "run")
    assert seen and not [canary for canary in CANARIES for _, raw in seen if canary in raw]
    top = named.themes[named.themes["parent_id"].isna()]
    by = dict(zip(top["label"], top["named_by"], strict=True))
    assert by.get("Slow report exports") == "namer", by
    assert "Awesome" not in by and set(by.values()) == {"namer", "responses"}
    kept = top[top["named_by"] == "responses"].set_index("theme_id")["label"]
    assert kept.to_dict() == plain.themes.set_index("theme_id").loc[kept.index, "label"].to_dict()
    notes = named.issues.set_index("code")["message"]
    assert "is not a label of 2 to 4 words" in notes["namer-refused"]
    level = "warning" if len(kept) > len(top) / 2 else "info"
    assert named.issues.set_index("code")["level"]["namer-refused"] == level
    assert f"were sent to {url}/chat/completions" in notes["namer-sent"]
    assert (plain.tables["assignments"]["theme_id"].fillna("") == named.tables["assignments"]["theme_id"].fillna("")).all()

    n_named = sum(who == "namer" for who in by.values())
    assert (run / "report.html").read_text("utf-8").count("proposed by a language model") == n_named
    assert "proposed by a language model" not in plain.to_html()
    loaded = Analysis.load(run)
    assert loaded.model.answers == named.model.answers
    pd.testing.assert_frame_equal(loaded.themes, named.themes)
    again = analyze(table, config={**named.manifest.config, "themes": {**named.manifest.config["themes"], "namer_run": str(run)}})
    pd.testing.assert_frame_equal(again.themes, named.themes)  # the endpoint is gone
    assert "namer-failed" not in again.issues["code"].tolist()


def test_a_run_whose_endpoint_is_down_keeps_its_own_labels_and_warns(table):
    options = {"nps_column": "score", "embedder": "fast", "bootstraps": 50}
    with serve(lambda body: 503) as (url, _):
        failed = analyze(table, namer=url, **options)
    row = failed.issues.set_index("code").loc["namer-failed"]
    assert row["level"] == "warning" and "HTTP status 503" in row["message"]
    assert f"the namer at {url}/chat/completions gave no label for " in row["message"]
    assert "namer" not in set(failed.themes["named_by"])
