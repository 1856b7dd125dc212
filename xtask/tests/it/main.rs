//! The chores through their real door, the binary.

mod bench;
