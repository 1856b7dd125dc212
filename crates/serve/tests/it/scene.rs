//! A small invented catalog that the tests of all doors share.

use app::Form;
use model::{FuzzyDate, Image, ImageKind, RelationEntry, RelationType, Season, Status, Title, TitleKind};

use crate::client::Site;

/// A series and three characters of the keepers, under numbers from 1; the last one's series is unknown
/// and its rarity wants a decision.
pub async fn keep(site: &Site) {
    let series = [("name", "Moonlit Depot"), ("media_type", "anime"), ("genres", "Drama|Mystery")];
    site.app.keep(Form::Series, "mal:42", &series).await;
    let of = [("series", "Moonlit Depot"), ("series_source_id", "42"), ("genre", "Anime")];
    let rows: [(&str, &[(&str, &str)]); 3] = [
        (
            "mal:100",
            &[
                of[0],
                of[1],
                of[2],
                ("name", "Porter Ishida"),
                ("rarity", "1"),
                ("favorites", "412"),
                ("image_url", "https://pictures.invalid/100.jpg"),
                ("about", "Carries trunks.\r\nNever asks <what> is in them."),
            ],
        ),
        (
            "mal:101",
            &[of[0], of[1], of[2], ("name", "The Stationmaster"), ("rarity", "2"), ("favorites", "1900")],
        ),
        (
            "vndb:c64",
            &[("name", "Signal Girl"), ("series", "Far Lines"), ("genre", "Visual Novel"), ("rarity", "5")],
        ),
    ];
    site.app.keep_all(Form::Character, &rows).await;
}

/// Three works that belong together, one that does not, and two characters.
///
/// Ids follow in this order: Moonlit Depot 1, Moonlit Depot II 2, its book 3, Paper Lanterns 4.
pub async fn depot() -> Site {
    let site = Site::local().await;
    fill(&site).await;
    site
}

/// Puts the scene into a site of any kind.
pub async fn fill(site: &Site) {
    keep(site).await;
    let app = &site.app;
    app.work("Moonlit Depot", "mal:42")
        .year(2014)
        .tags(&["drama", "trains"])
        .with(|record| {
            record.format = Some(model::Format::Tv);
            record.status = Some(Status::Finished);
            record.season = Some(Season::Fall);
            record.episodes = Some(12);
            record.duration_s = Some(1440);
            record.start_date = "2014-10-05".parse::<FuzzyDate>().ok();
            record.studios = vec!["Lamplight".to_owned()];
            record.synopsis = Some("A night porter sorts the luggage of people who never arrive.".to_owned());
            record.titles = vec![
                Title::new("月あかりの車庫", TitleKind::Official).in_language("ja"),
                Title::new("Depot au clair de lune", TitleKind::Official).in_language("fr"),
            ];
            record.images =
                vec![Image { url: "https://pictures.invalid/42.jpg".to_owned(), kind: ImageKind::Poster }];
            record.score = model::Score::new(8.1, 10.0, Some(1200));
            record.external_ids = vec!["anilist:4200".parse().expect("an id")];
            record.relations = vec![
                RelationEntry {
                    kind: RelationType::Sequel,
                    external_id: "mal:43".parse().expect("an id"),
                    title: None,
                },
                RelationEntry {
                    kind: RelationType::Source,
                    external_id: "mal_manga:9".parse().expect("an id"),
                    title: None,
                },
                RelationEntry {
                    kind: RelationType::SideStory,
                    external_id: "mal:99".parse().expect("an id"),
                    title: None,
                },
            ];
            record.episodes_list = vec![model::EpisodeEntry {
                number: "1".to_owned(),
                title: Some("The First Trunk".to_owned()),
                title_native: None,
                title_romaji: None,
                aired: None,
                duration_s: Some(1440),
                filler: false,
                recap: false,
                ..model::EpisodeEntry::default()
            }];
        })
        .save()
        .await;
    app.work("Moonlit Depot II", "mal:43").year(2016).tags(&["drama", "trains"]).save().await;
    app.work("Moonlit Depot (book)", "mal_manga:9")
        .year(2011)
        .tags(&["drama"])
        .with(|record| {
            record.medium = Some(model::Medium::Manga);
            record.format = Some(model::Format::Manga);
        })
        .save()
        .await;
    app.work("Paper <Lanterns> & Sons", "mal:7").year(1999).tags(&["slice of life"]).save().await;
    app.character("Porter Ishida", "mal_character:5")
        .appears_in("mal:42")
        .with(|record| {
            record.titles = vec![Title::new("石田", TitleKind::Official).in_language("ja")];
        })
        .save()
        .await;
    app.character("The Stationmaster", "mal_character:6")
        .appears_in("mal:42")
        .appears_in("mal:43")
        .save()
        .await;
}
