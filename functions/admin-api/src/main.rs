//! The `admin-api` function.

fn main() {}
