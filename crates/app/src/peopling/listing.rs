//! Who is there, and how their files stand.

use people::desk::masked;
use serde::Serialize;
use store::{AssetFilter, PersonAssets, PersonFilter, PersonRow};

use crate::{App, AppError};

/// Who is listed.
#[derive(Debug, Clone, Default)]
pub struct PeopleQuery {
    /// Only whose name or address holds this.
    pub text: Option<String>,
    /// Whether that text has to be the whole name or address: whoever may not see names could else read one out, letter
    /// by letter.
    pub is_whole_text: bool,
    /// Only with this id of a row.
    pub row_id: Option<String>,
    /// Only of this type.
    pub personality_type: Option<String>,
    /// Only whose link is of this kind.
    pub link_kind: Option<String>,
    /// Only with a file that is `pending`, `here`, `failed` (to be tried again) or `lost` (given up).
    pub files: Option<String>,
    /// Only with a file whose last failure is of this kind.
    pub failure: Option<String>,
    /// Only who has this file: its path, its object's key, its hash, its name, or the id of its asset or medium.
    pub file: Option<String>,
    /// Those gone from the sheet as well.
    pub with_gone: bool,
    /// At most so many.
    pub limit: usize,
    /// Go on after this cursor.
    pub cursor: Option<String>,
    /// Names and addresses in full.
    pub plain: bool,
}

/// How somebody's files stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PersonStanding {
    /// Not tried so far.
    pub pending: u64,
    /// On the disk or in the storage.
    pub here: u64,
    /// Failed, to be tried again.
    pub failed: u64,
    /// Failed for good.
    pub lost: u64,
    /// The sum of the files' lengths.
    pub bytes: u64,
}

/// Somebody, at a glance.
#[derive(Debug, Clone, Serialize)]
pub struct PersonCard {
    /// The key.
    pub key: String,
    /// The row's id.
    pub row_id: String,
    /// The row's place in the sheet.
    pub row_index: u64,
    /// The name, masked unless asked for.
    pub name: String,
    /// The address, masked unless asked for.
    pub email: Option<String>,
    /// The type, byte for byte.
    #[serde(rename = "type")]
    pub personality_type: Option<String>,
    /// Where the row's link leads; left out where names are masked, because it leads to a name.
    pub link: Option<String>,
    /// What that is.
    pub link_kind: String,
    /// When the row was first seen.
    pub created_at: model::Instant,
    /// When it changed last.
    pub updated_at: model::Instant,
    /// Since when the sheet does not have it any more.
    pub gone_at: Option<model::Instant>,
    /// How the files stand.
    pub files: PersonStanding,
}

/// Somebody, with everything that is there.
#[derive(Debug, Clone, Serialize)]
pub struct PersonDetails {
    /// Who.
    #[serde(flatten)]
    pub card: PersonCard,
    /// The documents: id, address, state, length of the text, and the reason of a failure.
    pub documents: Vec<serde_json::Value>,
    /// The files.
    pub assets: Vec<people::desk::MapLine>,
    /// The addresses that were found, noise included: address, kind, reason, origin.
    pub links: Vec<serde_json::Value>,
}

/// How all stands.
#[derive(Debug, Clone, Serialize)]
pub struct PeopleStatus {
    /// In the sheet.
    pub people: u64,
    /// With a link.
    pub with_link: u64,
    /// Gone from the sheet.
    pub gone: u64,
    /// Erased.
    pub erased: u64,
    /// Documents, by state.
    pub documents: std::collections::BTreeMap<String, u64>,
    /// Addresses, by what they lead to.
    pub links: std::collections::BTreeMap<String, u64>,
    /// How the files stand.
    pub files: PersonStanding,
    /// Failures, by kind: how many for a while, and how many for good.
    pub failures: std::collections::BTreeMap<String, [u64; 2]>,
    /// When the last sheet was taken in.
    pub imported_at: Option<model::Instant>,
    /// How far the move away from the CSV file came.
    pub csv: Option<String>,
}

impl From<PersonAssets> for PersonStanding {
    fn from(assets: PersonAssets) -> Self {
        let PersonAssets { pending, downloaded, uploaded, failed, lost, bytes } = assets;
        Self { pending, here: downloaded + uploaded, failed, lost, bytes }
    }
}

fn card(row: PersonRow, files: PersonStanding, plain: bool) -> PersonCard {
    let shown = |text: String| if plain { text } else { masked(&text) };
    PersonCard {
        key: row.key,
        row_id: row.row_id,
        row_index: row.row_index,
        name: shown(row.name),
        email: row.email.map(shown),
        personality_type: row.personality_type,
        link: row.source_link.filter(|_| plain),
        link_kind: row.link_kind,
        created_at: row.created_at,
        updated_at: row.updated_at,
        gone_at: row.gone_at,
        files,
    }
}

/// The most people on one page.
const MOST: usize = 1_000;

impl App {
    /// Who is there, in the order of the sheet, and the cursor that goes on.
    pub async fn list_people(
        &self,
        query: &PeopleQuery,
    ) -> Result<(Vec<PersonCard>, Option<String>), AppError> {
        self.people_are_open()?;
        let after = query.cursor.as_deref().map(|cursor| {
            let wrong = || {
                AppError::invalid_parameter("cursor", "it is none of ours")
                    .hint("begin again without a cursor")
            };
            let (place, key) = cursor.split_once(':').ok_or_else(wrong)?;
            Ok::<_, AppError>((place.parse().map_err(|_| wrong())?, key.to_owned()))
        });
        let filter = PersonFilter {
            having: super::words::having(query)?,
            text: query.text.clone(),
            is_whole_text: query.is_whole_text,
            row_id: query.row_id.clone(),
            personality_type: query.personality_type.clone(),
            link_kind: query.link_kind.clone(),
            with_gone: query.with_gone,
            after: after.transpose()?,
            ..PersonFilter::default()
        };
        let limit = query.limit.clamp(1, MOST);
        let mut rows = self.store().people(&filter, limit + 1).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| format!("{}:{}", row.row_index, row.key));
        let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        let mut files: std::collections::HashMap<String, PersonAssets> =
            if keys.is_empty() { Vec::new() } else { self.store().assets_of_people(&keys).await? }
                .into_iter()
                .collect();
        let cards = rows.into_iter().map(|row| {
            let files = files.remove(&row.key).unwrap_or_default().into();
            card(row, files, query.plain)
        });
        Ok((cards.collect(), next))
    }

    /// Somebody, with everything that is there. Names are masked unless `plain`.
    pub async fn show_person(&self, key: &str, plain: bool) -> Result<PersonDetails, AppError> {
        self.people_are_open()?;
        let row = self.store().person_row(key).await?;
        let row = row.ok_or_else(|| people::desk::PeopleError::Nobody(key.to_owned()))?;
        let files = self.store().assets_of_people(&[key]).await?.into_iter().next();
        let documents = self.store().person_documents(key).await?.into_iter().map(|document| {
            let failure: Option<serde_json::Value> =
                document.failure.as_deref().and_then(|text| serde_json::from_str(text).ok());
            serde_json::json!({
                "document_id": document.document_id,
                "url": plain.then_some(document.url),
                "state": document.state,
                "how": document.how,
                "characters": document.text.chars().count(),
                "fetched_at": document.fetched_at,
                "failure": failure,
            })
        });
        let documents = documents.collect();
        let links = self.store().person_links(key).await?.into_iter().map(|link| {
            let reason = Some(link.reason).filter(|reason| !reason.is_empty());
            // The row's own link leads to a name, wherever it is told.
            let url = Some(link.url).filter(|_| plain || link.origin != "sheet");
            serde_json::json!({ "url": url, "kind": link.kind, "reason": reason, "origin": link.origin })
        });
        let links = links.collect();
        let of = store::MapFilter { person: Some(key.to_owned()), ..store::MapFilter::default() };
        let assets = people::desk::map_lines(self.store(), &of, plain).await?;
        let standing = files.map(|(_, files)| files.into()).unwrap_or_default();
        Ok(PersonDetails { card: card(row, standing, plain), documents, assets, links })
    }

    /// How all stands.
    pub async fn people_status(&self) -> Result<PeopleStatus, AppError> {
        self.people_are_open()?;
        let store = self.store();
        let counts = store.people_counts().await?;
        let mut failures: std::collections::BTreeMap<String, [u64; 2]> = std::collections::BTreeMap::new();
        for (category, permanent, count) in store.asset_failures().await? {
            failures.entry(category).or_default()[usize::from(permanent)] += count;
        }
        Ok(PeopleStatus {
            people: counts.present,
            with_link: counts.linked,
            gone: counts.gone,
            erased: counts.erased,
            documents: store.document_counts().await?.into_iter().collect(),
            links: store.link_counts().await?.into_iter().collect(),
            files: store.assets_standing().await?.into(),
            failures,
            imported_at: store.people_report("import").await?.map(|report| report.at),
            csv: people::ledger::state(store).await?.map(|state| state.phase.to_string()),
        })
    }

    /// Some assets by their ids; the last id goes on.
    pub async fn list_assets(
        &self,
        filter: &AssetFilter,
        limit: usize,
    ) -> Result<Vec<people::Asset>, AppError> {
        self.people_are_open()?;
        let rows = self.store().assets(filter, limit.clamp(1, MOST)).await?;
        Ok(rows.iter().map(people::desk::asset_of).collect::<Result<_, _>>()?)
    }
}
