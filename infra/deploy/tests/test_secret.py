"""What `make deploy` asks for and writes into the secret. Run by `make test-deploy`, without AWS."""

import contextlib
import io
import json
import unittest

import secret
from failure import Failure

BEFORE = {"WHATSAPP_API_TOKEN": "old", "WHATSAPP_APP_SECRET": "s", "WHATSAPP_APP_ID": "", "OPENAI_API_KEY": "k",
          "WHATSAPP_API_TOKEN_PREVIOUS": "older", "RELAIS_FALLBACK_TEXT": "Later"}
KEPT = {name: BEFORE[name] for name in ("WHATSAPP_API_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_APP_ID", "OPENAI_API_KEY")}


class Secret:
    """Secrets Manager and its session, with one secret."""

    def __init__(self, values):
        self.values = values
        self.writes = 0

    def client(self, _):
        return self

    def get_secret_value(self, SecretId):
        return {"SecretString": json.dumps(self.values)}

    def put_secret_value(self, SecretId, SecretString):
        self.values = json.loads(SecretString)
        self.writes += 1


class Answers:
    """Answers from variables; Enter for all others."""

    def __init__(self, **variables):
        self.variables = variables
        self.asked = []

    def given(self, name):
        return self.variables.get(name, "")

    def ask(self, name, question, *, kept="", **_):
        self.asked.append(name)
        return self.given(name) or kept


def ask(parameters, kept=BEFORE, **variables):
    answers = Answers(**variables)
    with contextlib.redirect_stdout(io.StringIO()):
        return secret.ask(answers, kept, parameters), answers.asked


class Written(unittest.TestCase):
    def written(self, now, asked):
        stored = Secret(dict(now))
        secret.write(stored, "arn", BEFORE, asked)
        return stored

    def test_answers_that_are_kept_write_nothing(self):
        self.assertEqual(self.written(BEFORE, KEPT).writes, 0)

    def test_a_changed_answer_is_written_and_the_rest_stays(self):
        stored = self.written(BEFORE, KEPT | {"OPENAI_API_KEY": "new", "OPENAI_EXTRA_HEADERS": "{}"})
        self.assertEqual(stored.values, BEFORE | {"OPENAI_API_KEY": "new", "OPENAI_EXTRA_HEADERS": "{}"})

    def test_a_token_that_was_renewed_meanwhile_stays(self):
        renewed = BEFORE | {"WHATSAPP_API_TOKEN": "renewed", "WHATSAPP_API_TOKEN_PREVIOUS": "old"}
        self.assertEqual(self.written(renewed, KEPT).values, renewed)

    def test_what_the_deployment_emptied_is_put_back(self):
        emptied = {name: "" for name in KEPT} | {"RELAIS_NEW": ""}
        self.assertEqual(self.written(emptied, KEPT).values, BEFORE | {"RELAIS_NEW": ""})

    def test_an_answer_beats_what_was_lost(self):
        stored = self.written({}, KEPT | {"OPENAI_API_KEY": "new"})
        self.assertEqual(stored.values["OPENAI_API_KEY"], "new")

    def test_the_first_deployment_writes_every_answer(self):
        stored = Secret({"OPENAI_API_KEY": ""})
        secret.write(stored, "arn", {}, KEPT)
        self.assertEqual(stored.values, {name: value for name, value in KEPT.items() if value})


class Asked(unittest.TestCase):
    def test_the_key_of_the_fallback_is_asked_for_only_if_it_is_at_another_address(self):
        mistral = {"OpenaiFallbackModel": "m", "OpenaiFallbackBaseUrl": "https://api.mistral.ai/v1"}
        for parameters, is_asked in [
            ({}, False),
            ({"OpenaiFallbackModel": "m"}, False),
            (mistral, True),
            (mistral | {"OpenaiFallbackModel": ""}, False),
            (mistral | {"OpenaiBaseUrl": "https://API.mistral.ai:443/v1"}, False),
            (mistral | {"OpenaiBaseUrl": "https://api.mistral.ai:8443/v1"}, True),
            (mistral | {"OpenaiFallbackBaseUrl": "https://api.openai.com/v1"}, False),
            (mistral | {"OpenaiFallbackBaseUrl": "http://10.0.0.7:8000/v1"}, False),
        ]:
            with self.subTest(parameters):
                self.assertEqual("OPENAI_FALLBACK_API_KEY" in ask(parameters)[1], is_asked)

    def test_an_address_that_is_none_is_named(self):
        with self.assertRaises(Failure):
            ask({"OpenaiFallbackModel": "m", "OpenaiFallbackBaseUrl": "https://example.com:port/v1"})

    def test_headers_and_the_key_of_a_fallback_nearby_come_from_variables(self):
        values, asked = ask({}, OPENAI_EXTRA_HEADERS="{}", OPENAI_FALLBACK_API_KEY="f")
        self.assertEqual((values["OPENAI_EXTRA_HEADERS"], values["OPENAI_FALLBACK_API_KEY"]), ("{}", "f"))
        self.assertNotIn("OPENAI_EXTRA_HEADERS", asked)
        self.assertNotIn("OPENAI_EXTRA_HEADERS", ask({})[0])

    def test_where_spans_are_sent_is_not_asked(self):
        where = {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://otlp.example.com", "OTEL_EXPORTER_OTLP_HEADERS": "api-key=k"}
        values, asked = ask({}, **where)
        self.assertEqual(values, values | where)
        self.assertFalse(where.keys() & set(asked))
        self.assertFalse(where.keys() & ask({})[0].keys())


if __name__ == "__main__":
    unittest.main()
