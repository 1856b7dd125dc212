//! Target: the universal query, put to each provider.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    sources::fuzzing::queries(data);
});
