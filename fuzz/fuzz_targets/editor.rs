#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sidecoach_fuzz::editor::check(bytes));
