//! Target: what providers share to read dates, lengths, words and pages.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    sources::fuzzing::parts(data);
});
