//! A sheet of people, taken in.

use std::{collections::BTreeMap, path::Path};

use ::sheets::workbook::Workbook;
use people::{
    desk::{self, ImportReport},
    sheet::{self, Grid, Published},
};
use serde::Serialize;
use url::Url;

use super::failures::trouble;
use crate::{App, AppError, ErrorCode};

/// What to take in.
#[derive(Debug, Clone)]
pub struct ImportPeople {
    /// A file, or an address.
    pub from: String,
    /// Only these tabs of it, by name; all of them when empty.
    pub tabs: Vec<String>,
    /// Mark people as gone even when they are half or more.
    pub yes: bool,
}

/// What that did.
#[derive(Debug, Clone, Serialize)]
pub struct ImportedPeople {
    /// How many tabs were read.
    pub tabs: usize,
    /// What changed.
    #[serde(flatten)]
    pub report: ImportReport,
}

/// So many new rows change what the database has to know of its tables.
pub(super) const MANY: usize = 1000;

impl App {
    /// Takes a sheet in: a published page with one tab or many, a CSV file or a workbook, on the disk or at an address.
    /// The same sheet again changes nothing.
    ///
    /// # Errors
    /// `conflict` when half of the people or more are not in it any more, unless told to go on.
    pub async fn import_people(&self, request: &ImportPeople) -> Result<ImportedPeople, AppError> {
        self.people_are_open()?;
        let mut grids = match Url::parse(&request.from) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => self.sheet_at(&url).await?,
            _ => {
                let path = Path::new(&request.from);
                let bytes = std::fs::read(path).map_err(desk::PeopleError::file(path))?;
                grids_of(bytes).await?.grids
            }
        };
        if !request.tabs.is_empty() {
            let names: Vec<String> = grids.iter().filter_map(|grid| grid.name.clone()).collect();
            if let Some(missing) = request.tabs.iter().find(|tab| !names.contains(tab)) {
                let message = format!("the sheet has no tab `{missing}`; it has {}", names.join(", "));
                return Err(AppError::invalid_parameter("tab", message));
            }
            grids.retain(|grid| grid.name.as_ref().is_some_and(|name| request.tabs.contains(name)));
        }
        let reading = sheet::people(&grids);
        if reading.people.is_empty() {
            return Err(nobody(&reading));
        }
        let report = desk::import(self.store(), reading, "the sheet", request.yes, self.now()).await?;
        if report.new.len() >= MANY {
            self.store().count_people_anew().await?;
        }
        Ok(ImportedPeople { tabs: grids.len(), report })
    }

    /// The tabs at an address; those that the page loads one by one are asked for one by one.
    async fn sheet_at(&self, url: &Url) -> Result<Vec<Grid>, AppError> {
        let net = self.download_place()?.net;
        let ask = async |url: &Url| downloads::sheet::bytes(&net, url).await.map_err(|error| trouble(&error));
        let Published { mut grids, elsewhere } = grids_of(ask(url).await?).await?;
        for (name, gid) in elsewhere {
            let mut tab = url.clone();
            let path = format!("{}/sheet", url.path().trim_end_matches('/'));
            tab.set_path(&path);
            tab.query_pairs_mut().clear().append_pair("headers", "false").append_pair("gid", &gid);
            for grid in grids_of(ask(&tab).await?).await?.grids {
                grids.push(Grid { name: Some(name.clone()), ..grid });
            }
        }
        Ok(grids)
    }
}

/// Why a sheet holds nobody: how many of its rows are skipped for which reason.
fn nobody(reading: &sheet::Reading) -> AppError {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for skipped in &reading.skipped {
        *reasons.entry(skipped.reason.to_string()).or_default() += 1;
    }
    let told: Vec<String> = reasons.iter().map(|(reason, rows)| format!("{reason} ({rows})")).collect();
    let why = if told.is_empty() {
        "it has no rows".to_owned()
    } else {
        format!("its rows were skipped: {}", told.join(", "))
    };
    AppError::new(ErrorCode::InvalidInput, format!("the sheet holds nobody, and nothing was changed; {why}"))
        .detail("skipped", serde_json::json!(reasons))
        .hint("is it the right file, and the right tab? `docs/people.md` tells which columns are read")
}

/// The tabs of a page, a CSV file or a workbook, told apart by how it begins.
async fn grids_of(bytes: Vec<u8>) -> Result<Published, AppError> {
    let read = tokio::task::spawn_blocking(move || read(&bytes));
    read.await.map_err(AppError::internal)?
}

fn read(bytes: &[u8]) -> Result<Published, AppError> {
    let wrong = |error: ::sheets::SheetError| AppError::new(ErrorCode::InvalidInput, error.to_string());
    let of = |grids| Published { grids, elsewhere: Vec::new() };
    if Workbook::is_one(bytes) {
        let mut book = Workbook::open(bytes).map_err(wrong)?;
        let names = book.visible();
        let read = |name: String| {
            let rows = book.rows(&name).map_err(wrong)?;
            let links = book.links(&name).map_err(wrong)?;
            Ok(sheet::linked(sheet::of_rows(Some(name), rows), &links))
        };
        return names.into_iter().map(read).collect::<Result<_, AppError>>().map(of);
    }
    let opening = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).trim_start().to_ascii_lowercase();
    if opening.trim_start_matches('\u{feff}').starts_with('<') {
        return Ok(sheet::published(&String::from_utf8_lossy(bytes)));
    }
    Ok(of(vec![sheet::of_csv(::sheets::csv::rows(bytes).map_err(wrong)?)]))
}

#[cfg(test)]
mod tests {
    use people::sheet::{Reading, SkipReason, Skipped};

    use super::*;

    #[test]
    fn a_sheet_that_holds_nobody_says_why() {
        let skipped = |row, reason| Skipped { tab: None, row, row_id: None, reason };
        let rows = vec![
            skipped(2, SkipReason::NoName),
            skipped(3, SkipReason::NoName),
            skipped(1, SkipReason::Header),
        ];
        let error = nobody(&Reading { skipped: rows, ..Reading::default() });
        assert!(
            error.message.ends_with("its rows were skipped: header (1), no_name (2)"),
            "{}",
            error.message
        );
        assert!(nobody(&Reading::default()).message.ends_with("it has no rows"));
    }
}
