"""The secret: its values are asked for and written here."""

import json
import secrets
from urllib.parse import urlsplit

from answers import Form
from failure import Failure

DIGITS = Form(r"\d{5,20}", "an id of Meta's, 5 to 20 digits")
LIST_OF_DIGITS = Form(r"\d{5,20}(\s*,\s*\d{5,20})*", "an id of Meta's, 5 to 20 digits, or several with commas between them")

FALLBACK_KEY = "OPENAI_FALLBACK_API_KEY"
EXTRA_HEADERS = "OPENAI_EXTRA_HEADERS"
# Where spans are sent, and the key for it: together, because they change together.
OTLP = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS")


def values_of(session, arn):
    """The values in the secret; none when there is no secret yet, or when it was not filled."""
    if not arn:
        return {}
    secrets_manager = session.client("secretsmanager")
    try:
        text = secrets_manager.get_secret_value(SecretId=arn).get("SecretString", "")
    except secrets_manager.exceptions.ResourceNotFoundException:
        # The template makes the secret without a value.
        return {}
    try:
        values = json.loads(text or "{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise Failure(f"the secret {arn} is not a JSON object: correct it in the Secrets Manager console")
    return values


def ask(answers, kept, parameters):
    """Asks for all values of Meta and of the model. Enter keeps a value that is already in the secret. `parameters` are
    those that the template will have."""

    def about(name, question, **how):
        return answers.ask(name, question, kept=kept.get(name, ""), **how)

    print("\nFrom Meta's dashboard (docs/OPERATIONS.md says where to find each value):")
    asked = {
        "WHATSAPP_PHONE_ID": about(
            "WHATSAPP_PHONE_ID", "Phone number id (several: put commas between them, the default one first)",
            required=True, form=LIST_OF_DIGITS),
        "WHATSAPP_BUSINESS_ACCOUNT_ID": about(
            "WHATSAPP_BUSINESS_ACCOUNT_ID", "WhatsApp business account id (templates need it)", form=DIGITS),
        "WHATSAPP_APP_ID": about("WHATSAPP_APP_ID", "App id (renewing the token needs it)", form=DIGITS),
        "WHATSAPP_APP_SECRET": about("WHATSAPP_APP_SECRET", "App secret", secret=True, required=True),
        "WHATSAPP_API_TOKEN": about("WHATSAPP_API_TOKEN", "Access token", secret=True, required=True),
    }
    # Generated, so that nobody has to make one up.
    asked["WHATSAPP_VERIFY_TOKEN"] = answers.given("WHATSAPP_VERIFY_TOKEN") \
        or kept.get("WHATSAPP_VERIFY_TOKEN") or secrets.token_urlsafe(24)
    print("\nThe model:")
    asked["OPENAI_API_KEY"] = about(
        "OPENAI_API_KEY", "API key of the model (without it, every message waits for a person)", secret=True)
    if needs_fallback_key(parameters):
        asked[FALLBACK_KEY] = about(
            FALLBACK_KEY, "API key of the fallback model, which is at another address (any word if it needs none)",
            secret=True, required=True)
    # Few need these, so nobody is asked.
    for name in (FALLBACK_KEY, EXTRA_HEADERS, *OTLP):
        if answers.given(name):
            asked[name] = answers.given(name)
    return asked


def needs_fallback_key(parameters):
    """Whether the worker would not start without a key of the fallback's own: `shared/core/src/config/model.rs`."""
    address = parameters.get("OpenaiFallbackBaseUrl", "")
    if not parameters.get("OpenaiFallbackModel") or not address:
        return False
    first = parameters.get("OpenaiBaseUrl") or "https://api.openai.com"
    return urlsplit(address).scheme.lower() == "https" and _origin(address) != _origin(first)


def _origin(address):
    try:
        parts = urlsplit(address)
        return parts.scheme.lower(), parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme.lower())
    except ValueError as error:
        raise Failure(f"an address of the model is no URL ({error}): correct OpenaiBaseUrl or OpenaiFallbackBaseUrl "
                      "in PARAMETERS") from error


def write(session, arn, offered, asked):
    """Writes what is new or lost. `offered` are the values before the deployment, `asked` the answers.

    An answer is written if it differs from what was offered. Any other value is written only if the deployment emptied
    it. The template states no value, so that it can empty none; those before it did. So a token that was renewed in the
    meantime stays.
    """
    now = values_of(session, arn)
    wanted = wanted_values(now, offered, asked)
    if wanted != now:
        session.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=json.dumps(wanted))


def wanted_values(now, offered, asked):
    """The values that the secret should have, which now has `now`."""
    changed = {name: value for name, value in asked.items() if value != offered.get(name, "")}
    lost = {name: value for name, value in (offered | asked).items() if value and not now.get(name)}
    return now | lost | changed
