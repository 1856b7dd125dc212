//! Gathering: all sources asked about one work, each answer held against the work before it is attached, and
//! kept as a record of it.
