//! The function against the simulated Meta, once for every outcome of `TokenRefresh`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod checking;
mod renewing;
mod test_app;
