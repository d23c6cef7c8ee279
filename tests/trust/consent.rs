//! What may leave the log, and what has to be given back.
