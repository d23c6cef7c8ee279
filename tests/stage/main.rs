//! The real program in a real terminal: what a leader sees and does, and what survives.

mod journey;
mod kills;
mod manners;
mod terminal;
