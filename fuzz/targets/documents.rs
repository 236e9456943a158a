//! Documents of customers. The checks are in `relais_fuzz::documents`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: relais_fuzz::seeds::write("documents"), |input: &[u8]| {
    relais_fuzz::documents::check(input);
});
