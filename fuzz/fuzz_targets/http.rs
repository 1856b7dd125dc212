//! Target: robots.txt, headers, addresses and queries of other machines.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    sources::fuzzing::http(data);
});
