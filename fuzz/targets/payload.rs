//! Webhook bodies. The checks are in `relais_fuzz::payload`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: relais_fuzz::seeds::write("payload"), |input: &[u8]| {
    relais_fuzz::payload::check(input);
});
