//! Search and similar works in the terminal.

use crate::{
    emaki::{Emaki, snapshot},
    fixtures,
};

#[test]
fn hits_are_a_table() {
    let emaki = fixtures::imported();
    snapshot!("search_title", emaki.run(&["search", "moonlit", "depot"]));
    snapshot!("search_typo", emaki.run(&["search", "mooonlit depto"]));
    snapshot!("search_native", emaki.run(&["search", "月明かり"]));
    snapshot!("search_nothing", emaki.run(&["search", "zzzzqqqq xxyyzz"]));
}

#[test]
fn an_empty_catalog_is_no_matter_of_words() {
    let ran = Emaki::new().run(&["search", "naruto"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.stderr.contains("`emaki import --starter`") && !ran.stderr.contains("fewer words"), "{ran}");
}

#[test]
fn filters_alone_list_works() {
    let emaki = fixtures::imported();
    let titles = |arguments: &[&str]| -> Vec<String> {
        let answer = emaki.json(&[&["search"], arguments].concat());
        let results = answer["results"].as_array().expect("a list").clone();
        results.iter().filter_map(|hit| hit["title"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(titles(&["--format", "MOVIE"]), ["Harbor of Paper Lanterns"]);
    assert_eq!(
        titles(&["--format", "TV", "--sort", "year", "--order", "asc"]),
        ["Moonlit Depot", "Moonlit Depot 2nd Season", "KQX"]
    );
    assert_eq!(titles(&["--year-max", "2000"]), ["Clockwork Orchard"], "a hyphen will do");
    assert_eq!(
        titles(&["--tags_all", "railway,mystery", "--sort", "title"]),
        ["Moonlit Depot", "Moonlit Depot 2nd Season"]
    );
    assert_eq!(titles(&["--medium", "GAME"]), ["Lantern Bay Rally"]);
    assert_eq!(titles(&["--score_min", "8", "--medium", "ANIME"]), ["Moonlit Depot 2nd Season"]);
}

#[test]
fn why_a_hit_is_there() {
    let emaki = fixtures::imported();
    snapshot!(emaki.run(&["--quiet", "search", "harbour of paper lanterns", "--explain", "--limit", "1"]));
}

#[test]
fn the_answer_as_json() {
    let emaki = fixtures::imported();
    let answer = emaki.json(&["search", "kqx", "--limit", "1"]);
    let keys: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["facets", "next_cursor", "query", "results", "took_ms", "total", "understood"]);
    let mut hit = answer["results"][0].clone();
    // Scores are the ranking's own business; here it is the shape that counts.
    hit["relevance"] = "[relevance]".into();
    hit["why"]["arms"]
        .as_array_mut()
        .expect("a list")
        .iter_mut()
        .for_each(|arm| arm["score"] = "[score]".into());
    insta::assert_json_snapshot!(hit);
}

#[test]
fn pages_follow_each_other() {
    let emaki = fixtures::imported();
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = emaki.json(&["search", "--sort", "title", "--limit", "3", "--cursor", &cursor]);
        let ids = answer["results"].as_array().expect("a list").iter().filter_map(|hit| hit["id"].as_u64());
        seen.extend(ids);
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    let total = emaki.json(&["search"])["total"].as_u64();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(Some(seen.len() as u64), total);
    let bad = emaki.run(&["search", "--cursor", "nonsense"]);
    assert_eq!(bad.code, Some(2), "{bad}");
}

#[test]
fn works_like_one() {
    let emaki = fixtures::imported();
    snapshot!("similar", emaki.run(&["--quiet", "similar", "mal:90042", "--explain", "--limit", "2"]));
    snapshot!("similar_to_nothing", emaki.run(&["similar", "mal:1"]));
}

#[test]
fn an_empty_store_finds_nothing() {
    let ran = Emaki::new().run(&["search", "moonlit"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran}");
}

#[test]
fn judged_queries_are_measured() {
    let emaki = fixtures::imported();
    emaki.write(
        "judged.jsonl",
        "{\"id\":\"q1\",\"query\":\"moonlit depot\",\"kind\":\"title_main\",\"relevant\":{\"90042\":3},\"script\":\"latin\"}\n\
         {\"id\":\"q2\",\"query\":\"clockwork orchad\",\"kind\":\"title_typo\",\"relevant\":{\"90051\":3},\"script\":\"latin\"}\n",
    );
    snapshot!("eval", emaki.run(&["--quiet", "eval", "judged.jsonl"]));
    let missing = emaki.run(&["eval", "missing.jsonl"]);
    assert_eq!(missing.code, Some(1), "{missing}");
}

#[test]
fn understanding_is_measured_by_right_plans() {
    let emaki = fixtures::imported();
    let question = |id: &str, words: &str, expect: &str| {
        format!(
            "{{\"id\":\"{id}\",\"kind\":\"tags\",\"language\":\"en\",\"question\":\"{words}\",\
             \"intent\":\"discovery\",\"expect\":{expect}}}\n"
        )
    };
    let right =
        question("q1", "mystery anime without gore", r#"{"tags_all":["mystery"],"tags_none":["gore"]}"#);
    let wrong = question(
        "q2",
        "horror anime by Studio Lynx",
        r#"{"tags_all":["drama"],"studios_any":["Studio Lynx"]}"#,
    );
    emaki.write("plans.jsonl", &(right + &wrong));
    emaki.write("names.tsv", "studio\tStudio Lynx\n");
    snapshot!("eval_plans", emaki.run(&["eval", "--plans", "plans.jsonl", "--names", "names.tsv"]));
    let both = emaki.run(&["eval", "judged.jsonl", "--plans", "plans.jsonl"]);
    assert_eq!(both.code, Some(2), "{both}");
    emaki.write("bad.jsonl", "{}\n");
    let bad = emaki.run(&["eval", "--plans", "bad.jsonl"]);
    assert!(bad.code == Some(1) && bad.stderr.contains("line 1"), "{bad}");
}
