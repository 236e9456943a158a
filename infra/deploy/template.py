"""Templates as data: reads them, packages the functions' code, and checks what fits into a function's variables."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from failure import Failure

ROOT = Path(__file__).resolve().parents[2]

MAIN = "template.yaml"
INBOX = "infra/inbox.yaml"
MONITORING = "infra/monitoring.yaml"
LIVE = "infra/live.yaml"

# All variables of a function, as one JSON object (AWS: "Lambda quotas", environment variables, 4 KB). A parameter of a
# stack has the same limit.
MOST_VARIABLES = 4096

# A value that only AWS knows before the deployment, such as the URL of a queue or an ARN. They are shorter.
UNKNOWN_VALUE = "x" * 100


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads CloudFormation's short tags (`!Ref` and so on) in their long form."""


def _long_form(loader, name, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


Loader.add_multi_constructor("!", _long_form)


def load(path):
    """A template of this repository."""
    return parse((ROOT / path).read_text())


def parse(text):
    """A template as CloudFormation returns it: the text that was deployed, in YAML or in JSON."""
    return yaml.load(text, Loader) if isinstance(text, str) else text


def package(path, stack, region):
    """A template with its functions' code in the SAM CLI's bucket, which is made if there is none yet."""
    with tempfile.TemporaryDirectory() as folder:
        packaged = Path(folder) / "template.json"
        command = [
            Path(sys.executable).with_name("sam"), "package", "--template-file", path, "--region", region,
            "--config-env", "none", "--resolve-s3", "--s3-prefix", stack, "--no-progressbar", "--use-json",
            "--output-template-file", packaged,
        ]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Failure("the functions' code could not be uploaded by `sam package`. It said: "
                          f"{' '.join(done.stdout.split()).rstrip('.')}. Correct that and run `make deploy` again")
        return json.loads(packaged.read_text())


def with_code_of(template, deployed):
    """The template with the code and the notes of the SAM CLI that are deployed already, to compare everything else."""
    for name, resource in template["Resources"].items():
        before = deployed.get("Resources", {}).get(name, {})
        if "Metadata" in before:
            resource["Metadata"] = before["Metadata"]
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = before.get("Properties", {}).get("CodeUri", "s3://not/uploaded")
    return template


def check_variables(template, parameters):
    """Fails when the variables of a function would not fit. `parameters` are those that the stack will have."""
    values = {name: str(parameters.get(name, about.get("Default", ""))) for name, about in template["Parameters"].items()}
    shared = template["Globals"]["Function"]["Environment"]["Variables"]
    for name, resource in template["Resources"].items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        own = resource["Properties"].get("Environment", {}).get("Variables", {})
        variables = {key: _value(value, values) for key, value in (shared | own).items()}
        size = len(json.dumps({key: value for key, value in variables.items() if value is not None},
                              ensure_ascii=False).encode())
        if size > MOST_VARIABLES:
            used = {it["Ref"] for it in own.values() if isinstance(it, dict) and "Ref" in it} & values.keys()
            longest = max(used, key=lambda it: len(values[it].encode()))
            raise Failure(f"{longest} is too long: with it, the variables of {name} have {size} bytes, and AWS allows "
                          f"{MOST_VARIABLES} for all of a function. {_elsewhere(longest)}")


def _value(value, parameters):
    if not isinstance(value, dict):
        return str(value)
    name = value.get("Ref", "")
    return None if name == "AWS::NoValue" else parameters.get(name, UNKNOWN_VALUE)


def _elsewhere(parameter):
    if parameter in ("SystemPrompt", "FallbackText"):
        return (f"Deploy without it (PARAMETERS={parameter}=) and enter the text in the inbox, under Settings, which take "
                "far longer ones")
    return "Shorten it"
