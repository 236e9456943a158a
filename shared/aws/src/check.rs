//! Checks, when a function starts, that it can reach what it needs.
//!
//! Each check is one call that the function's policy allows. It also opens the connection, while Lambda gives a
//! starting function a whole processor.

use std::time::Duration;

/// Time limit of a check, the call's retries included: below the 10 s that Lambda gives a function to start.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Why something that a function needs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It does not exist.
    #[error("the {what} `{name}` does not exist in this region: deploy the stack again, or fix {variable}")]
    Absent {
        /// `table` or `queue`.
        what: &'static str,
        /// Its name or address.
        name: String,
        /// The variable that names it.
        variable: &'static str,
    },
    /// The role may not use it.
    #[error("the role may not call {action} on the {what} `{name}`: add it to the function's policy")]
    Denied {
        /// IAM's name for the call.
        action: &'static str,
        /// `table` or `queue`.
        what: &'static str,
        /// Its name or address.
        name: String,
    },
    /// It was not reached, or the call failed with another code.
    #[error("the {what} `{name}` does not answer ({code}): check {variable} and the network")]
    Silent {
        /// `table` or `queue`.
        what: &'static str,
        /// Its name or address.
        name: String,
        /// AWS's code, `Timeout` or `no connection`.
        code: String,
        /// The variable that names it.
        variable: &'static str,
    },
}

/// One check.
pub(crate) struct Check<'a> {
    pub(crate) what: &'static str,
    pub(crate) name: &'a str,
    pub(crate) variable: &'static str,
    pub(crate) action: &'static str,
}

impl Check<'_> {
    /// Awaits the call and turns its failure into a [`CheckError`]. `code` finds AWS's name in an error.
    pub(crate) async fn run<T, E>(
        self,
        call: impl Future<Output = Result<T, E>>,
        code: impl Fn(&E) -> Option<&str>,
    ) -> Result<(), CheckError> {
        let Self { what, variable, action, .. } = self;
        let name = self.name.to_owned();
        let code = match tokio::time::timeout(TIMEOUT, call).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => code(&error).map(str::to_owned),
            Err(_) => Some("Timeout".to_owned()),
        };
        let code = code.unwrap_or_else(|| "no connection".to_owned());
        Err(if code.contains("NonExistent") || code.contains("DoesNotExist") || code.contains("NotFound") {
            CheckError::Absent { what, name, variable }
        } else if code.contains("AccessDenied") || code.contains("NotAuthorized") {
            CheckError::Denied { action, what, name }
        } else {
            CheckError::Silent { what, name, code, variable }
        })
    }
}
