//! Target: any provider, any endpoint, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    sources::fuzzing::providers(data);
});
