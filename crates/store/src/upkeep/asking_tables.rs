//! The tables of questions: talks, tastes and what was asked for.

use super::tables::{
    Table,
    Type::{Int, Text},
};

pub(super) const CONVERSATIONS: Table = Table {
    name: "conversations",
    key: "id",
    columns: &[("id", Text), ("owner", Text), ("started_at", Int), ("touched_at", Int)],
};

pub(super) const TURNS: Table = Table {
    name: "conversation_turns",
    key: "conversation, turn",
    columns: &[
        ("conversation", Text),
        ("turn", Int),
        ("said", Text),
        ("plan", Text),
        ("shown", Text),
        ("at", Int),
    ],
};

pub(super) const PREFERENCES: Table = Table {
    name: "preferences",
    key: "owner, kind, work, name",
    columns: &[
        ("owner", Text),
        ("kind", Text),
        ("work", Int),
        ("name", Text),
        ("liked", Int),
        ("times", Int),
        ("origin", Text),
        ("at", Int),
    ],
};

pub(super) const QUERY_COUNTS: Table = Table {
    name: "query_counts",
    key: "hour, kind, work, name",
    columns: &[("hour", Int), ("kind", Text), ("work", Int), ("name", Text), ("times", Int)],
};
