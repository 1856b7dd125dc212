//! The anime-offline-database: one entry an anime, with the addresses of the sites that list it.
//!
//! Its conventions for "unknown" become nothing: 0 episodes, season `UNDEFINED`, duration 0, status
//! `UNKNOWN`, the placeholder picture.

use model::{
    EntityKind, ExternalId, Format as WorkFormat, Image, ImageKind, Medium, Record, RecordKind,
    RelationEntry, RelationType, Score, ScoreMeans, Season, SourceId, Status,
};
use serde::Deserialize;

use super::{Claim, Format, Key, Opening, RawRow, Reason, Reject, Row, Shape, checks, json};

/// The format `offline-db`.
pub struct OfflineDb;

impl Format for OfflineDb {
    fn name(&self) -> &'static str {
        "offline-db"
    }

    fn source(&self) -> SourceId {
        SourceId::OFFLINE_DATABASE
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Document("data"), Shape::Lines]
    }

    fn required(&self) -> &'static [&'static str] {
        &["sources", "title"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        let metadata = opening.has(&["license", "repository", "lastUpdate"]);
        self.shapes().contains(&opening.shape)
            && (metadata || opening.has(&["sources", "title", "animeSeason"]))
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let entry: Entry = json::parse(raw)?;
        if entry.sources.is_none() && entry.last_update.is_some() {
            return Ok(Row::Nothing); // the metadata line
        }
        let (ids, record) = entry.into_record(self.source())?;
        Ok(Row::Claim(Box::new(Claim {
            source: self.source(),
            kind: EntityKind::Work,
            key: Key::Elected,
            ids,
            records: vec![record],
        })))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    sources: Option<Vec<String>>,
    title: Option<String>,
    #[serde(rename = "type")]
    format: Option<String>,
    episodes: Option<i64>,
    status: Option<String>,
    anime_season: Option<AnimeSeason>,
    picture: Option<String>,
    thumbnail: Option<String>,
    duration: Option<Duration>,
    score: Option<Means>,
    #[serde(default)]
    synonyms: Vec<String>,
    #[serde(default)]
    studios: Vec<String>,
    #[serde(default)]
    producers: Vec<String>,
    #[serde(default)]
    related_anime: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    last_update: Option<String>,
}

#[derive(Deserialize)]
struct AnimeSeason {
    season: Option<String>,
    year: Option<i64>,
}

#[derive(Deserialize)]
struct Duration {
    value: f64,
    unit: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Means {
    #[serde(default)]
    arithmetic_mean: Option<f64>,
    #[serde(default)]
    arithmetic_geometric_mean: Option<f64>,
    median: f64,
}

impl Entry {
    fn into_record(self, source: SourceId) -> Result<(Vec<ExternalId>, Record), Reject> {
        let missing = |field: &str| Reject::new(Reason::MissingField, format!("missing field `{field}`"));
        let mut sources = self.sources.ok_or_else(|| missing("sources"))?;
        // The smallest address comes first, because it becomes the key.
        sources.sort_unstable();
        sources.dedup();
        let ids =
            sources.iter().map(|url| checks::provider_url("sources", url)).collect::<Result<Vec<_>, _>>()?;
        let first = ids.first().cloned().ok_or_else(|| missing("sources"))?;
        if let Some(other) = ids.iter().find(|id| id.kind() != EntityKind::Work) {
            return Err(Reject::new(Reason::BadValue, format!("`sources` lists {other}, which is no work")));
        }

        let mut record = Record::new(source, RecordKind::Work, first);
        record.title = Some(checks::name("title", &self.title.ok_or_else(|| missing("title"))?)?);
        record.medium = Some(Medium::Anime);
        record.format =
            Some(WorkFormat::parse(&self.format.unwrap_or_default())).filter(|f| *f != WorkFormat::Unknown);
        record.status =
            Some(Status::parse(&self.status.unwrap_or_default())).filter(|s| *s != Status::Unknown);
        record.episodes = self.episodes.map(episodes).transpose()?.flatten();
        if let Some(AnimeSeason { season, year }) = self.anime_season {
            record.season = season.as_deref().map(season_of).transpose()?.flatten();
            record.year = year.map(|year| checks::year("animeSeason.year", year)).transpose()?;
        }
        record.duration_s = self.duration.map(|duration| duration.seconds()).transpose()?.flatten();
        record.score = self.score.as_ref().map(|means| score(means.median)).transpose()?;
        record.score_means = self.score.as_ref().and_then(Means::all);
        record.images = images(self.picture.as_deref(), self.thumbnail.as_deref())?;
        record.synonyms = checks::names("synonyms", self.synonyms.iter().map(String::as_str))?;
        record.studios = checks::names("studios", self.studios.iter().map(String::as_str))?;
        record.producers = checks::names("producers", self.producers.iter().map(String::as_str))?;
        record.tags = checks::names("tags", self.tags.iter().map(String::as_str))?;
        record.adult = record.tags.iter().any(|tag| tag.eq_ignore_ascii_case("hentai")).then_some(true);
        record.relations = self.related_anime.iter().map(|url| related(url)).collect::<Result<_, _>>()?;
        record.relations.dedup_by(|a, b| a.external_id == b.external_id);
        let mut others = ids.clone();
        others.sort_unstable();
        others.dedup();
        record.external_ids = others;
        Ok((ids, record))
    }
}

impl Means {
    /// All three, where each is there and on the scale.
    fn all(&self) -> Option<ScoreMeans> {
        let sound = |mean: f64| (0.0..=10.0).contains(&mean).then_some(mean);
        Some(ScoreMeans {
            arithmetic: sound(self.arithmetic_mean?)?,
            arithmetic_geometric: sound(self.arithmetic_geometric_mean?)?,
            median: sound(self.median)?,
        })
    }
}

impl Duration {
    fn seconds(&self) -> Result<Option<u32>, Reject> {
        let unit = match self.unit.to_ascii_uppercase().as_str() {
            "SECONDS" => 1.0,
            "MINUTES" => 60.0,
            "HOURS" => 3600.0,
            other => {
                let message = format!("`duration.unit` is {}", checks::shorten(other));
                return Err(Reject::new(Reason::BadValue, message));
            }
        };
        let seconds = self.value * unit;
        if !(0.0..=f64::from(u32::MAX)).contains(&seconds) {
            return Err(Reject::new(Reason::BadValue, format!("`duration.value` is {}", self.value)));
        }
        Ok(Some(seconds.round() as u32).filter(|seconds| *seconds > 0))
    }
}

fn episodes(number: i64) -> Result<Option<u32>, Reject> {
    match u32::try_from(number) {
        Ok(0) => Ok(None),
        Ok(number) if number <= 100_000 => Ok(Some(number)),
        _ => Err(Reject::new(Reason::BadValue, format!("`episodes` is {number}"))),
    }
}

fn season_of(word: &str) -> Result<Option<Season>, Reject> {
    match Season::parse(word) {
        None if !matches!(word.trim().to_ascii_uppercase().as_str(), "" | "UNDEFINED" | "UNKNOWN") => {
            let message = format!("`animeSeason.season` is {}", checks::shorten(word));
            Err(Reject::new(Reason::BadValue, message))
        }
        season => Ok(season),
    }
}

fn score(median: f64) -> Result<Score, Reject> {
    Score::new(median, 10.0, None)
        .ok_or_else(|| Reject::new(Reason::BadValue, format!("`score.median` is {median}, not 0 to 10")))
}

fn images(picture: Option<&str>, thumbnail: Option<&str>) -> Result<Vec<Image>, Reject> {
    let mut images = Vec::new();
    for (field, address, kind) in
        [("picture", picture, ImageKind::Poster), ("thumbnail", thumbnail, ImageKind::Thumbnail)]
    {
        let address = checks::address(field, address.unwrap_or_default())?;
        if let Some(url) = address.filter(|url| !is_placeholder(url)) {
            images.push(Image { url, kind });
        }
    }
    Ok(images)
}

/// The database's own "no picture" pictures: `…/pics/no_pic.png`, `…/pics/no_pic_thumbnail.png`.
fn is_placeholder(url: &str) -> bool {
    url.rsplit('/').next().is_some_and(|file| file.starts_with("no_pic"))
}

fn related(url: &str) -> Result<RelationEntry, Reject> {
    let external_id = ExternalId::from_any_url(url).ok_or_else(|| {
        let message = format!("`relatedAnime` has no web address: {}", checks::shorten(url));
        Reject::new(Reason::BadValue, message)
    })?;
    Ok(RelationEntry { kind: RelationType::Related, external_id, title: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = include_str!("../../fixtures/offline-db/entry.json");

    fn read(text: &str) -> Result<Claim, Reject> {
        match OfflineDb.row(RawRow::Json(text))? {
            Row::Claim(claim) => Ok(*claim),
            other => panic!("no claim but {other:?}"),
        }
    }

    #[test]
    fn an_entry_in_normal_form() {
        let claim = read(ENTRY).expect("a sound entry");
        let ids: Vec<String> = claim.ids.iter().map(ToString::to_string).collect();
        // Two addresses count in one id space, and each counts.
        assert_eq!(ids, ["anidb:9001", "simkl:77001", "kitsu:8001", "mal:90001", "simkl:77001"]);
        insta::assert_json_snapshot!(claim.records[0]);
        assert_eq!(OfflineDb.read(ENTRY.as_bytes()).expect("sound"), claim.records);
    }

    #[test]
    fn unknown_stays_unknown() {
        let claim = read(
            r#"{"sources":["https://anidb.net/anime/9"],"title":"Moonlit Depot","type":"UNKNOWN","episodes":0,
            "status":"UNKNOWN","animeSeason":{"season":"UNDEFINED"},"duration":{"value":0,"unit":"SECONDS"},
            "picture":"https://raw.example/pics/no_pic.png","thumbnail":"https://raw.example/pics/no_pic_thumbnail.png",
            "synonyms":[],"relatedAnime":[],"tags":[]}"#,
        );
        let record = claim.expect("sound").records.remove(0);
        let mut bare = Record::new(SourceId::OFFLINE_DATABASE, RecordKind::Work, record.external_id.clone());
        (bare.title, bare.medium) = (Some("Moonlit Depot".into()), Some(Medium::Anime));
        bare.external_ids = vec![record.external_id.clone()];
        assert_eq!(record, bare);
    }

    #[test]
    fn the_metadata_line_says_nothing_about_a_work() {
        let line = r#"{"$schema":"x","license":{},"repository":"x","lastUpdate":"2030-01-01"}"#;
        assert_eq!(OfflineDb.row(RawRow::Json(line)), Ok(Row::Nothing));
    }

    #[test]
    fn each_fault_has_its_reason() {
        let entry =
            |change: &str| format!(r#"{{"sources":["https://anidb.net/anime/9"],"title":"A"{change}}}"#);
        let cases = [
            (entry(r#","episodes":"12""#), Reason::WrongType),
            (entry(r#","episodes":-1"#), Reason::BadValue),
            (entry(r#","synonyms":"B""#), Reason::WrongType),
            (entry(r#","animeSeason":{"season":"FALL","year":20130}"#), Reason::ImpossibleDate),
            (entry(r#","animeSeason":{"season":"MONSOON","year":2013}"#), Reason::BadValue),
            (entry(r#","score":{"median":11}"#), Reason::BadValue),
            (entry(r#","duration":{"value":5,"unit":"PARSECS"}"#), Reason::BadValue),
            (entry(r#","picture":"javascript:alert(1)""#), Reason::BadValue),
            (entry(r#","synonyms":["\u0007"]"#), Reason::ControlCharacters),
            (entry(r#","synonyms":["\ud83d"]"#), Reason::UnpairedSurrogate),
            (r#"{"sources":["https://films.example/anime/9"],"title":"A"}"#.into(), Reason::UnknownHost),
            (r#"{"sources":["https://myanimelist.net/people/9"],"title":"A"}"#.into(), Reason::BadValue),
            (r#"{"sources":[],"title":"A"}"#.into(), Reason::MissingField),
            (r#"{"sources":["https://anidb.net/anime/9"],"title":" "}"#.into(), Reason::MissingField),
            (r#"{"title":"A"}"#.into(), Reason::MissingField),
            (
                format!(r#"{{"sources":["https://anidb.net/anime/9"],"title":"{}"}}"#, "A".repeat(2_000_000)),
                Reason::TooLong,
            ),
            ("5".into(), Reason::WrongType),
            ("{\"title\":".into(), Reason::BadJson),
        ];
        for (text, reason) in cases {
            let found = OfflineDb.row(RawRow::Json(&text)).map_err(|reject| reject.reason).err();
            assert_eq!(found, Some(reason), "{}", checks::shorten(&text));
        }
    }
}
