//! Target: files of every dataset format.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    sources::fuzzing::datasets(data);
});
