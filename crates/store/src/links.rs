//! Links and negative links: which external id means which of our things, with the evidence.

use std::collections::HashMap;

use model::{EntityId, EntityKind, Evidence, ExternalId, Justification, Link, NegativeLink};
use sea_orm::ConnectionTrait;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// What the columns of both tables are, in order.
pub(crate) const COLUMNS: &str = "namespace, id, kind, target, justification, confidence, author, at, note";

impl Store {
    /// What the external ids mean; one without a link is left out.
    pub async fn find(
        &self,
        subjects: &[ExternalId],
    ) -> Result<HashMap<ExternalId, (EntityKind, EntityId)>, StoreError> {
        find(&self.db, subjects).await
    }

    /// The links of a thing, in the order of their external ids.
    pub async fn links_of(&self, kind: &EntityKind, id: EntityId) -> Result<Vec<Link>, StoreError> {
        links_of(&self.db, kind, id).await
    }

    /// What must not be linked to a thing, in the order of the external ids.
    pub async fn negative_links_of(
        &self,
        kind: &EntityKind,
        id: EntityId,
    ) -> Result<Vec<NegativeLink>, StoreError> {
        negative_links_of(&self.db, kind, id).await
    }
}

impl WriteTx {
    /// What the external ids mean, changes of this transaction included.
    pub async fn find(
        &self,
        subjects: &[ExternalId],
    ) -> Result<HashMap<ExternalId, (EntityKind, EntityId)>, StoreError> {
        find(&self.tx, subjects).await
    }

    /// The links of a thing, changes of this transaction included.
    pub async fn links_of(&self, kind: &EntityKind, id: EntityId) -> Result<Vec<Link>, StoreError> {
        links_of(&self.tx, kind, id).await
    }

    /// The links of many things, each list in the order of the external ids.
    pub async fn links_of_many(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
    ) -> Result<HashMap<EntityId, Vec<Link>>, StoreError> {
        let select = "SELECT l.namespace, l.id, l.kind, l.target, l.justification, l.confidence, l.author, l.at, l.note \
                      FROM r CROSS JOIN links l WHERE l.kind = r.kind AND l.target = r.target \
                      ORDER BY l.namespace, l.id";
        let rows = Rows::new().int("target", ids.iter().map(|id| id.get())).repeat("kind", kind.as_str());
        let mut found: HashMap<EntityId, Vec<Link>> = HashMap::new();
        for row in rows.query(&self.tx, "reading links", select).await? {
            let link = read_link(&Cells(&row))?;
            found.entry(link.target).or_default().push(link);
        }
        Ok(found)
    }

    /// What must not be linked to a thing, changes of this transaction included.
    pub async fn negative_links_of(
        &self,
        kind: &EntityKind,
        id: EntityId,
    ) -> Result<Vec<NegativeLink>, StoreError> {
        negative_links_of(&self.tx, kind, id).await
    }

    /// What each external id must not be linked to; one with no such decision is left out.
    pub async fn forbidden(
        &self,
        subjects: &[ExternalId],
    ) -> Result<HashMap<ExternalId, Vec<(EntityKind, EntityId)>>, StoreError> {
        let select = "SELECT l.namespace, l.id, l.kind, l.target FROM r CROSS JOIN negative_links l \
                      WHERE l.namespace = r.namespace AND l.id = r.id ORDER BY l.kind, l.target";
        let mut found: HashMap<ExternalId, Vec<(EntityKind, EntityId)>> = HashMap::new();
        for row in subject_rows(subjects).query(&self.tx, "reading negative links", select).await? {
            let cells = Cells(&row);
            found.entry(cells.external_id(0)?).or_default().push((cells.kind(2)?, cells.entity(3)?));
        }
        Ok(found)
    }

    /// Saves links, each in place of the one its subject had. The caller decides whether it may:
    /// see [`WriteTx::find`] and [`WriteTx::forbidden`].
    pub async fn save_links(&self, links: &[Link]) -> Result<(), StoreError> {
        // The last one wins, because one statement may not touch a row twice.
        let links: HashMap<&ExternalId, &Link> = links.iter().map(|link| (&link.subject, link)).collect();
        let mut links: Vec<&Link> = links.into_values().collect();
        links.sort_unstable_by(|a, b| a.subject.cmp(&b.subject));
        let rows = evidence_rows(
            subject_rows(links.iter().map(|link| &link.subject)),
            links.iter().map(|link| (&link.kind, link.target, &link.evidence)),
        );
        let insert = format!(
            "INSERT INTO links ({COLUMNS}) SELECT {COLUMNS} FROM r WHERE true \
             ON CONFLICT (namespace, id) DO UPDATE SET kind = excluded.kind, target = excluded.target, \
             justification = excluded.justification, confidence = excluded.confidence, \
             author = excluded.author, at = excluded.at, note = excluded.note"
        );
        rows.execute(&self.tx, "saving links", &insert).await.map(|_| ())
    }

    /// Saves a decision that an id does not mean a thing, in place of an earlier one on the same pair.
    pub(crate) async fn save_negative_link(&self, link: &NegativeLink) -> Result<(), StoreError> {
        self.save_negative_links(std::slice::from_ref(link)).await
    }

    /// Saves decisions that ids do not mean things; no two on the same pair.
    pub(crate) async fn save_negative_links(&self, links: &[NegativeLink]) -> Result<(), StoreError> {
        let rows = evidence_rows(
            subject_rows(links.iter().map(|link| &link.subject)),
            links.iter().map(|link| (&link.kind, link.target, &link.evidence)),
        );
        let insert = format!(
            "INSERT INTO negative_links ({COLUMNS}) SELECT {COLUMNS} FROM r WHERE true \
             ON CONFLICT (namespace, id, kind, target) DO UPDATE SET justification = excluded.justification, \
             confidence = excluded.confidence, author = excluded.author, at = excluded.at, note = excluded.note"
        );
        rows.execute(&self.tx, "saving a negative link", &insert).await.map(|_| ())
    }
}

/// External ids as the columns `namespace` and `id`.
pub(crate) fn subject_rows<'a>(subjects: impl IntoIterator<Item = &'a ExternalId> + Clone) -> Rows {
    Rows::new()
        .text("namespace", subjects.clone().into_iter().map(|id| id.namespace().as_str()))
        .text("id", subjects.into_iter().map(ExternalId::id))
}

fn evidence_rows<'a>(
    rows: Rows,
    links: impl Iterator<Item = (&'a EntityKind, EntityId, &'a Evidence)> + Clone,
) -> Rows {
    rows.text("kind", links.clone().map(|(kind, ..)| kind.as_str()))
        .int("target", links.clone().map(|(_, target, _)| target.get()))
        .text("justification", links.clone().map(|(.., evidence)| evidence.justification.as_str()))
        .real("confidence", links.clone().map(|(.., evidence)| f64::from(evidence.confidence)))
        .text("author", links.clone().map(|(.., evidence)| evidence.author.as_str()))
        .int("at", links.clone().map(|(.., evidence)| evidence.at.as_micros()))
        .text("note", links.map(|(.., evidence)| evidence.note.as_str()))
}

async fn find<C: ConnectionTrait>(
    db: &C,
    subjects: &[ExternalId],
) -> Result<HashMap<ExternalId, (EntityKind, EntityId)>, StoreError> {
    let select = "SELECT l.namespace, l.id, l.kind, l.target FROM r CROSS JOIN links l \
                  WHERE l.namespace = r.namespace AND l.id = r.id";
    let rows = subject_rows(subjects).query(db, "looking up external ids", select).await?;
    let read = |row| {
        let cells = Cells(row);
        Ok((cells.external_id(0)?, (cells.kind(2)?, cells.entity(3)?)))
    };
    rows.iter().map(read).collect()
}

async fn links_of<C: ConnectionTrait>(
    db: &C,
    kind: &EntityKind,
    id: EntityId,
) -> Result<Vec<Link>, StoreError> {
    let select =
        format!("SELECT {COLUMNS} FROM links WHERE kind = $1 AND target = $2 ORDER BY namespace, id");
    let rows = sql::query(db, "reading links", &select, [kind.as_str().into(), id.get().into()]).await?;
    rows.iter().map(|row| read_link(&Cells(row))).collect()
}

async fn negative_links_of<C: ConnectionTrait>(
    db: &C,
    kind: &EntityKind,
    id: EntityId,
) -> Result<Vec<NegativeLink>, StoreError> {
    let select = format!(
        "SELECT {COLUMNS} FROM negative_links WHERE kind = $1 AND target = $2 ORDER BY namespace, id"
    );
    let rows =
        sql::query(db, "reading negative links", &select, [kind.as_str().into(), id.get().into()]).await?;
    rows.iter().map(|row| read_negative_link(&Cells(row))).collect()
}

/// A negative link out of the columns of [`COLUMNS`].
pub(crate) fn read_negative_link(cells: &Cells<'_>) -> Result<NegativeLink, StoreError> {
    let Link { subject, kind, target, evidence } = read_link(cells)?;
    Ok(NegativeLink { subject, kind, target, evidence })
}

/// A link out of the columns of [`COLUMNS`].
pub(crate) fn read_link(cells: &Cells<'_>) -> Result<Link, StoreError> {
    Ok(Link {
        subject: cells.external_id(0)?,
        kind: cells.kind(2)?,
        target: cells.entity(3)?,
        evidence: Evidence {
            justification: Justification::parse(&cells.text(4)?),
            confidence: cells.real(5)? as f32,
            author: cells.text(6)?,
            at: cells.time(7)?,
            note: cells.text(8)?,
        },
    })
}
