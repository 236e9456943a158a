"""The webhook of pywa, a WhatsApp library for Python, for `make bench`: it checks the signature, parses, and stores each text."""

import os
import sqlite3
import threading

from flask import Flask
from pywa import WhatsApp, filters

app = Flask(__name__)
whatsapp = WhatsApp(
    phone_id=os.environ["WHATSAPP_PHONE_ID"],
    token=os.environ["WHATSAPP_API_TOKEN"],
    server=app,
    webhook_endpoint="/webhook",
    verify_token="verify",
    app_secret=os.environ["WHATSAPP_APP_SECRET"],
    validate_updates=True,
)
local = threading.local()


def database():
    if not hasattr(local, "database"):
        local.database = sqlite3.connect(os.environ["PEER_DATABASE"], timeout=60)
        local.database.execute("PRAGMA journal_mode = WAL")
        local.database.execute("PRAGMA synchronous = FULL")
        local.database.execute("CREATE TABLE IF NOT EXISTS messages (wamid TEXT PRIMARY KEY, customer TEXT, text TEXT)")
    return local.database


@whatsapp.on_message(filters.text)
def store(_, message):
    with database() as transaction:
        row = (message.id, message.from_user.wa_id, message.text)
        transaction.execute("INSERT OR IGNORE INTO messages VALUES (?, ?, ?)", row)
