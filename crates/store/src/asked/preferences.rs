//! What somebody likes and refuses: works, tags, studios.

use model::{Instant, WorkId};

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// What a preference or a count is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A work.
    Work(WorkId),
    /// Something that has a kind and a name: a tag, a studio.
    Named {
        /// `tag` or `studio`.
        kind: String,
        /// Its name.
        name: String,
    },
}

/// Somebody's verdict on one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Preference {
    /// What it is about; a work that was merged away stands as the one it went into.
    pub subject: Subject,
    /// Whether it is liked; otherwise it is refused.
    pub liked: bool,
    /// How often it was said.
    pub times: i64,
    /// Where it comes from: a conversation's id, or `asker` where it was set by hand.
    pub origin: String,
    /// When it was last said.
    pub at: Instant,
}

impl Subject {
    /// A tag.
    pub fn tag(name: impl Into<String>) -> Self {
        Self::Named { kind: "tag".to_owned(), name: name.into() }
    }

    /// A studio.
    pub fn studio(name: impl Into<String>) -> Self {
        Self::Named { kind: "studio".to_owned(), name: name.into() }
    }

    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Work(_) => "work",
            Self::Named { kind, .. } => kind,
        }
    }

    pub(crate) fn work(&self) -> i64 {
        match self {
            Self::Work(work) => work.get(),
            Self::Named { .. } => 0,
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Work(_) => "",
            Self::Named { name, .. } => name,
        }
    }

    /// The subject whose kind is at `at`, its work's number and its name after that.
    pub(crate) fn read(cells: &Cells<'_>, at: usize) -> Result<Self, StoreError> {
        match cells.int(at + 1)? {
            0 => Ok(Self::Named { kind: cells.text(at)?, name: cells.text(at + 2)? }),
            _ => Ok(Self::Work(cells.entity(at + 1)?.into())),
        }
    }
}

impl Store {
    /// What an owner likes and refuses, by kind, work and name. Of two works that were merged since, the later
    /// word counts.
    pub async fn preferences(&self, owner: &str) -> Result<Vec<Preference>, StoreError> {
        let select = "SELECT p.kind, COALESCE(d.target, p.work), p.name, p.liked, p.times, p.origin, p.at \
                      FROM preferences p LEFT JOIN redirects d ON d.kind = 'WORK' AND d.id = p.work \
                      WHERE p.owner = $1 ORDER BY p.kind, COALESCE(d.target, p.work), p.name, p.at DESC";
        let rows = sql::query(&self.db, "reading preferences", select, [owner.into()]).await?;
        let read = |row: &sea_orm::QueryResult| {
            let cells = Cells(row);
            Ok(Preference {
                subject: Subject::read(&cells, 0)?,
                liked: cells.int(3)? != 0,
                times: cells.int(4)?,
                origin: cells.text(5)?,
                at: cells.time(6)?,
            })
        };
        let mut preferences: Vec<Preference> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        preferences.dedup_by(|later, first| later.subject == first.subject);
        Ok(preferences)
    }
}

impl WriteTx {
    /// Notes an owner's verdicts. One that was there and agrees counts once more; one that does not is replaced, but
    /// what was set by hand (`origin` is `asker`) only by hand.
    pub async fn save_preferences(&self, owner: &str, preferences: &[Preference]) -> Result<u64, StoreError> {
        let insert = "INSERT INTO preferences (owner, kind, work, name, liked, times, origin, at) \
                      SELECT r.owner, r.kind, r.work, r.name, r.liked, r.times, r.origin, r.at FROM r WHERE true \
                      ON CONFLICT (owner, kind, work, name) DO UPDATE SET \
                      times = CASE WHEN preferences.liked = excluded.liked THEN preferences.times + excluded.times \
                      ELSE excluded.times END, liked = excluded.liked, origin = excluded.origin, at = excluded.at \
                      WHERE preferences.origin <> 'asker' OR excluded.origin = 'asker'";
        // One statement cannot write a row twice.
        let mut last: std::collections::BTreeMap<&Subject, &Preference> = std::collections::BTreeMap::new();
        last.extend(preferences.iter().map(|preference| (&preference.subject, preference)));
        let all: Vec<&Preference> = last.into_values().collect();
        Rows::new()
            .text("kind", all.iter().map(|p| p.subject.kind()))
            .int("work", all.iter().map(|p| p.subject.work()))
            .text("name", all.iter().map(|p| p.subject.name()))
            .int("liked", all.iter().map(|p| i64::from(p.liked)))
            .int("times", all.iter().map(|p| p.times))
            .text("origin", all.iter().map(|p| p.origin.as_str()))
            .int("at", all.iter().map(|p| p.at.as_micros()))
            .repeat("owner", owner)
            .execute(&self.tx, "saving preferences", insert)
            .await
    }

    /// Takes verdicts of an owner back, those of works that were merged into one of these among them.
    pub async fn forget_preferences(&self, owner: &str, subjects: &[Subject]) -> Result<u64, StoreError> {
        let delete = "DELETE FROM preferences WHERE owner = #1 AND EXISTS (SELECT 1 FROM r WHERE r.kind = preferences.kind \
                      AND r.name = preferences.name AND r.work = COALESCE((SELECT d.target FROM redirects d \
                      WHERE d.kind = 'WORK' AND d.id = preferences.work), preferences.work))";
        Rows::new()
            .text("kind", subjects.iter().map(Subject::kind))
            .int("work", subjects.iter().map(Subject::work))
            .text("name", subjects.iter().map(Subject::name))
            .value(owner)
            .execute(&self.tx, "forgetting preferences", delete)
            .await
    }

    /// Takes all verdicts of an owner back; gives how many there were.
    pub async fn forget_all_preferences(&self, owner: &str) -> Result<u64, StoreError> {
        let delete = "DELETE FROM preferences WHERE owner = $1";
        sql::execute(&self.tx, "forgetting preferences", delete, [owner.into()]).await
    }
}
