//! Target: the providers that read pages.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    sources::fuzzing::pages(data);
});
