//! `lists <ratings.csv>`: learns from the ratings of most users, and prints how much of the hidden part of the
//! others' lists each model finds. The table has the columns user, item and score, and a header.

use std::{collections::HashMap, io::Write, time::Instant};

use recommend::{Blend, Content, Franchises, Model, Options, Ratings, Split, Taste, judge, picks};

fn main() {
    let path = std::env::args().nth(1).expect("the path of a table of ratings");
    let fold = std::env::args().nth(2).and_then(|word| word.parse().ok()).unwrap_or(0);
    let text = std::fs::read_to_string(&path).expect("the table can be read");
    let (mut users, mut items) = (HashMap::new(), HashMap::new());
    let triples = text.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        let (user, item, score) = (cells.next()?, cells.next()?, cells.next()?.parse().ok()?);
        let (next_user, next_item) = (users.len() as u32, items.len() as u32);
        Some((
            *users.entry(user.to_owned()).or_insert(next_user),
            *items.entry(item.to_owned()).or_insert(next_item),
            score,
        ))
    });
    let ratings = Ratings::of(triples.collect());
    let split = Split::of(&ratings, fold);
    let items = ratings.items();
    print(&format!("{} users, {items} items, {} judged", ratings.users(), split.judged.len()));
    let began = Instant::now();
    let model = Model::learn(&split.learned);
    print(&format!("learned in {:.1?}", began.elapsed()));
    let none = Blend { ease: 0.0, neighbors: 0.0, content: 0.0, popularity: 0.0 };
    let blend = Blend::default();
    let rows = [
        ("popularity", Blend { popularity: 1.0, ..none }),
        ("item cosine", Blend { neighbors: 1.0, ..none }),
        ("EASE", Blend { ease: 1.0, ..none }),
        ("blend", blend),
    ];
    let options = Options { diversity: 0.0, sequels: true, dislikes: false, ..Options::default() };
    for (name, blend) in rows {
        let began = Instant::now();
        let content = Content::default();
        let mut pick = |taste: &Taste| {
            picks(&model, &content, &Franchises::default(), taste, (&blend, &options), &|_| true, items)
                .into_iter()
                .map(|pick| pick.item)
                .collect()
        };
        let figures = judge(&split, items, &mut pick);
        print(&format!(
            "{name:24} NDCG@10 {:.4}  HR@10 {:.4}  coverage {:.3}  ({:.2} ms a list)",
            figures.ndcg,
            figures.hit_rate,
            figures.coverage,
            began.elapsed().as_secs_f64() * 1000.0 / split.judged.len().max(1) as f64
        ));
    }
}

fn print(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
