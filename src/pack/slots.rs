//! To come.
/// A text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text;
/// Lists.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WordLists;
