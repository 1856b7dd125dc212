//! The encyclopedia's adapter on fixtures.
