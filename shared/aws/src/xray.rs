//! The trace of X-Ray across a queue.
//!
//! Lambda begins or continues a trace for each invocation. Sent on as a header of a call to SQS, it goes with the messages of
//! that call, and X-Ray shows the function that receives them as a part of it:
//! <https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html>.

use std::sync::{Mutex, PoisonError};

/// The header of requests that has the trace.
pub(crate) const HEADER: &str = "x-amzn-trace-id";

/// A function has one invocation at a time.
static CURRENT: Mutex<Option<String>> = Mutex::new(None);

/// From now on calls to SQS belong to this trace, or to none. `trace` is as Lambda gives it, such as
/// `Root=1-65a…;Parent=…;Sampled=1`.
pub fn continue_trace(trace: Option<&str>) {
    *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = trace.map(str::to_owned);
}

pub(crate) fn current() -> Option<String> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
