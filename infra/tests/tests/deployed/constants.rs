//! Numbers and names that the templates and the code must both have.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use relais_core::blob::{LIFETIME, MEDIA, PREFIXES, UNSENT, UPLOADS};
use relais_core::config::{Model, Vars, settings};
use relais_core::metrics::{Metric, NAMESPACE};
use relais_core::queue::MAX_RECEIVES;
use relais_core::timing::{JOB_TIMEOUT, VISIBILITY_ON_SQS};
use relais_core::{CustomerLanguage, Settings};
use relais_infra_tests::tools::root;

#[test]
fn the_template_has_the_times_and_counts_of_the_code() {
    let template = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    let (_, worker) = template.split_once("\n  WorkerFunction:").unwrap();
    let first = |text: &str, name: &str| -> u32 {
        let (_, value) = text.split_once(name).unwrap_or_else(|| panic!("{name} is missing"));
        value.trim_start().split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    assert_eq!(i64::from(first(worker, "Timeout:")), JOB_TIMEOUT.as_secs());
    for queue in ["EventsQueue:", "RepliesQueue:"] {
        let (_, queue) = template.split_once(&format!("\n  {queue}")).unwrap();
        // AWS asks for six times the function's timeout, so that a throttled batch is not received again and again.
        let visibility = i64::from(first(queue, "VisibilityTimeout:"));
        assert_eq!(visibility, VISIBILITY_ON_SQS.as_secs());
        // The worker makes the dead letters. SQS does so only after four days of receives that no worker finished, and
        // leaves ten days of the retention.
        let receives = first(queue, "maxReceiveCount:");
        assert_eq!(i64::from(receives) * visibility, 4 * 24 * 60 * 60);
        assert!(receives > 10 * MAX_RECEIVES);
        assert_eq!(first(queue, "MessageRetentionPeriod:"), 14 * 24 * 60 * 60);
    }
}

#[test]
fn the_bucket_keeps_blobs_as_long_as_the_code_says() {
    let template = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    let large_items = PREFIXES.map(|prefix| (prefix, LIFETIME));
    for (prefix, lifetime) in large_items.into_iter().chain([(UPLOADS, UNSENT)]) {
        let (_, rule) = template.split_once(&format!("Prefix: {prefix}\n")).unwrap();
        let (_, days) = rule.split_once("ExpirationInDays: ").unwrap();
        let days: i64 = days.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap();
        assert_eq!(days, lifetime.as_hours() / 24, "{prefix}");
    }
    assert!(
        !template.contains(&format!("Prefix: {MEDIA}\n")),
        "only the retention deletes files of messages"
    );
}

/// A browser reads and writes files in the bucket. It may use no other bucket of the same host.
#[test]
fn the_inbox_may_use_the_bucket_of_files_and_the_bucket_expects_it() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (template, inbox) = (read("template.yaml"), read("infra/inbox.yaml"));
    let (_, bucket) = template.split_once("\n  MediaBucket:").unwrap();
    let (bucket, _) = bucket.split_once("\n  MediaBucketPolicy:").unwrap();
    assert!(
        bucket.contains("AllowedOrigins: [!Ref InboxUrl]")
            && bucket.contains("AllowedMethods: [GET, HEAD, PUT]")
    );
    assert!(
        bucket.contains("AllowedHeaders: [content-type, range]"),
        "the headers of an upload and of a player"
    );
    let (_, policy) = inbox.split_once("ContentSecurityPolicy: !Sub").unwrap();
    let (policy, _) = policy.split_once("ContentTypeOptions").unwrap();
    for directive in ["connect-src", "img-src", "media-src", "frame-src"] {
        let (_, sources) = policy.split_once(directive).unwrap();
        let (sources, _) = sources.split_once(';').unwrap();
        assert!(sources.contains("${MediaUrl}"), "{directive}{sources}");
    }
    assert!(
        template.contains("https://s3.${AWS::Region}.${AWS::URLSuffix}/${MediaBucket}/\""),
        "the address ends in the bucket"
    );
}

#[test]
fn every_metric_that_an_alarm_or_the_dashboard_names_is_one_that_the_program_writes() {
    let monitoring = std::fs::read_to_string(root().join("infra/monitoring.yaml")).unwrap();
    let (alarms, dashboard) = (watched(&monitoring), shown(&monitoring));
    let named = monitoring.matches("Namespace: Relais").count() + monitoring.matches("[\"Relais\"").count();
    assert_eq!(alarms.len() + dashboard.len(), named, "a metric of {NAMESPACE} is written in another way");
    assert!(!alarms.is_empty() && !dashboard.is_empty(), "no metric of {NAMESPACE} was found");
    let is_written = |name: &&str| Metric::ALL.iter().any(|metric| metric.name() == *name);
    let unknown: BTreeSet<_> = alarms.into_iter().chain(dashboard).filter(|name| !is_written(name)).collect();
    assert!(unknown.is_empty(), "infra/monitoring.yaml names metrics that nothing writes: {unknown:?}");
}

#[test]
fn every_metric_is_counted_somewhere() {
    let sources = ["functions", "shared"].map(|folder| sources_in(&root().join(folder))).concat();
    for metric in Metric::ALL {
        let of_a_field = metric.name().starts_with("Field");
        let use_of_it =
            if of_a_field { "Metric::of_field(".to_owned() } else { format!("Metric::{metric:?}") };
        assert!(sources.contains(&use_of_it), "nothing counts {}", metric.name());
    }
}

/// The production sources below a folder, without the list of metrics itself.
fn sources_in(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            text += &sources_in(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("metrics.rs")
        {
            text += &std::fs::read_to_string(&path).unwrap();
        }
    }
    text
}

/// Names of variables and the defaults that the template's parameters state for them.
#[test]
fn the_worker_is_given_every_setting_and_the_template_states_its_default() {
    let template = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    let (parameters, resources) = template.split_once("\nResources:").unwrap();
    let (_, worker) = resources.split_once("\n  WorkerFunction:").unwrap();
    let (worker, _) = worker.split_once("\n  WorkerLogs:").unwrap();
    let asked = RefCell::new(Vec::new());
    let lookup = |name: &str| {
        let line = worker.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": "));
        let line = line.unwrap_or_else(|| panic!("WorkerFunction is not given {name}"));
        asked.borrow_mut().push(name.to_owned());
        let parameter = line.strip_prefix("!Ref ")?;
        let (_, parameter) = parameters.split_once(&format!("\n  {parameter}:\n")).unwrap();
        let (parameter, _) = parameter.split_once("\n    Type:").unwrap();
        let (_, default) = parameter.split_once("; empty for ").unwrap();
        let languages = CustomerLanguage::ALL.map(CustomerLanguage::as_str);
        if languages.contains(&default.trim()) {
            return Some(default.to_owned());
        }
        let default = default.split(|c: char| !c.is_ascii_digit()).next().unwrap();
        // "empty for ever", "empty for all", "empty for our own" and "empty for UTC" have none.
        Some(default.to_owned()).filter(|default| !default.is_empty())
    };
    let mut vars = Vars::new(&lookup);
    let read = settings(&mut vars);
    let settings = vars.finish(read).unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(asked.borrow().len(), 15, "{asked:?}");
}

/// What may hold a key is in the secret, and no parameter. It is named so that `sam local invoke` can set it.
#[test]
fn the_worker_is_given_every_variable_of_the_model() {
    let template = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    let (globals, resources) = template.split_once("\nResources:").unwrap();
    let (_, worker) = resources.split_once("\n  WorkerFunction:").unwrap();
    let (worker, _) = worker.split_once("\n  WorkerLogs:").unwrap();
    let asked = RefCell::new(BTreeSet::new());
    let lookup = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        (name == "OPENAI_API_KEY").then(|| "k".to_owned())
    };
    assert!(Model::read(&mut Vars::new(&lookup)).is_some());
    let secret = ["OPENAI_API_KEY", "OPENAI_FALLBACK_API_KEY", "OPENAI_EXTRA_HEADERS"];
    for name in asked.borrow().iter() {
        let is_parameter = worker.contains(&format!("\n          {name}: !Ref Openai"));
        let is_secret = globals.contains(&format!("\n        {name}: !Ref AWS::NoValue\n"));
        assert_eq!(
            (is_parameter, is_secret),
            if secret.contains(&name.as_str()) { (false, true) } else { (true, false) },
            "{name}"
        );
    }
    assert_eq!(asked.borrow().len(), 10, "{asked:?}");
    // Where spans are sent is with the key for it.
    for name in ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"] {
        assert!(globals.contains(&format!("\n        {name}: !Ref AWS::NoValue\n")), "{name}");
    }
}

/// Only the admin API reads numbers that people write.
#[test]
fn the_admin_api_alone_is_given_the_default_country() {
    let template = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    let (_, admin_api) = template.split_once("\n  AdminApiFunction:").unwrap();
    let (admin_api, _) = admin_api.split_once("\n  AdminApiLogs:").unwrap();
    assert!(admin_api.contains("RELAIS_DEFAULT_COUNTRY: !Ref DefaultCountry\n"));
    assert_eq!(template.matches("RELAIS_DEFAULT_COUNTRY").count(), 1);
}

/// The program's metrics that alarms watch. Each alarm states the namespace before the metric.
fn watched(monitoring: &str) -> Vec<&str> {
    let mut namespace = None;
    let mut names = Vec::new();
    for line in monitoring.lines().map(str::trim) {
        if let Some(value) = line.strip_prefix("Namespace: ") {
            namespace = Some(value);
        }
        if let Some(name) = line.strip_prefix("MetricName: ") {
            let namespace = namespace.take().unwrap_or_else(|| panic!("no namespace stands before {name}"));
            if namespace == NAMESPACE {
                names.push(name);
            }
        }
    }
    names
}

/// The program's metrics that the dashboard shows.
fn shown(monitoring: &str) -> Vec<&str> {
    let begin = format!("[\"{NAMESPACE}\", \"");
    monitoring.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}
