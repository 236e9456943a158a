//! Requests to the admin API. The checks are in `relais_fuzz::api`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: relais_fuzz::seeds::write("api"), |input: &[u8]| {
    relais_fuzz::api::check(input);
});
