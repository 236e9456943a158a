"""`CHECK=1 make deploy`: what a deployment would change, by change sets that are not executed, and what it costs."""

from collections import Counter

import cost
import live
import template
from place import Place
from stacks import Stacks
from template import INBOX, LIVE, MAIN, MONITORING


def show(answers, stack, region, settings):
    place = Place(region)
    stacks = Stacks(place.session)
    print(f"Account {place.account}, region {region}, stack {stack}. Nothing is built, and nothing is changed.")
    main_template, inbox_template, monitoring_template = map(template.load, (MAIN, INBOX, MONITORING))
    main = stacks.find(stack, main_template)
    if main is None:
        place.check_new(stack, answers.given("NEW") == "1")
    live_plan = live.plan(answers, stacks, stack)
    parameters = settings(answers, place, stack, main_template, main.values if main else {}, live_plan.wanted)
    if main:
        compared = template.with_code_of(main_template, stacks.template_of(stack))
        _print(stack, stacks.changes(stack, compared, parameters))
        print("  The functions' code is not compared: it is replaced where it differs.")
    else:
        _print_new(stack, main_template)
    outputs = _show_live(place.session, stacks, stack, main, live_plan)
    inbox = stacks.find(f"{stack}-inbox", inbox_template)
    if main and inbox and not inbox.failed and of_inbox(main.outputs, outputs).keys() < inbox_template["Parameters"].keys():
        print(f"\n— {stack}-inbox: can be compared once {stack} has outputs that it lacks so far")
    elif main and inbox and not inbox.failed:
        _print(f"{stack}-inbox", stacks.changes(f"{stack}-inbox", inbox_template, of_inbox(main.outputs, outputs)))
    else:
        _print_new(f"{stack}-inbox", inbox_template, inbox)
    print("  The pages are uploaded in any case.")
    monitoring = stacks.find(f"{stack}-monitoring", monitoring_template)
    if main and monitoring and not monitoring.failed:
        given = answers.given("ALARM_EMAIL"), answers.given("MONTHLY_BUDGET")
        watching = of_monitoring(stack, main.outputs, *given)
        _print(f"{stack}-monitoring", stacks.changes(f"{stack}-monitoring", monitoring_template, watching))
    else:
        _print_new(f"{stack}-monitoring", monitoring_template, monitoring)
    print(f"\n{cost.describe()}")


def _show_live(session, stacks, stack, main, plan):
    """The outputs that the live stack would keep."""
    name, live_template = live.name_of(stack), template.load(LIVE)
    found = live.present(stacks, stack)
    if found and not plan.wanted:
        print(f"\n— {name}: would be deleted")
        if plan.notice:
            print(f"  {plan.notice}")
    elif found and main and not found.failed:
        compared = template.with_code_of(live_template, stacks.template_of(name))
        _print(name, stacks.changes(name, compared, live.parameters_of(session, main)))
        return found.outputs
    elif plan.wanted:
        _print_new(name, live_template, found)
    return {}


def of_inbox(outputs, live_outputs):
    """The inbox's parameters, from the outputs of the main stack, and of the live stack where there is one."""
    named = {name: outputs[name] for name in ("ApiUrl", "SignInUrl", "MediaUrl") if name in outputs}
    return named | {"RealtimeHost": live_outputs.get("RealtimeHost", "")}


def of_monitoring(stack, outputs, email, budget):
    """The alarms' parameters. What was not answered keeps its value, and a budget of 0 removes it."""
    answered = ({"Email": email} if email else {}) | ({"MonthlyBudget": budget if budget != "0" else ""} if budget else {})
    return {"Stack": stack, "ApiId": outputs["ApiId"]} | answered


def _print(stack, changes):
    print(f"\n— {stack}: would change" if changes else f"\n— {stack}: no changes")
    for change in changes:
        print(f"  {change}")


def _print_new(stack, wanted, found=None):
    so_far = "does not exist, would be"
    if found and found.failed:
        so_far = f"is in the state {found.status}, would be deleted and then"
    print(f"\n— {stack}: {so_far} created with")
    for kind, count in sorted(Counter(it["Type"] for it in wanted["Resources"].values()).items()):
        print(f"  {count:>3} × {kind}")
