//! Answers of a model. The checks are in `relais_fuzz::setting`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: relais_fuzz::seeds::write("setting"), |input: &[u8]| {
    relais_fuzz::setting::check(input);
});
