//! Inputs that are small to write and costly to read, each of about the size that is asked for.

/// A bomb's name, and what makes it.
pub type Bomb = (&'static str, fn(usize) -> String);

pub const BOMBS: &[Bomb] = &[
    ("nested lists", |size| "[".repeat(size)),
    ("nested lists, closed", |size| format!("{}{}", "[".repeat(size / 2), "]".repeat(size / 2))),
    ("nested objects", |size| "{\"data\":".repeat(size / 8)),
    ("nested data", |size| format!("{{\"data\":{}{}}}", "[".repeat(size / 2), "]".repeat(size / 2))),
    ("a long list of nothing", |size| format!("{{\"data\":[{}0]}}", "{},".repeat(size / 3))),
    ("many keys", |size| format!("{{{}\"data\":1}}", numbered(size / 12, |at| format!("\"k{at}\":{at},")))),
    ("a long number", |size| format!("{{\"data\":{{\"mal_id\":{}}}}}", "9".repeat(size))),
    ("a long text", |size| format!("{{\"data\":{{\"mal_id\":1,\"title\":\"{}\"}}}}", "ab ".repeat(size / 3))),
    ("escapes", |size| format!("{{\"data\":\"{}\"}}", "\\ud83d\\ude00".repeat(size / 12))),
    ("markup in JSON", |size| {
        format!("{{\"data\":{{\"mal_id\":1,\"synopsis\":\"{}\"}}}}", "<i>".repeat(size / 3))
    }),
    ("nested blocks", |size| "<div>".repeat(size / 5)),
    ("nested blocks, closed", |size| format!("{}{}", "<div>".repeat(size / 11), "</div>".repeat(size / 11))),
    ("nested tables", |size| "<table><tr><td>".repeat(size / 15)),
    ("blocks before a table", |size| format!("<table>{}", "<div>".repeat(size / 5))),
    ("nested pictures", |size| "<svg>".repeat(size / 5)),
    ("nested templates", |size| "<template>".repeat(size / 10)),
    ("nested links", |size| "<a href=/anime/1>x".repeat(size / 18)),
    ("open words", |size| numbered(size / 12, |at| format!("<b a={at}>x"))),
    ("open words, and blocks", |size| {
        format!("<div>{}</div>{}", numbered(200, |at| format!("<i a={at}>")), "<p>x".repeat(size / 4))
    }),
    ("blocks of open words", |size| numbered(size / 24, |at| format!("<div><b a={at}></div>x"))),
    ("short paragraphs", |size| "<p>x".repeat(size / 4)),
    ("headings", |size| format!("<h2>Synopsis</h2>{}", "<h2>x</h2>y".repeat(size / 11))),
    ("end tags", |size| "</p></div></a>".repeat(size / 14)),
    ("breaks", |size| "<br>&nbsp;".repeat(size / 10)),
    ("a tag of many attributes", |size| format!("<p {}>", numbered(size / 8, |at| format!("a{at}=1 ")))),
    ("bodies", |size| numbered(size / 14, |at| format!("<body a{at}=1>"))),
    ("a long attribute", |size| format!("<a href=\"https://h.example/{}\">x</a>", "a/".repeat(size / 2))),
    ("many classes", |size| format!("<div class=\"{}\">x</div>", numbered(size / 7, |at| format!("c{at} ")))),
    ("a comment", |size| format!("<!--{}", "- ".repeat(size / 2))),
    ("entities", |size| "&amp;&#1;&notit".repeat(size / 14)),
    ("structured data", |size| {
        "<script type=\"application/ld+json\">{\"@type\":\"TVSeries\"}</script>".repeat(size / 66)
    }),
    ("titles", |size| "<title>x</title>".repeat(size / 16)),
    ("a title without end", |size| format!("<title>{}", "<title".repeat(size / 6))),
    ("less than", |size| "<".repeat(size)),
    ("blanks", |size| format!("{}x", " ".repeat(size))),
    ("names of entities in themselves", |size| {
        let entities = numbered(size / 40, |at| format!("<!ENTITY e{} \"&e{at};&e{at};\">", at + 1));
        format!("<!DOCTYPE x [<!ENTITY e0 \"x\">{entities}]><anime id=\"1\"><title>&e30;</title></anime>")
    }),
    ("nested elements", |size| format!("<?xml version=\"1.0\"?>{}", "<anime id=\"1\">".repeat(size / 14))),
    ("a quote without end", |size| format!("a,b\n\"{}", "x\n".repeat(size / 2))),
    ("quotes without end", |size| format!("a,b\n{}", "\"x\n".repeat(size / 3))),
    ("commas", |size| format!("a,b\n{}", ",".repeat(size))),
    ("columns", |size| format!("{}\n{}", numbered(size / 12, |at| format!("c{at},")), ",".repeat(size / 12))),
    ("rules", |size| {
        format!("{}{}", "user-agent: x\n".repeat(size / 28), "allow: *a*b*c\n".repeat(size / 28))
    }),
    ("stars", |size| format!("/{}\nuser-agent: *\nallow: {}$", "a".repeat(size / 2), "*a".repeat(size / 4))),
    ("a query of quotes", |size| format!("{{a(b:{}", "\"\"\"\\".repeat(size / 4))),
    ("a query of notes", |size| "#\n".repeat(size / 2)),
    ("digits", |size| "9".repeat(size)),
    ("units", |size| "1 min ".repeat(size / 6)),
    ("credits", |size| "(Source: x)".repeat(size / 11)),
    ("days", |size| "1.".repeat(size / 2)),
];

fn numbered(count: usize, write: fn(usize) -> String) -> String {
    (0..count).map(write).collect()
}
