//! The id map: one row an anime, with its ids at many sites side by side.

use model::{ExternalId, Namespace, SourceId};

use super::{Format, IdMapRow, Opening, RawRow, Reason, Reject, Row, Shape, checks};

/// The format `id-map`.
pub struct IdMap;

/// Column and id space.
const COLUMNS: &[(&str, Namespace)] = &[
    ("mal", Namespace::known("mal")),
    ("anilist", Namespace::known("anilist")),
    ("anidb", Namespace::known("anidb")),
    ("kitsu", Namespace::known("kitsu")),
    ("anime-planet", Namespace::known("anime_planet")),
    ("anisearch", Namespace::known("anisearch")),
    ("livechart", Namespace::known("livechart")),
    ("animenewsnetwork", Namespace::known("ann")),
    ("simkl", Namespace::known("simkl")),
    ("animecountdown", Namespace::known("simkl")), // counts in SIMKL's numbers
    ("imdb", Namespace::known("imdb")),
    ("themoviedb", Namespace::known("tmdb")),
    ("tvdb", Namespace::known("tvdb")),
];

impl Format for IdMap {
    fn name(&self) -> &'static str {
        "id-map"
    }

    fn source(&self) -> SourceId {
        SourceId::known("id_map")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Table]
    }

    fn required(&self) -> &'static [&'static str] {
        &["mal", "anilist", "anidb"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Table && opening.has(self.required())
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let cells = raw.cells()?;
        let mut ids: Vec<ExternalId> = Vec::new();
        for (column, namespace) in COLUMNS {
            // IMDb's come as a bracketed list, the others joined by semicolons.
            let cell = cells.get(column).trim_matches(['[', ']']);
            for id in cell.split([';', ',']).map(str::trim).filter(|id| !id.is_empty()) {
                let id = checks::id(column, namespace.clone(), id)?;
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        if ids.is_empty() {
            return Err(Reject::new(Reason::MissingField, "the row has no id at all"));
        }
        let title_known = cells.get("title_known") == "title";
        Ok(Row::IdMap(IdMapRow { ids, title_known }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::table::{Cells, Header};

    const TABLE: &str = include_str!("../../fixtures/id-map/table.csv");

    #[test]
    fn ids_side_by_side() {
        let header = Header::read(TABLE.lines().next().expect("a header")).expect("sound");
        let read = |row: &str| IdMap.row(RawRow::Cells(&Cells::read(&header, row)?));
        let Ok(Row::IdMap(row)) = read(TABLE.lines().nth(1).expect("a row")) else { panic!("an id map row") };
        let ids: Vec<String> = row.ids.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(ids.join(" "), @"mal:90001 anidb:9001 anime_planet:moonlit-depot simkl:77001 imdb:tt900001 imdb:tt900002 tmdb:tv:901 tmdb:tv:902");
        assert_eq!(read(",,,,,,,,,,,,,title").map_err(|r| r.reason), Err(Reason::MissingField));
    }
}
