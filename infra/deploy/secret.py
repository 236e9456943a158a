"""The one secret: what is asked for it, and how it is written."""

import json
import secrets

from failure import Failure

DIGITS = r"\d{5,20}"


def values_of(session, arn):
    """What the secret holds; nothing when there is none yet."""
    if not arn:
        return {}
    text = session.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    try:
        return json.loads(text)
    except ValueError as error:
        raise Failure(f"the secret {arn} is no JSON object: put it right in the Secrets Manager console") from error


def ask(answers, kept):
    """All of Meta's and the model's values. What is already there is kept by Enter."""

    def about(name, question, **how):
        return answers.ask(name, question, kept=kept.get(name, ""), **how)

    print("\nFrom Meta's dashboard (docs/OPERATIONS.md says where each is found):")
    asked = {
        "WHATSAPP_PHONE_ID": about("WHATSAPP_PHONE_ID", "Phone number id", required=True, pattern=DIGITS),
        "WHATSAPP_BUSINESS_ACCOUNT_ID": about(
            "WHATSAPP_BUSINESS_ACCOUNT_ID", "WhatsApp business account id (templates need it)", pattern=DIGITS),
        "WHATSAPP_APP_ID": about("WHATSAPP_APP_ID", "App id (renewing the token needs it)", pattern=DIGITS),
        "WHATSAPP_APP_SECRET": about("WHATSAPP_APP_SECRET", "App secret", secret=True, required=True),
        "WHATSAPP_API_TOKEN": about("WHATSAPP_API_TOKEN", "Access token", secret=True, required=True),
    }
    # Nobody has to invent one.
    asked["WHATSAPP_VERIFY_TOKEN"] = answers.given("WHATSAPP_VERIFY_TOKEN") \
        or kept.get("WHATSAPP_VERIFY_TOKEN") or secrets.token_urlsafe(24)
    print("\nThe model:")
    asked["OPENAI_API_KEY"] = about(
        "OPENAI_API_KEY", "OpenAI API key (without one every message waits for a person)", secret=True)
    return asked


def write(session, arn, offered, asked):
    """Writes the answers that differ from what was offered: meanwhile the token may have been renewed."""
    changed = {name: value for name, value in asked.items() if value != offered.get(name, "")}
    if changed:
        values = values_of(session, arn) | changed
        session.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=json.dumps(values))
