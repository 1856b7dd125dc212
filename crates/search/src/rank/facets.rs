//! Counting what the matches have in common.

use model::{Format, Medium, Season, Status};

use crate::{
    Bucket, Facets,
    index::columns::{Code, Columns, Number, Vocabulary},
};

const TAGS: usize = 30;
const STUDIOS: usize = 20;

/// Counts over rows.
pub(crate) fn count(columns: &Columns, rows: &[u32]) -> Facets {
    let mut codes = [[0usize; 32]; 4];
    let mut years = vec![0usize; 400];
    let mut tags = vec![0usize; columns.tags.len()];
    let mut studios = vec![0usize; columns.studios.len()];
    for row in rows {
        let which = [Code::Medium, Code::Format, Code::Status, Code::Season];
        for (counts, which) in codes.iter_mut().zip(which) {
            counts[usize::from(columns.code(which, *row))] += 1;
        }
        // Nothing of the field is older, whatever a source says.
        let year = columns.number(Number::Year, *row).and_then(|year| (year as usize).checked_sub(1800));
        if let Some(count) = year.and_then(|year| years.get_mut(year)) {
            *count += 1;
        }
        columns.tags.of_row(*row).iter().for_each(|tag| tags[*tag as usize] += 1);
        columns.studios.of_row(*row).iter().for_each(|studio| studios[*studio as usize] += 1);
    }
    let newest_first = |width: usize| {
        let chunks = years.chunks(width).enumerate().rev();
        let sums = chunks.map(|(at, chunk)| (1800 + at * width, chunk.iter().sum::<usize>()));
        let sums = sums.filter(|(_, count)| *count > 0);
        sums.map(|(year, count)| Bucket { value: year.to_string(), count }).collect()
    };
    Facets {
        medium: closed(Medium::ALL.iter().map(Medium::as_str), &codes[0]),
        format: closed(Format::ALL.iter().map(Format::as_str), &codes[1]),
        status: closed(Status::ALL.iter().map(Status::as_str), &codes[2]),
        season: closed(Season::ALL.iter().map(|season| season.as_str()), &codes[3]),
        decade: newest_first(10),
        year: newest_first(1),
        tags: open(&columns.tags, &tags, TAGS),
        studios: open(&columns.studios, &studios, STUDIOS),
    }
}

/// The values of a closed vocabulary that occur; the most frequent first, then in the vocabulary's order.
fn closed<'a>(words: impl Iterator<Item = &'a str>, counts: &[usize]) -> Vec<Bucket> {
    let buckets = words.zip(counts).filter(|(_, count)| **count > 0);
    let mut buckets: Vec<Bucket> =
        buckets.map(|(value, count)| Bucket { value: value.to_owned(), count: *count }).collect();
    buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.count));
    buckets
}

/// The most frequent values of an open vocabulary; ties in the order of their names.
fn open(words: &Vocabulary, counts: &[usize], most: usize) -> Vec<Bucket> {
    let mut used: Vec<u32> = (0..counts.len() as u32).filter(|at| counts[*at as usize] > 0).collect();
    let order = |at: &u32| (std::cmp::Reverse(counts[*at as usize]), words.name(*at));
    if used.len() > most {
        used.select_nth_unstable_by(most, |left, right| order(left).cmp(&order(right)));
        used.truncate(most);
    }
    used.sort_by(|left, right| order(left).cmp(&order(right)));
    used.iter().map(|at| Bucket { value: words.name(*at).to_owned(), count: counts[*at as usize] }).collect()
}
