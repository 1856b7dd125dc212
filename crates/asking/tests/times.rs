//! Words for times, on a fixed day: childhood by the asker's birth year, decades, what is recent and what is old.

use asking::{Asker, Names, Slot, read};

/// The years that a question asks for.
fn years(question: &str, birth_year: Option<i16>) -> [Option<String>; 2] {
    let asker = Asker { birth_year, ..Asker::on(jiff::civil::date(2026, 5, 15)) };
    let plan = read(question, &Names::default(), &asker);
    [Slot::YearMin, Slot::YearMax].map(|slot| plan.texts(slot).into_iter().next())
}

fn assert_years(question: &str, birth_year: Option<i16>, from: &str, to: &str) {
    let told = years(question, birth_year).map(Option::unwrap_or_default);
    assert_eq!(told, [from.to_owned(), to.to_owned()], "{question} of {birth_year:?}");
}

#[test]
fn childhood_is_eight_to_sixteen_or_the_decades_that_most_askers_mean() {
    for question in ["mecha anime from my childhood", "anime I watched in my childhood"] {
        assert_years(question, Some(1985), "1993", "2001");
        assert_years(question, Some(2001), "2009", "2017");
        assert_years(question, None, "1990", "2010");
    }
}

#[test]
fn decades_are_ten_years() {
    for (question, from, to) in [
        ("mecha anime from the 90s", "1990", "1999"),
        ("80s movies", "1980", "1989"),
        ("anime of the 2000s", "2000", "2009"),
        ("romance manga from the nineties", "1990", "1999"),
        ("mecha from the second half of the 90s", "1995", "1999"),
        ("mecha of the first half of the 2000s", "2000", "2004"),
        ("early to mid 2000s mecha", "2000", "2006"),
        ("mecha from '98", "1998", "1998"),
        ("mecha from around 2015 to 2018", "2015", "2018"),
        ("mecha from the 1960s or earlier", "", "1969"),
    ] {
        assert_years(question, None, from, to);
    }
}

#[test]
fn recent_and_old_are_counted_from_today() {
    assert_years("recent mecha anime", None, "2024", "");
    assert_years("old mecha anime", None, "", "2006");
    assert_years("mecha anime of last year", None, "2025", "2025");
    assert_years("mecha anime since 2019", None, "2019", "");
}

#[test]
fn a_season_is_meant_where_it_is_pointed_at() {
    for (question, seasons) in [
        ("this summer", vec!["SUMMER"]),
        ("anime from winter", vec!["WINTER"]),
        ("春のアニメ", vec!["SPRING"]),
        ("a story about a long winter", vec![]),
        ("The Last Summer", vec![]),
    ] {
        let asker = Asker::on(jiff::civil::date(2026, 5, 15));
        let plan = read(question, &Names::default(), &asker);
        assert_eq!(plan.texts(Slot::Season), seasons, "{question}: {plan:?}");
    }
}
