//! AniDB's adapter on fixtures.
