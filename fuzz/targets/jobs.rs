//! Queue messages. The checks are in `relais_fuzz::jobs`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: relais_fuzz::seeds::write("jobs"), |input: &[u8]| {
    relais_fuzz::jobs::check(input);
});
