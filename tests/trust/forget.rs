//! Names that were taken out: no byte of them is left.
