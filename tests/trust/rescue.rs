//! What a log that is gone or full would not have, and logs that are not what they were.
