//! Numbers and names that the templates and the code must both have.

use std::collections::BTreeSet;

use relais_core::metrics::{Metric, NAMESPACE};
use relais_core::queue::MAX_RECEIVES;
use relais_core::timing::{JOB_TIMEOUT, VISIBILITY};
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
        assert_eq!(i64::from(first(queue, "VisibilityTimeout:")), VISIBILITY.as_secs());
        assert_eq!(first(queue, "maxReceiveCount:"), MAX_RECEIVES);
    }
}

#[test]
fn every_metric_that_an_alarm_or_the_dashboard_names_is_one_that_the_program_writes() {
    let monitoring = std::fs::read_to_string(root().join("infra/monitoring.yaml")).unwrap();
    let (alarms, dashboard) = (watched(&monitoring), shown(&monitoring));
    assert!(!alarms.is_empty() && !dashboard.is_empty(), "no metric of {NAMESPACE} was found");
    let is_written = |name: &&str| Metric::ALL.iter().any(|metric| metric.name() == *name);
    let unknown: BTreeSet<_> = alarms.into_iter().chain(dashboard).filter(|name| !is_written(name)).collect();
    assert!(unknown.is_empty(), "infra/monitoring.yaml names metrics that nothing writes: {unknown:?}");
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
