//! Signature headers. The checks are in `relais_fuzz::signature`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: relais_fuzz::seeds::write("signature"), |input: &[u8]| {
    relais_fuzz::signature::check(input);
});
