//! Upkeep: backup, restore, verify, export, prune.
