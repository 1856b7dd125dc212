//! What was found out about a pair of records, field by field.

use serde::Serialize;

/// How likely two records are one work, and what spoke for and against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// From 0, certainly two works, to 1, certainly one; calibrated, so that of 100 pairs at 0.9 about
    /// 90 are one work.
    pub probability: f64,
    /// What each field said, in the order of [`Field`]; fields that say nothing are left out.
    pub weights: Vec<FieldWeight>,
    /// What the pair most likely is if it is not one work, when it looks like more than chance.
    pub trap: Option<Trap>,
}

/// What one field said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FieldWeight {
    /// The field.
    pub field: Field,
    /// How the two records agree in it.
    pub agreement: Agreement,
    /// Logarithm (base 2) of how many times likelier this agreement is for one work than for two:
    /// above 0 it speaks for one, below 0 against. The weights of a verdict and its prior add up.
    pub weight: f64,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// How likely any two records that came together as candidates are one work.
    Prior,
    /// Ids of other sources that both records name, or by which one names the other.
    Ids,
    /// Names without their numbers and words for the kind.
    Title,
    /// Number of the season, part or film, as the names say it.
    Installment,
    /// Words of the names for what it is: movie, OVA, special, recap.
    Kind,
    /// First day, season or year.
    Date,
    /// TV, movie, OVA and so on.
    Format,
    /// Number of episodes.
    Episodes,
    /// Length of one episode.
    Duration,
    /// Who made it.
    Studios,
    /// Whether what they are tied to is one work as well.
    Relations,
    /// The medium.
    Medium,
}

/// How two records agree in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The same.
    Same,
    /// Nearly the same: a slip of spelling, a day or an episode off.
    Near,
    /// One holds part of the other.
    Part,
    /// Only one of them says it, where silence tells something.
    OneSided,
    /// Apart, though not by far.
    Apart,
    /// Plainly different.
    Different,
}

/// What two records of two works may be that look like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trap {
    /// Two seasons, parts or cours, or two films of a row.
    Installment,
    /// A series and its film, OVA, special or other form.
    OtherForm,
    /// A series and what retells it in short.
    Recap,
    /// The same story made again, years apart.
    Remake,
    /// One title in two media.
    OtherMedium,
    /// Works of one franchise with nothing more to tell them apart by.
    Franchise,
}
