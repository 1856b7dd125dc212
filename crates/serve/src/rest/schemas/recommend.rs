//! Works that somebody may like, and why.

use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// What picks are made from.
#[derive(ToSchema)]
pub struct RecommendWish {
    /// Works that are liked: our ids or external ones.
    #[schema(required = false)]
    pub works: Vec<String>,
    /// Works that are not wanted, and nothing like them.
    #[schema(required = false)]
    pub not: Vec<String>,
    /// A list: MyAnimeList's XML export or a table `id,score,status` as text, AniList's JSON as it is.
    #[schema(required = false)]
    pub list: Value,
    /// How many picks, 1 to 100.
    #[schema(required = false)]
    pub limit: u32,
    /// Media of the picks; those of the named works when left out.
    #[schema(required = false)]
    pub medium: Vec<String>,
    /// Tags and genres that every pick bears.
    #[schema(required = false)]
    pub tags: Vec<String>,
    /// `auto`, `ratings` or `content`.
    #[schema(required = false)]
    pub by: String,
    /// Only works that are better known than this share of all, 0 to 1.
    #[schema(required = false)]
    pub popularity_min: f64,
    /// Only works that are less known than this share of all, 0 to 1.
    #[schema(required = false)]
    pub popularity_max: f64,
    /// From 0, the best whatever they are, to 1, nothing about the same as a better pick.
    #[schema(required = false)]
    pub diversity: f64,
    /// Whether what was disliked speaks against what is like it.
    #[schema(required = false)]
    pub dislikes: bool,
    /// Whether sequels may come whose first part was not seen.
    #[schema(required = false)]
    pub sequels: bool,
    /// Whether works for adults may come.
    #[schema(required = false)]
    pub adult: bool,
}

/// The same for one work.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecommendParameters {
    /// Works that are not wanted, by commas.
    pub not: Option<String>,
    /// How many picks, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 10)]
    pub limit: Option<u32>,
    /// Media of the picks, by commas.
    pub medium: Option<String>,
    /// Tags and genres that every pick bears, by commas.
    pub tags: Option<String>,
    /// `auto`, `ratings` or `content`.
    pub by: Option<String>,
    /// Only works that are better known than this share of all.
    #[param(minimum = 0, maximum = 1)]
    pub popularity_min: Option<f64>,
    /// Only works that are less known than this share of all.
    #[param(minimum = 0, maximum = 1)]
    pub popularity_max: Option<f64>,
    /// From 0, the best whatever they are, to 1, nothing about the same as a better pick.
    #[param(minimum = 0, maximum = 1, default = 0.2)]
    pub diversity: Option<f64>,
    /// Whether what is not wanted speaks against what is like it.
    pub dislikes: Option<bool>,
    /// Whether sequels may come whose first part was not seen.
    pub sequels: Option<bool>,
    /// Whether works for adults may come.
    pub adult: Option<bool>,
}

/// Works that somebody may like.
#[derive(ToSchema)]
pub struct Recommendations {
    /// The picks, the strongest first.
    pub picks: Vec<Recommended>,
    /// By which model they were made: `ratings` or `content`.
    pub by: String,
    /// What is to be known about the model.
    pub note: Option<String>,
    /// How many ratings the model was learned from.
    pub ratings: u64,
    /// In which form the list came.
    pub list_form: Option<String>,
    /// How many works of those named were found.
    pub matched: u32,
    /// What was named and not found.
    pub unmatched: Vec<UnmatchedLine>,
}

/// One pick.
#[derive(ToSchema)]
pub struct Recommended {
    /// The work.
    pub id: u32,
    /// The title shown first.
    pub title: String,
    /// The medium.
    pub medium: String,
    /// The format.
    pub format: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
    /// How strongly it is meant; comparable within one answer.
    pub score: f64,
    /// The share of works that are less known.
    pub popularity: f64,
    /// Where the score comes from; the shares add up to it.
    pub reasons: Vec<RecommendReason>,
}

/// A part of a pick's score.
#[derive(ToSchema)]
pub struct RecommendReason {
    /// `shared_users`, `content`, `others` or `popularity`.
    pub kind: String,
    /// The named work that speaks for the pick.
    pub work: Option<ReasonWork>,
    /// How much of the score.
    pub share: f64,
    /// The same as a part of the whole score.
    pub part: f64,
    /// What the two works have in common; their shares add up to this one.
    pub factors: Vec<RecommendFactor>,
    /// In a sentence.
    pub text: String,
}

/// The work that a reason is about.
#[derive(ToSchema)]
pub struct ReasonWork {
    /// Its id.
    pub id: u32,
    /// Its title.
    pub title: String,
}

/// A thing that two works have in common.
#[derive(ToSchema)]
pub struct RecommendFactor {
    /// `tag`, `studio` or `more`.
    pub kind: String,
    /// What it is.
    pub name: String,
    /// How much of the score.
    pub share: f64,
}

/// What was named and could not be used.
#[derive(ToSchema)]
pub struct UnmatchedLine {
    /// Its place in the list, from 1.
    pub place: u64,
    /// The ids that were named, or what stands there instead.
    pub named: String,
    /// The title, where the list has it.
    pub title: Option<String>,
    /// Why it was not used.
    pub reason: String,
}
