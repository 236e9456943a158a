//! What template and code must say alike.

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
