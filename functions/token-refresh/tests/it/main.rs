//! The function against the simulated Meta: every case that `TokenRefresh` tells apart.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod checking;
mod renewing;
mod test_app;
