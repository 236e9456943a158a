"""Runs the built program on this machine at a rate, and prints what the simulation says of the same: `python real.py 15 30`.

The program answers by stand-ins for Graph and the model, which take the times of the facts. So both wait for the same things:
the delay, a slot of the replies queue, the model and Graph. `measured.py` keeps what was seen. Nothing of it is on AWS.
"""

import hashlib
import hmac
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import outcome
from facts import FACTS, of
from meta import model_time
from relais import Relais, Settings

ROOT = Path(__file__).resolve().parents[2]
SECRET, NUMBER = "secret", "15550001"
# The jobs of the replies queue that one machine does side by side (`local/src`).
SLOTS = 64


class StandIns:
    """Graph and the model. `called` has the time of each send by its customer."""

    def __init__(self, port):
        self.random, self.called, self.port, self.lock = random.Random(1), {}, port, threading.Lock()
        stand_ins = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)) or b"{}")
                self.reply(stand_ins.answer(self.path, body))

            def do_GET(self):
                self.reply({"data": []})

            def reply(self, value):
                text = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path, body):
        if path.endswith("/chat/completions"):
            with self.lock:
                seconds = model_time(self.random)
            time.sleep(seconds)
            message = {"role": "assistant", "content": "Yes, until six."}
            return {"id": "1", "object": "chat.completion", "created": 1, "model": "m",
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                    "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}}
        if "typing_indicator" in body or body.get("status") == "read":
            return {"success": True}
        with self.lock:
            self.called.setdefault(body["to"], []).append(time.time())
            wamid = f"wamid.out{len(self.called)}.{len(self.called[body['to']])}"
        time.sleep(of("graph"))
        for name in ("sent", "delivered", "read"):
            status = {"id": wamid, "status": name, "timestamp": str(int(time.time())), "recipient_id": body["to"],
                      "biz_opaque_callback_data": body.get("biz_opaque_callback_data", "")}
            threading.Timer(self.random.uniform(0.2, 3), post, (self.port, {"statuses": [status]})).start()
        return {"messaging_product": "whatsapp", "contacts": [{"input": body["to"], "wa_id": body["to"]}],
                "messages": [{"id": wamid}]}


def post(port, content):
    """A signed webhook."""
    value = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": NUMBER, "phone_number_id": NUMBER}} | content
    body = json.dumps({"object": "whatsapp_business_account",
                       "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/webhook", body, {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"})
    status = connection.getresponse().status
    connection.close()
    assert status == 200, status


def drive(port, rate, seconds, written):
    """Customers who write, as `meta.write` has them, on the clock of this machine."""
    generator, begin, agenda, at, customer = random.Random(2), time.time(), [], 0.0, 0
    while at < seconds:
        at += generator.expovariate(rate / (1 + of("grouped")))
        customer += 1
        agenda.append((at, f"3363998{customer:04}", 1))
        if generator.random() < of("grouped"):
            agenda.append((at + generator.uniform(0.3, 1.4), f"3363998{customer:04}", 2))
    for at, who, place in sorted(agenda):
        time.sleep(max(0.0, begin + at - time.time()))
        written.setdefault(who, []).append(time.time())
        message = {"from": who, "id": f"wamid.in{who}.{place}", "timestamp": str(int(time.time())), "type": "text",
                   "text": {"body": "Are you open on Sunday?"}}
        contact = {"profile": {"name": "Ada"}, "wa_id": who}
        threading.Thread(target=post, args=(port, {"contacts": [contact], "messages": [message]})).start()


def real(rate, seconds):
    """The messages, the answers and their latencies of the program."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stand_ins, written = StandIns(port), {}
    with tempfile.TemporaryDirectory() as data:
        variables = {"PORT": str(port), "RELAIS_DATA_DIR": data, "GRAPH_API_URL": stand_ins.url, "OPENAI_API_KEY": "k",
                     "OPENAI_BASE_URL": stand_ins.url + "/v1", "WHATSAPP_PHONE_ID": NUMBER, "WHATSAPP_API_TOKEN": "t",
                     "WHATSAPP_VERIFY_TOKEN": "v", "WHATSAPP_APP_SECRET": SECRET, "WHATSAPP_BUSINESS_ACCOUNT_ID": "1",
                     "RELAIS_REPLY_DELAY_MS": str(int(1000 * of("reply_delay"))), "RELAIS_ADMIN_TOKEN": "a" * 32}
        program = os.environ.get("RELAIS_PROGRAM", str(ROOT / "target/debug/relais"))
        with open(os.path.join(data, "log"), "w") as log:
            process = subprocess.Popen([program], cwd=data, env=variables, stdout=log, stderr=log)
            try:
                wait_for(port)
                drive(port, rate, seconds, written)
                end = time.time() + 90
                while len(stand_ins.called) < len(written) and time.time() < end:
                    time.sleep(0.2)
            finally:
                process.terminate()
                process.wait()
    times = [stand_ins.called[who][-1] - all_of[-1] for who, all_of in written.items() if who in stand_ins.called]
    return sum(map(len, written.values())), sum(map(len, stand_ins.called.values())), outcome.spread(times)


def wait_for(port):
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the program does not listen")


def simulated(rate, seconds):
    """The same by the simulation: one machine, whose database and queue take a millisecond or two."""
    for name, value in {"dynamo": 0.002, "sqs": 0.002, "gateway": 0.001, "poll": 0.01, "cold_start": 0, "new_customers": 0}.items():
        FACTS[name] = FACTS[name]._replace(value=value)
    settings = Settings(9999, 0, 0, 64, SLOTS, 1, 1, 1769, 1769, 9999, 9999, sends=80 * SLOTS, number_limit=9999)
    relais = Relais(settings, seed=2)
    # One machine takes jobs as soon as a slot is free.
    relais.events.settle = relais.replies.settle = lambda: None
    relais.run(rate, seconds, warm=0)
    return relais.arrived, relais.answered, outcome.latency(relais)


if __name__ == "__main__":
    FACTS["reply_delay"] = FACTS["reply_delay"]._replace(value=2.0)
    rate, seconds = float(sys.argv[1]), float(sys.argv[2])
    for name, run in (("real", real), ("simulated", simulated)):
        messages, answers, times = run(rate, seconds)
        print(f"{name}: {messages} messages, {answers} answers, {answers / messages:.3f} each, "
              f"webhook to Graph call {times.median:.2f} s at the median, {times.p99:.2f} at 99 %, {times.longest:.2f} at most")
