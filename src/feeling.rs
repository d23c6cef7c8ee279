//! To come.
/// An arc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeelingArc;
