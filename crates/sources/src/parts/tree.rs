//! HTML as a tree, within bounds that no real page comes near.
//!
//! HTML allows anything, and some of it costs the square of its length: each tag is held against every open
//! one, each attribute against its siblings, and a block after unclosed `<b>`s opens all of them anew, so that
//! one megabyte can ask for billions of elements. What is read later asks again at each level. Browsers stop
//! at a depth of 512 for the same reasons; here whatever lies beyond a bound has no tree at all, because a
//! part of a page must not pass for the whole.

use std::cell::Cell;

use html5ever::{
    QualName, TokenizerResult,
    buffer_queue::BufferQueue,
    local_name, ns,
    tendril::StrTendril,
    tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _, create_element},
};
use scraper::{Html, HtmlTreeSink};

type Builder = TreeBuilder<NodeId, HtmlTreeSink>;
type NodeId = <HtmlTreeSink as html5ever::tree_builder::TreeSink>::Handle;

/// Elements within elements. The deepest of 141 recorded pages has 29; forgotten end tags may add some.
const MOST_DEEP: usize = 256;
/// Elements, texts and comments. The largest recorded page has 10,000; where there are more than bytes, open
/// words are opened anew for each block.
const MOST_NODES: usize = 300_000;
/// And as many more as a page has that is hardly there.
const LEAST_NODES: usize = 1000;
/// `<html>` and `<body>` tags, whose attributes are merged one by one.
const MOST_ROOTS: usize = 100;
/// Blanks, slashes and quotes within one tag or comment: no tag has more attributes than these. Recorded pages
/// have up to 1,600.
const MOST_PARTS: usize = 16_000;
/// How much is fed before the last bound is looked at, in bytes.
const CHUNK: usize = 4096;

/// The tree of a page; `None` when it is beyond a bound.
pub fn document(text: &str) -> Option<Html> {
    grow(TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), TreeBuilderOpts::default()), text)
}

/// The tree of a piece of a page; `None` when it is beyond a bound.
pub fn fragment(text: &str) -> Option<Html> {
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let body = create_element(&sink, QualName::new(None, ns!(html), local_name!("body")), Vec::new());
    grow(TreeBuilder::new_for_fragment(sink, body, None, TreeBuilderOpts::default()), text)
}

fn grow(builder: Builder, text: &str) -> Option<Html> {
    let most = MOST_NODES.min(LEAST_NODES + text.len());
    let guard = Guard { builder, most, tokens: Cell::new(0), roots: Cell::new(0), over: Cell::new(false) };
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    let guard = &tokenizer.sink;
    let input = BufferQueue::default();
    let (mut rest, mut parts) = (text, 0);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK));
        rest = after;
        input.push_back(StrTendril::from(chunk));
        // It pauses after each script, which is not run.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if guard.tokens.replace(0) > 0 {
            parts = 0;
        }
        parts += chunk.bytes().filter(|byte| matches!(byte, b'\t'..=b' ' | b'/' | b'"' | b'\'')).count();
        if parts > MOST_PARTS || guard.over.get() {
            return None;
        }
    }
    tokenizer.end();
    let over = guard.over.get();
    let html = tokenizer.sink.builder.sink.finish();
    (!over).then_some(html)
}

/// Hands tokens on to the builder of the tree, and stops doing so beyond a bound.
struct Guard {
    builder: Builder,
    /// Nodes that the tree may have.
    most: usize,
    /// Tokens since this was last looked at.
    tokens: Cell<usize>,
    roots: Cell<usize>,
    over: Cell<bool>,
}

impl Guard {
    /// Whether the tree has too many nodes, or the newest of them lies too deep.
    fn is_beyond(&self) -> bool {
        let html = self.builder.sink.0.borrow();
        let mut nodes = html.tree.nodes();
        nodes.len() > self.most
            || nodes.next_back().is_some_and(|newest| newest.ancestors().nth(MOST_DEEP).is_some())
    }
}

impl TokenSink for Guard {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        // Faults are no tokens; every attribute may have one.
        if self.over.get() || matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        self.tokens.set(self.tokens.get() + 1);
        if let Token::TagToken(tag) = &token
            && tag.kind == TagKind::StartTag
            && matches!(&*tag.name, "html" | "body")
        {
            self.roots.set(self.roots.get() + 1);
        }
        let result = self.builder.process_token(token, line);
        self.over.set(self.roots.get() > MOST_ROOTS || self.is_beyond());
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_have_the_tree_that_they_always_had() {
        for page in [
            include_str!("../../fixtures/mal_web/anime-desktop.html"),
            include_str!("../../fixtures/livechart/season.html"),
            "<p>a<b>b<p>c</b>&amp;<table><div>x</table><svg><![CDATA[y]]></svg><script>1</script><template><i>",
        ] {
            assert!(document(page) == Some(Html::parse_document(page)));
            assert!(fragment(page) == Some(Html::parse_fragment(page)));
        }
    }

    #[test]
    fn what_costs_the_square_of_its_length_has_no_tree() {
        let many = |piece: &str, count: usize| piece.repeat(count);
        let numbered = |count: usize, write: fn(usize) -> String| (0..count).map(write).collect::<String>();
        for bomb in [
            many("<div>", 10_000),
            many("<table><tr><td>", 3_000),
            many("<svg>", 10_000),
            many("<template>", 10_000),
            format!("<table>{}", many("<div>", 10_000)),
            format!("<div>{}</div>{}", numbered(200, |at| format!("<b a={at}>")), many("<p>x", 10_000)),
            numbered(2_000, |at| format!("<div><b a={at}></div>")),
            format!("<p {}>", numbered(100_000, |at| format!("a{at} "))),
            numbered(10_000, |at| format!("<body a{at}>")),
            many("<p>x", 160_000),
        ] {
            assert!(document(&bomb).is_none(), "{}", &bomb[..40]);
            assert!(fragment(&bomb).is_none(), "{}", &bomb[..40]);
        }
    }
}
