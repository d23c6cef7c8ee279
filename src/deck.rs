//! The weighted, seeded draw: its running totals and its random streams.

pub mod fenwick;
pub mod stream;
