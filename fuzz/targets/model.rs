//! Responses of the language model. The checks are in `relais_fuzz::model_answer`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: relais_fuzz::seeds::write("model"), |input: &[u8]| {
    relais_fuzz::model_answer::check(input);
});
