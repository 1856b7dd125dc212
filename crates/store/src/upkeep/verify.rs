//! Verify: is everything readable, does it match its hashes, and do all ids keep their promises?

use futures::TryStreamExt;
use model::{Character, EntityKind, Person, Work};
use sha2::{Digest, Sha256};

use super::snapshot::Snapshot;
use crate::{Engine, Store, StoreError, golden::Golden, sequences::entity_sequence, sql::Cells};

/// At most so many findings are named for one check; the rest is counted.
const NAMED: usize = 20;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct VerifyReport {
    /// Every check with its findings.
    pub checks: Vec<Check>,
}

impl VerifyReport {
    /// Whether no check found anything.
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(|check| check.wrong == 0)
    }
}

impl std::fmt::Display for VerifyReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let wrong: u64 = self.checks.iter().map(|check| check.wrong).sum();
        write!(f, "{} checks, {wrong} findings", self.checks.len())
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How many findings there are; 0 is good.
    pub wrong: u64,
    /// The first of them, in words.
    pub examples: Vec<String>,
}

/// Queries that give one text for each thing that is wrong.
const RULES: &[(&str, &str)] = &[
    (
        "links lead somewhere",
        "SELECT l.namespace || ':' || l.id || ' leads to ' || l.kind || ' ' || l.target FROM links l WHERE \
         (l.kind = 'WORK' AND NOT EXISTS (SELECT 1 FROM works t WHERE t.id = l.target)) OR \
         (l.kind = 'CHARACTER' AND NOT EXISTS (SELECT 1 FROM characters t WHERE t.id = l.target)) OR \
         (l.kind = 'PERSON' AND NOT EXISTS (SELECT 1 FROM persons t WHERE t.id = l.target)) \
         ORDER BY l.namespace, l.id",
    ),
    (
        "redirects lead to what is there",
        "SELECT d.kind || ' ' || d.id || ' redirects to ' || d.target FROM redirects d WHERE \
         EXISTS (SELECT 1 FROM redirects o WHERE o.kind = d.kind AND o.id = d.target) ORDER BY d.kind, d.id",
    ),
    (
        "records belong to something",
        "SELECT t.source || ' ' || t.namespace || ':' || t.key || ' is about ' || t.kind || ' ' || t.entity \
         FROM records t WHERE EXISTS (SELECT 1 FROM redirects d WHERE d.kind = t.kind AND d.id = t.entity) OR \
         NOT EXISTS (SELECT 1 FROM sequences s WHERE s.name = 'entity:' || t.kind AND s.next > t.entity) \
         ORDER BY t.source, t.namespace, t.key",
    ),
    (
        "edits belong to something",
        "SELECT 'edit ' || e.id || ' is of ' || e.kind || ' ' || e.target FROM edits e WHERE NOT EXISTS \
         (SELECT 1 FROM sequences s WHERE s.name = 'entity:' || e.kind AND s.next > e.target) ORDER BY e.id",
    ),
    (
        "preferences are of something",
        "SELECT 'a preference of ' || p.owner || ' is of work ' || p.work FROM preferences p WHERE p.work > 0 \
         AND NOT EXISTS (SELECT 1 FROM sequences s WHERE s.name = 'entity:WORK' AND s.next > p.work) \
         ORDER BY p.owner, p.work",
    ),
    (
        "what was said belongs to conversations",
        "SELECT 'turn ' || t.turn || ' is of conversation ' || t.conversation FROM conversation_turns t \
         WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = t.conversation) \
         ORDER BY t.conversation, t.turn",
    ),
    (
        "picture addresses are of works and lead to pictures",
        "SELECT 'the picture address ' || a.url || ' is of work ' || a.work FROM picture_addresses a WHERE NOT EXISTS \
         (SELECT 1 FROM sequences s WHERE s.name = 'entity:WORK' AND s.next > a.work) OR (a.picture IS NOT NULL AND \
         NOT EXISTS (SELECT 1 FROM pictures p WHERE p.id = a.picture)) OR (a.picture IS NULL AND a.code = '') \
         ORDER BY a.work, a.url",
    ),
    (
        "mentions belong to records",
        "SELECT m.namespace || ':' || m.id || ' is mentioned by no record' FROM mentions m \
         WHERE NOT EXISTS (SELECT 1 FROM records t WHERE t.id = m.record) ORDER BY m.namespace, m.id",
    ),
    (
        "internal numbers stay below their counters",
        "SELECT s.name || ' gives out ' || s.next || ' again' FROM sequences s JOIN ( \
         SELECT 'record' AS name, MAX(id) AS top FROM records UNION ALL SELECT 'change', MAX(seq) FROM changes \
         UNION ALL SELECT 'audit', MAX(id) FROM audit UNION ALL SELECT 'import', MAX(id) FROM imports \
         UNION ALL SELECT 'token', MAX(id) FROM tokens UNION ALL SELECT 'file', MAX(id) FROM files \
         UNION ALL SELECT 'edit', MAX(id) FROM edits UNION ALL SELECT 'match_pair', MAX(id) FROM match_pairs \
         UNION ALL SELECT 'picture', MAX(id) FROM pictures \
         UNION ALL SELECT 'picture_address', MAX(mark) FROM picture_addresses) m \
         ON m.name = s.name WHERE m.top >= s.next ORDER BY s.name",
    ),
    (
        "published numbers are continuous",
        // Or left out by the file that brought them along.
        "SELECT m.name || ' has ' || m.used || ' of ' || (s.next - 1) || ' numbers' FROM sequences s JOIN ( \
         SELECT 'registry:' || t.registry || ':' || t.kind AS name, COUNT(DISTINCT t.unique_id) + COALESCE(( \
         SELECT SUM(g.last - g.first + 1) FROM registry_gaps g WHERE g.registry = t.registry AND g.kind = t.kind \
         ), 0) AS used, MAX(t.unique_id) AS top FROM registry_ids t GROUP BY t.registry, t.kind) m \
         ON m.name = s.name WHERE m.used <> s.next - 1 OR m.top <> s.next - 1 ORDER BY m.name",
    ),
    (
        "ratings add up",
        "SELECT t.namespace || ':' || t.id || ' has another number of votes' FROM ( \
         SELECT namespace, id, SUM(votes) AS votes FROM ( \
         SELECT namespace, id, votes FROM rating_totals UNION ALL SELECT namespace, id, -1 FROM ratings) b \
         GROUP BY namespace, id) t WHERE t.votes <> 0 ORDER BY t.namespace, t.id",
    ),
];

impl Store {
    /// Checks the whole store; reads all of it, from one state. Writers go on meanwhile.
    pub async fn verify(&self) -> Result<VerifyReport, StoreError> {
        let mut snapshot = Snapshot::open(self).await?;
        for row in snapshot.all("reading the dictionaries", "SELECT body FROM dictionaries").await? {
            self.dictionaries.learn(&Cells(&row).blob(0)?);
        }
        let mut checks = Vec::new();
        if self.engine == Engine::Sqlite {
            // PostgreSQL has no such question for a client; it checks foreign keys at every write.
            checks.push(engine_check(&mut snapshot).await?);
        }
        for kind in [EntityKind::Work, EntityKind::Character, EntityKind::Person] {
            checks.push(continuous(&mut snapshot, &kind).await?);
        }
        for (name, query) in RULES {
            let mut check = Check::new(name);
            let mut rows = snapshot.rows("verifying", query);
            while let Some(row) = rows.try_next().await? {
                check.found(|| Cells(&row).text(0).unwrap_or_default());
            }
            checks.push(check);
        }
        for (name, table) in
            [("record texts match their hashes", "records"), ("older texts match their hashes", "superseded")]
        {
            checks.push(self.hashes(&mut snapshot, name, table, |_| true).await?);
        }
        checks.push(self.golden_check::<Work>(&mut snapshot, "works can be read").await?);
        checks.push(self.golden_check::<Character>(&mut snapshot, "characters can be read").await?);
        checks.push(self.golden_check::<Person>(&mut snapshot, "persons can be read").await?);
        Ok(VerifyReport { checks })
    }

    async fn golden_check<T: Golden>(
        &self,
        snapshot: &mut Snapshot,
        name: &'static str,
    ) -> Result<Check, StoreError> {
        self.hashes(snapshot, name, T::TABLE, |body| serde_json::from_slice::<T>(body).is_ok()).await
    }

    /// Expands every body of a table and compares it with its hash.
    async fn hashes(
        &self,
        snapshot: &mut Snapshot,
        name: &'static str,
        table: &str,
        readable: fn(&[u8]) -> bool,
    ) -> Result<Check, StoreError> {
        let number = if table == "superseded" { "record" } else { "id" };
        let query = format!("SELECT {number}, hash, dictionary, body FROM {table} ORDER BY {number}");
        let mut check = Check::new(name);
        let mut rows = snapshot.rows("verifying", &query);
        while let Some(row) = rows.try_next().await? {
            let cells = Cells(&row);
            let frame = (cells.int(2)?, cells.blob(3)?);
            let body =
                self.dictionaries.expand(&self.db, [frame]).await.ok().and_then(|mut bodies| bodies.pop());
            let sound = body.is_some_and(|body| {
                cells.blob(1).is_ok_and(|hash| Sha256::digest(&body).as_slice() == hash) && readable(&body)
            });
            if !sound {
                let number = cells.int(0)?;
                check.found(|| format!("row {number} of {table} is damaged"));
            }
        }
        Ok(check)
    }
}

impl Check {
    fn new(name: &'static str) -> Self {
        Self { name, wrong: 0, examples: Vec::new() }
    }

    fn found(&mut self, example: impl FnOnce() -> String) {
        self.wrong += 1;
        if self.examples.len() < NAMED {
            self.examples.push(example());
        }
    }
}

async fn engine_check(snapshot: &mut Snapshot) -> Result<Check, StoreError> {
    let mut check = Check::new("the database file is sound");
    for row in snapshot.all("verifying the file", "PRAGMA integrity_check").await? {
        let text = Cells(&row).text(0)?;
        if text != "ok" {
            check.found(|| text);
        }
    }
    let broken = "SELECT \"table\" || ' refers to a missing ' || parent FROM pragma_foreign_key_check";
    for row in snapshot.all("verifying the file", broken).await? {
        check.found(|| Cells(&row).text(0).unwrap_or_default());
    }
    Ok(check)
}

/// Every number that was given out is a thing, a redirect or a tombstone, and no other number is used.
async fn continuous(snapshot: &mut Snapshot, kind: &EntityKind) -> Result<Check, StoreError> {
    let (name, table) = match kind {
        EntityKind::Character => ("character ids are continuous", Character::TABLE),
        EntityKind::Person => ("person ids are continuous", Person::TABLE),
        _ => ("work ids are continuous", Work::TABLE),
    };
    let mut check = Check::new(name);
    let next = format!("SELECT next FROM sequences WHERE name = '{}'", entity_sequence(kind));
    let next = snapshot.all("verifying ids", &next).await?;
    let next = next.first().map_or(Ok(1), |row| Cells(row).int(0))?;
    let query = format!(
        "SELECT id FROM {table} UNION ALL SELECT id FROM redirects WHERE kind = '{kind}' \
         UNION ALL SELECT id FROM tombstones WHERE kind = '{kind}' ORDER BY 1"
    );
    let mut rows = snapshot.rows("verifying ids", &query);
    let mut expected = 1;
    while let Some(row) = rows.try_next().await? {
        let id = Cells(&row).int(0)?;
        while expected < id && expected < next {
            check.found(|| format!("{kind} {expected} was given out and is nothing"));
            expected += 1;
        }
        if id != expected || id >= next {
            check.found(|| format!("{kind} {id} is there twice or was never given out"));
        }
        expected = id + 1;
    }
    for id in expected..next {
        check.found(|| format!("{kind} {id} was given out and is nothing"));
    }
    Ok(check)
}
