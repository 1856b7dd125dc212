//! One score out of words, picture and what is known of a work, and what each part is worth: the report of what is
//! lost when a part is left out.
//!
//! Works are the catalog's first with a story; each gets a drawn picture of its own. A question is a piece of a
//! story in other words (its tags and a few words of it) together with what is left of the picture after a change
//! that finds it only sometimes. The right answer is the one work.

use app::{Adult, Blend, BlendWeights, PictureFetch, PictureInput};
use bench::{Better, Context, Measure};
use pictures::{Picture, thumbnail};
use testkit::replay::{Answer, Replay};

use crate::pictures::scenes::{Random, scene};

const WORKS: u64 = 300;
const ASKED: u64 = 120;
/// The part of a picture that is left, of each side.
const LEFT: u32 = 45;

/// nDCG@10 of the whole and of each part left out.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let replay = Replay::start().await;
    let app = context.app_with("models-blend", |config| {
        config.allow_private = true;
        config.pictures.requests_per_second = 1000.0;
    });
    let app = app.await?;
    let mut lines = String::new();
    for number in 1..=WORKS {
        let path = format!("/poster/{number}.jpg");
        replay.on("GET", &path, Answer::bytes("image/jpeg", thumbnail(&scene(number), 4096)));
        lines.push_str(
            &serde_json::json!({
                "source": "manual", "kind": "work", "external_id": format!("mal:{number}"), "medium": "ANIME",
                "format": "TV", "title": format!("Work {number}"), "year": 2000,
                "tags": tags(number), "popularity": 1_000_000 / number,
                "images": [{ "url": format!("{}{path}", replay.url()), "kind": "POSTER" }],
            })
            .to_string(),
        );
        lines.push('\n');
    }
    let file = context.folder("models-blend.jsonl");
    std::fs::write(&file, lines)?;
    let inputs = vec![file.display().to_string()];
    app.import(&app::ImportRequest { inputs, ..app::ImportRequest::default() }, &|_| ()).await?;
    app.sync_index(&|_| ()).await?;
    app.fetch_pictures(&PictureFetch::default(), &|_| ()).await?;

    let whole = BlendWeights::default();
    let ways = [
        ("whole", whole),
        ("without_text", BlendWeights { text: 0.0, ..whole }),
        ("without_image", BlendWeights { image: 0.0, ..whole }),
        ("without_metadata", BlendWeights { metadata: 0.0, ..whole }),
        ("text_only", BlendWeights { text: 1.0, image: 0.0, metadata: 0.0 }),
        ("image_only", BlendWeights { text: 0.0, image: 1.0, metadata: 0.0 }),
    ];
    let mut measures = Vec::new();
    for (name, weights) in ways {
        let mut random = Random::new(5);
        let mut sum = 0.0;
        for number in 1..=ASKED {
            let picture = part_of(&scene(number), &mut random);
            let blend = Blend {
                text: tags(number)[..2].join(" "),
                image: Some(PictureInput::File(thumbnail(&picture, 4096))),
                weights,
                limit: 10,
                adult: Adult::Include,
                pictures_only: false,
            };
            let found = app.search_blended(&blend).await?;
            let title = format!("Work {number}");
            let place = found.results.iter().position(|hit| hit.card.title == title);
            sum += place.map_or(0.0, |place| 1.0 / (place as f64 + 2.0).log2());
        }
        let ndcg = sum / ASKED as f64;
        measures.push(Measure::single(format!("models.blend.{name}.ndcg"), "", Better::Higher, ndcg));
    }
    Ok(measures)
}

/// Three tags of twenty each, so that two of them are shared by a few works.
fn tags(number: u64) -> Vec<String> {
    let kinds = [("place", 20), ("mood", 17), ("craft", 13)];
    kinds.iter().map(|(kind, count)| format!("{kind} {}", number * 7 % count)).collect()
}

/// A corner of a picture.
fn part_of(picture: &Picture, random: &mut Random) -> Picture {
    let (width, height) = (picture.width() * LEFT / 100, picture.height() * LEFT / 100);
    let left = random.within(0, (picture.width() - width) as i32) as u32;
    let top = random.within(0, (picture.height() - height) as i32) as u32;
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in top..top + height {
        let at = ((y * picture.width() + left) * 3) as usize;
        rgb.extend_from_slice(&picture.rgb()[at..at + width as usize * 3]);
    }
    Picture::new(width, height, rgb).expect("a part is a picture")
}
