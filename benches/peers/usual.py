"""A WhatsApp assistant of the usual kind, for `make bench`: Flask, SQLAlchemy on SQLite, requests and OpenAI's client.

It does what Relais does for a text, with less care: it checks the signature, passes over a message that it has, stores it,
asks the model with the last messages, sends the answer, and stores the answer and its statuses. It does so while Meta waits for
the webhook's answer, as such services do. A process that dies loses what it was doing.
"""

import hashlib
import hmac
import os

import requests
from flask import Flask, abort, request
from openai import OpenAI
from sqlalchemy import Index, String, create_engine, event, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

SECRET = os.environ["WHATSAPP_APP_SECRET"].encode()
GRAPH = os.environ["GRAPH_API_URL"] + "/v25.0"
HISTORY = 30

app = Flask(__name__)
engine = create_engine("sqlite:///" + os.environ["PEER_DATABASE"], connect_args={"timeout": 60})
graph = requests.Session()
graph.headers["Authorization"] = "Bearer " + os.environ["WHATSAPP_API_TOKEN"]
model = OpenAI()


@event.listens_for(engine, "connect")
def durable(connection, _):
    """Readers do not wait for writers, and each commit is on disk, as with Relais."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


class Base(DeclarativeBase):
    pass


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (Index("by_customer", "customer", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wamid: Mapped[str] = mapped_column(String, unique=True)
    customer: Mapped[str]
    role: Mapped[str]
    text: Mapped[str]
    status: Mapped[str | None]


try:
    Base.metadata.create_all(engine)
except OperationalError:
    pass  # the other process made them


@app.post("/webhook")
def webhook():
    expected = "sha256=" + hmac.new(SECRET, request.get_data(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Hub-Signature-256", "")):
        abort(401)
    for entry in request.get_json()["entry"]:
        for change in entry["changes"]:
            value = change["value"]
            for message in value.get("messages", []):
                if message["type"] == "text":
                    answer(value["metadata"]["phone_number_id"], message)
            for status in value.get("statuses", []):
                record(status)
    return ""


def answer(number, message):
    customer = message["from"]
    with Session(engine) as session:
        try:
            session.add(Message(wamid=message["id"], customer=customer, role="user", text=message["text"]["body"]))
            session.commit()
        except IntegrityError:
            return  # delivered again
        query = select(Message).where(Message.customer == customer).order_by(Message.id.desc()).limit(HISTORY)
        history = [{"role": each.role, "content": each.text} for each in reversed(session.scalars(query).all())]
    system = {"role": "system", "content": "You answer the customers of a shop."}
    completion = model.chat.completions.create(model="gpt-4o-mini", messages=[system, *history])
    text = completion.choices[0].message.content
    body = {"messaging_product": "whatsapp", "to": customer, "type": "text", "text": {"body": text}}
    sent = graph.post(f"{GRAPH}/{number}/messages", json=body, timeout=30)
    sent.raise_for_status()
    with Session(engine) as session:
        wamid = sent.json()["messages"][0]["id"]
        session.add(Message(wamid=wamid, customer=customer, role="assistant", text=text, status="accepted"))
        session.commit()


def record(status):
    with Session(engine) as session:
        session.execute(update(Message).where(Message.wamid == status["id"]).values(status=status["status"]))
        session.commit()
