"""An AWS on this machine for the tests of `make deploy`: MiniStack, behind a proxy.

The proxy notes each call by the name of its operation, and a test may answer one in MiniStack's place, change its answer, or
kill the deployment at it. So it stands in for what MiniStack does not do: expired credentials, states in which a stack is
stuck, and other limits of the account.
"""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import boto3

import template

ROOT = Path(__file__).resolve().parents[3]
TOOLS = Path(sys.executable).parent
REGION = "us-east-1"
# MiniStack takes the number of an account for the key of its root user.
ACCOUNT, OTHER_ACCOUNT = "000000000000", "111111111111"

# What a new account has.
NEW_ACCOUNT = 10

# Ends the program when its standard input closes: with the test, even if that is killed.
SHELL = 'exec 3<&0; "$@" </dev/null 3<&- & read -r _ <&3; kill -TERM $!; sleep 0.3; kill -KILL 0'


class Reply(NamedTuple):
    status: int
    headers: list
    body: bytes


class LocalAws:
    """MiniStack with IAM enforced, a proxy before it, and a checkout of its own to deploy from."""

    def __init__(self, concurrency=NEW_ACCOUNT):
        self.folder = Path(tempfile.mkdtemp(prefix="relais-deploy-"))
        self.port = _free_port()
        settings = {
            "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.port), "TMPDIR": str(self.folder),
            "STATE_DIR": str(self.folder / "state"), "S3_DATA_DIR": str(self.folder / "s3"), "AUTH": "true",
            "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "LAMBDA_ACCOUNT_CONCURRENCY": str(concurrency),
        }
        self.printed = self.folder / "ministack.log"
        with self.printed.open("wb") as log:
            self.ministack = subprocess.Popen(
                ["sh", "-c", SHELL, "sh", TOOLS / "ministack"], cwd=self.folder, stdin=subprocess.PIPE, stdout=log,
                stderr=log, start_new_session=True, env=self._environment(self.port) | settings)
        self._wait()
        self.proxy = Proxy(self.port)
        self.root = self._checkout()

    def close(self):
        self.proxy.close()
        self.ministack.stdin.close()
        self.ministack.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self, service, region=REGION):
        """A client of MiniStack itself, which the proxy does not see."""
        return boto3.client(service, region_name=region, endpoint_url=f"http://127.0.0.1:{self.port}",
                            aws_access_key_id=ACCOUNT, aws_secret_access_key="test")

    def start(self, *command, **variables):
        """Starts `make deploy` without a terminal, as a process group. Its call of `make` is only noted."""
        environment = self._environment(self.proxy.port) | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "AWS_REGION": REGION} | variables
        environment = {name: value for name, value in environment.items() if value is not None}
        return subprocess.Popen(
            [sys.executable, "infra/deploy", *command], cwd=self.root, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def run(self, *command, **variables):
        """The same, to its end: the exit code and what was printed."""
        self.proxy.calls.clear()
        process = self.start(*command, **variables)
        printed, _ = process.communicate(timeout=300)
        return process.returncode, printed

    def kill_at(self, operation, *command, after=False, **variables):
        """Starts `make deploy`, or what `command` names, and kills it at the first call of this operation: before AWS gets
        it, or after."""
        reached = threading.Event()

        def hook(forward):
            reply = forward() if after else None
            os.killpg(process.pid, signal.SIGKILL)
            reached.set()
            return reply or Reply(503, [], b"")

        with self.proxy.at(operation, hook):
            process = self.start(*command, **variables)
            printed, _ = process.communicate(timeout=300)
        if not reached.is_set():
            raise AssertionError(f"{operation} was never called:\n{printed}")

    @staticmethod
    def _environment(port):
        """Nothing of the machine's own settings for AWS."""
        kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "PATH", "TMPDIR")}
        return kept | {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_TELEMETRY": "0"}

    def _checkout(self):
        """A checkout with the present templates and commands. What `make` would build are small files: no function runs here,
        and no page is shown. The other tests of `infra/tests` run the built functions."""
        root = self.folder / "checkout"
        for name in (template.MAIN, template.INBOX):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(ROOT / name)
        (root / template.MONITORING).write_text(json.dumps(without_what_is_lacking(template.load(template.MONITORING))))
        (root / template.LIVE).write_text(json.dumps(without_channel(template.load(template.LIVE))))
        functions = [f"target/lambda/{name}/bootstrap" for name in ("webhook", "worker", "admin-api", "token-refresh", "live")]
        for name in (*functions, *(f"frontend/dist/{page}" for page in ("index.html", "phone.html", "assets/index.js"))):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(f"#!/bin/true {name}\n")
        shutil.copytree(ROOT / "infra/deploy", root / "infra/deploy", ignore=shutil.ignore_patterns("tests", "__pycache__"))
        make = self.folder / "bin/make"
        make.parent.mkdir()
        make.write_text(f"#!/bin/sh\necho \"$@\" >>{self.folder}/made\n")
        make.chmod(0o755)
        return root

    def made(self):
        """What was built."""
        return (self.folder / "made").read_text()

    def _wait(self):
        end = time.monotonic() + 60
        while "Running on" not in self.printed.read_text():
            if self.ministack.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"MiniStack does not start: {self.printed.read_text()}")
            time.sleep(0.05)


class Proxy:
    """Passes requests on to MiniStack."""

    def __init__(self, target):
        self.calls, self.hooks = [], {}
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self._body()
                operation = operation_of(self.command, self.path, self.headers, body)
                proxy.calls.append(operation)

                def forward():
                    connection = http.client.HTTPConnection("127.0.0.1", target, timeout=120)
                    connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in self.headers.items():
                        if name.lower() not in ("connection", "expect", "transfer-encoding", "content-length"):
                            connection.putheader(name, value)
                    connection.putheader("Content-Length", str(len(body)))
                    connection.endheaders(body)
                    with connection.getresponse() as response:
                        reply = Reply(response.status, response.getheaders(), response.read())
                    connection.close()
                    return reply

                reply = proxy.hooks.get(operation, lambda forward: forward())(forward)
                try:
                    self.send_response_only(reply.status)
                    for name, value in reply.headers:
                        if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                            self.send_header(name, value)
                    # The answer to HEAD tells a length, too.
                    length = dict(reply.headers).get("content-length") if self.command == "HEAD" else None
                    self.send_header("Content-Length", length or str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

            def _body(self):
                if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """A deployment that is killed leaves its connections open."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def at(self, operation, hook):
        """While the context lasts, `hook(forward)` answers this operation."""
        proxy = self

        class Hooked:
            def __enter__(self):
                proxy.hooks[operation] = hook

            def __exit__(self, *_):
                del proxy.hooks[operation]

        return Hooked()

    def refusing(self, operation, code, message):
        """The operation fails like this."""
        def hook(_):
            if operation in ("GetCallerIdentity",):
                body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
                return Reply(403, [("content-type", "text/xml")], body.encode())
            body = f'{{"__type": "{code}", "message": "{message}"}}'
            return Reply(400, [("content-type", "application/json"), ("x-amzn-errortype", code)], body.encode())
        return self.at(operation, hook)

    def replacing(self, operation, pattern, replacement):
        """The operation's answer has something else in this place."""
        def hook(forward):
            reply = forward()
            return reply._replace(body=re.sub(pattern, replacement, reply.body.decode()).encode())
        return self.at(operation, hook)


def without_what_is_lacking(monitoring):
    """The alarms without those that compare metrics, and without the budget: MiniStack's CloudFormation refuses both. The
    dashboard shows the alarms that are left."""
    kept = {name: it for name, it in monitoring["Resources"].items()
            if it["Type"] != "AWS::Budgets::Budget" and "Metrics" not in it["Properties"]}
    dashboard = kept["Dashboard"]["Properties"]
    body = json.loads(dashboard["DashboardBody"]["Fn::Sub"])
    for widget in body["widgets"]:
        if widget["type"] == "alarm":
            shown = widget["properties"]
            shown["alarms"] = [arn for arn in shown["alarms"] if arn.removeprefix("${").removesuffix(".Arn}") in kept]
    shown = dashboard | {"DashboardBody": {"Fn::Sub": json.dumps(body)}}
    return monitoring | {"Resources": kept | {"Dashboard": kept["Dashboard"] | {"Properties": shown}}}


# What `infra/live.yaml` gets of its channel.
CHANNEL = {
    ("Api", "Dns.Http"): "a1.appsync-api.us-east-1.amazonaws.com",
    ("Api", "Dns.Realtime"): "a1.appsync-realtime-api.us-east-1.amazonaws.com",
    ("Changes", "ChannelNamespaceArn"): "arn:aws:appsync:us-east-1:000000000000:apis/a1/channelNamespace/changes",
}


def without_channel(live):
    """The live stack without its channel, which MiniStack's CloudFormation does not make."""
    def known(value):
        if isinstance(value, list):
            return [known(it) for it in value]
        if not isinstance(value, dict):
            for (resource, attribute), text in CHANNEL.items():
                value = value.replace(f"${{{resource}.{attribute}}}", text) if isinstance(value, str) else value
            return value
        if list(value) == ["Fn::GetAtt"] and tuple(value["Fn::GetAtt"]) in CHANNEL:
            return CHANNEL[tuple(value["Fn::GetAtt"])]
        return {name: known(it) for name, it in value.items()}
    kept = {name: it for name, it in live["Resources"].items() if not it["Type"].startswith("AWS::AppSync::")}
    return known(live | {"Resources": kept})


def operation_of(method, path, headers, body):
    """The name of the operation, as the documentation of the service has it; of S3, its method."""
    if target := headers.get("X-Amz-Target"):
        return target.rpartition(".")[2]
    if headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        return urllib.parse.parse_qs(body.decode()).get("Action", [method])[0]
    if "/account-settings" in path:
        return "GetAccountSettings"
    if path.endswith("/concurrency"):
        return "GetFunctionConcurrency"
    if path.endswith("/invalidation"):
        return "CreateInvalidation"
    return f"S3 {method}"


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
