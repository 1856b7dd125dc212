//! The columns of the tables of productions.

use super::tables::{
    Table,
    Type::{self, Blob, Int, Real, Text},
};

type Columns = &'static [(&'static str, Type)];

pub(super) const PROJECTS: Table = Table { name: "projects", key: "id", columns: PROJECT };
pub(super) const CHARACTERS: Table = Table { name: "project_characters", key: "id", columns: CHARACTER };
pub(super) const VERSIONS: Table =
    Table { name: "project_character_versions", key: "character, version", columns: VERSION };
pub(super) const TIES: Table =
    Table { name: "project_ties", key: "from_character, to_character, kind", columns: TIE };
pub(super) const PARTS: Table = Table { name: "project_parts", key: "id", columns: PART };
pub(super) const EVENTS: Table = Table { name: "project_events", key: "project, seq", columns: EVENT };
pub(super) const PRESETS: Table = Table { name: "style_presets", key: "name, version", columns: PRESET };
pub(super) const BATCHES: Table = Table { name: "picture_batches", key: "id", columns: BATCH };
pub(super) const PICTURES: Table = Table { name: "picture_jobs", key: "job", columns: PICTURE };
pub(super) const TAKES: Table = Table { name: "takes", key: "id", columns: TAKE };
pub(super) const PACES: Table = Table { name: "engine_paces", key: "engine, model", columns: PACE };
pub(super) const PURGED: Table = Table { name: "purged_projects", key: "id", columns: PURGE };
pub(super) const LOOKS: Table = Table { name: "take_looks", key: "hash", columns: LOOK };
pub(super) const TURNS: Table = Table { name: "picture_turns", key: "project, priority", columns: TURN };
pub(super) const WEBHOOKS: Table = Table { name: "webhooks", key: "id", columns: WEBHOOK };
pub(super) const PREVIEWS: Table = Table { name: "picture_previews", key: "job", columns: PREVIEW };

const PROJECT: Columns = &[
    ("id", Text),
    ("name", Text),
    ("folded", Text),
    ("body", Text),
    ("is_archived", Int),
    ("created_at", Int),
    ("updated_at", Int),
    ("binned_at", Int),
    ("version", Int),
    ("revision", Int),
    ("written", Int),
    ("last_event", Int),
];

const CHARACTER: Columns = &[
    ("id", Text),
    ("project", Text),
    ("name", Text),
    ("folded", Text),
    ("canonical", Int),
    ("latest", Int),
    ("created_at", Int),
    ("updated_at", Int),
    ("binned_at", Int),
];

const VERSION: Columns =
    &[("character", Text), ("version", Int), ("at", Int), ("author", Text), ("note", Text), ("body", Text)];

const TIE: Columns =
    &[("from_character", Text), ("to_character", Text), ("kind", Text), ("note", Text), ("at", Int)];

const PART: Columns = &[
    ("id", Text),
    ("project", Text),
    ("parent", Text),
    ("kind", Text),
    ("position", Int),
    ("body", Text),
    ("take", Text),
    ("version", Int),
    ("created_at", Int),
    ("updated_at", Int),
];

const EVENT: Columns = &[("project", Text), ("seq", Int), ("job", Text), ("job_seq", Int)];

const PRESET: Columns =
    &[("name", Text), ("version", Int), ("at", Int), ("author", Text), ("body", Text), ("removed_at", Int)];

const BATCH: Columns =
    &[("id", Text), ("project", Text), ("batch_key", Text), ("wish", Text), ("created_at", Int)];

const PICTURE: Columns = &[
    ("job", Text),
    ("batch", Text),
    ("position", Int),
    ("project", Text),
    ("character", Text),
    ("cut", Text),
    ("engine", Text),
    ("cell", Text),
    ("recipe", Text),
    ("again", Text),
    ("created_at", Int),
];

const TAKE: Columns = &[
    ("id", Text),
    ("job", Text),
    ("batch", Text),
    ("project", Text),
    ("character", Text),
    ("cut", Text),
    ("at", Int),
    ("hash", Text),
    ("file", Text),
    ("bytes", Int),
    ("width", Int),
    ("height", Int),
    ("is_draft", Int),
    ("verdict", Text),
    ("starred", Int),
    ("best", Int),
    ("review", Text),
    ("recipe", Text),
    ("version", Int),
    ("updated_at", Int),
];

const PACE: Columns = &[
    ("engine", Text),
    ("model", Text),
    ("fixed_us", Real),
    ("unit_us", Real),
    ("samples", Int),
    ("at", Int),
];

const TURN: Columns = &[("project", Text), ("priority", Int), ("turn", Int)];

const PURGE: Columns = &[("id", Text), ("at", Int)];

const LOOK: Columns = &[("hash", Text), ("look", Blob)];

const WEBHOOK: Columns = &[
    ("id", Text),
    ("project", Text),
    ("url", Text),
    ("events", Text),
    ("created_at", Int),
    ("author", Text),
];

const PREVIEW: Columns = &[("job", Text), ("at", Int), ("media_type", Text), ("body", Blob)];
