//! What processes have used of the processors and of the memory, as Linux counts it.

/// The process of this id, and those that it has started.
pub(crate) fn family(id: u32) -> Vec<u32> {
    let started = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    std::iter::once(id).chain(started.split_whitespace().filter_map(|id| id.parse().ok())).collect()
}

/// Seconds of a processor that these processes have used so far, in hundredths.
pub(crate) fn processor_seconds(processes: &[u32]) -> f64 {
    processes.iter().map(|process| seconds(*process)).sum()
}

fn seconds(process: u32) -> f64 {
    let times = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // After the name, which may hold anything, user and system time are the 12th and 13th, in hundredths on Linux.
    let (_, fields) = times.rsplit_once(')').unwrap_or_default();
    let ticks: f64 =
        fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Resident memory of these processes: at most so far, and now, in megabytes.
pub(crate) fn memory_mb(processes: &[u32]) -> (f64, f64) {
    let sum = |name: &str| processes.iter().map(|process| field_mb(*process, name)).sum();
    (sum("VmHWM:"), sum("VmRSS:"))
}

fn field_mb(process: u32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
