//! What AniList is asked, as GraphQL texts: one for each kind of answer.
//!
//! A text may name more variables than are given; the server passes over those that are not. Its limit of
//! complexity is 500, a point for each field that is asked for (webonyx/graphql-php's own measure). Lists have
//! pages of 25, so that long ones have endpoints of their own and a work carries only the first of its characters
//! and staff.

/// The fields of a row in a list, short enough for fifty of them.
macro_rules! card {
    () => {
        "fragment card on Media {
  id idMal type format status(version: 2) siteUrl
  title { romaji english native userPreferred }
  synonyms countryOfOrigin source(version: 3) isAdult
  startDate { year month day } endDate { year month day }
  season seasonYear episodes duration chapters volumes
  nextAiringEpisode { episode airingAt }
  genres averageScore meanScore popularity favourites
  coverImage { extraLarge large medium } bannerImage
  studios { edges { isMain node { id name isAnimationStudio siteUrl } } }
}
"
    };
}

/// The names and picture of a character.
macro_rules! figure {
    () => {
        "fragment figure on Character {
  id name { full native alternative userPreferred } image { large medium }
}
"
    };
}

/// What is told of a character, in lists that ask for nothing else.
macro_rules! told {
    () => {
        "fragment told on Character {
  description(asHtml: false) gender age favourites siteUrl
}
"
    };
}

/// The names and language of a person.
macro_rules! human {
    () => {
        "fragment human on Staff {
  id name { full native userPreferred } languageV2
}
"
    };
}

/// One work with all that hangs on it.
pub const MEDIA: &str = concat!(
    "query ($id: Int, $idMal: Int, $type: MediaType) {
  Media(id: $id, idMal: $idMal, type: $type) {
    ...card
    description(asHtml: false) hashtag isLicensed updatedAt
    trailer { id site thumbnail }
    tags { name description rank category isGeneralSpoiler isMediaSpoiler isAdult }
    relations { edges { relationType(version: 3) node { id idMal type format title { romaji userPreferred } } } }
    characters(sort: [ROLE, RELEVANCE, ID], page: 1, perPage: 25) {
      pageInfo { hasNextPage }
      edges { role name node { ...figure ...told } voiceActors { ...human } }
    }
    staff(sort: [RELEVANCE, ID], page: 1, perPage: 25) {
      pageInfo { hasNextPage }
      edges { role node { ...human } }
    }
    recommendations(sort: [RATING_DESC, ID], page: 1, perPage: 10) {
      nodes { rating mediaRecommendation { id type title { romaji userPreferred } } }
    }
    externalLinks { url site type language notes isDisabled }
    rankings { rank type format year season allTime context }
    stats { scoreDistribution { score amount } }
  }
}
",
    card!(),
    figure!(),
    told!(),
    human!()
);

/// A page of a work's characters.
pub const CHARACTERS: &str = concat!(
    "query ($id: Int, $page: Int, $perPage: Int) {
  Media(id: $id) {
    id type title { romaji userPreferred }
    characters(sort: [ROLE, RELEVANCE, ID], page: $page, perPage: $perPage) {
      pageInfo { currentPage hasNextPage }
      edges { role name node { ...figure ...told } voiceActors { ...human } }
    }
  }
}
",
    figure!(),
    told!(),
    human!()
);

/// A page of a work's staff.
pub const STAFF: &str = concat!(
    "query ($id: Int, $page: Int, $perPage: Int) {
  Media(id: $id) {
    id type title { romaji userPreferred }
    staff(sort: [RELEVANCE, ID], page: $page, perPage: $perPage) {
      pageInfo { currentPage hasNextPage }
      edges { role node { ...human } }
    }
  }
}
",
    human!()
);

/// A page of a work's broadcasts.
pub const AIRING: &str = "query ($id: Int, $page: Int, $perPage: Int, $notYetAired: Boolean) {
  Media(id: $id) {
    id type title { romaji userPreferred }
    airingSchedule(notYetAired: $notYetAired, page: $page, perPage: $perPage) {
      pageInfo { currentPage hasNextPage }
      nodes { episode airingAt }
    }
  }
}
";

/// A page of all broadcasts within a time.
pub const SCHEDULE: &str = concat!(
    "query ($page: Int, $perPage: Int, $airingAt_greater: Int, $airingAt_lesser: Int, $notYetAired: Boolean) {
  Page(page: $page, perPage: $perPage) {
    pageInfo { currentPage hasNextPage }
    airingSchedules(
      airingAt_greater: $airingAt_greater, airingAt_lesser: $airingAt_lesser, notYetAired: $notYetAired, sort: [TIME]
    ) {
      episode airingAt mediaId media { ...card }
    }
  }
}
",
    card!()
);

/// A user's whole list of one medium.
pub const LIST: &str = concat!(
    "query (
  $userId: Int, $userName: String, $type: MediaType, $chunk: Int, $perChunk: Int, $status_in: [MediaListStatus]
) {
  MediaListCollection(
    userId: $userId, userName: $userName, type: $type, chunk: $chunk, perChunk: $perChunk, status_in: $status_in,
    forceSingleCompletedList: true
  ) {
    hasNextChunk
    user { id name mediaListOptions { scoreFormat } }
    lists {
      name isCustomList
      entries {
        id mediaId status score100: score(format: POINT_100) progress repeat notes
        startedAt { year month day } completedAt { year month day } updatedAt
        media { ...card }
      }
    }
  }
}
",
    card!()
);

/// A page of works: searches, rankings and seasons.
pub const PAGE: &str = concat!(
    "query (
  $page: Int, $perPage: Int, $search: String, $type: MediaType, $format: MediaFormat, $format_in: [MediaFormat],
  $status: MediaStatus, $countryOfOrigin: CountryCode, $source: MediaSource, $isAdult: Boolean,
  $season: MediaSeason, $seasonYear: Int, $startDate_greater: FuzzyDateInt, $startDate_lesser: FuzzyDateInt,
  $endDate_greater: FuzzyDateInt, $endDate_lesser: FuzzyDateInt, $episodes_greater: Int, $episodes_lesser: Int,
  $duration_greater: Int, $duration_lesser: Int, $averageScore_greater: Int, $averageScore_lesser: Int,
  $genre_in: [String], $genre_not_in: [String], $tag_in: [String], $tag_not_in: [String],
  $id_in: [Int], $idMal_in: [Int], $sort: [MediaSort]
) {
  Page(page: $page, perPage: $perPage) {
    pageInfo { currentPage hasNextPage }
    media(
      search: $search, type: $type, format: $format, format_in: $format_in, status: $status,
      countryOfOrigin: $countryOfOrigin, source: $source, isAdult: $isAdult, season: $season, seasonYear: $seasonYear,
      startDate_greater: $startDate_greater, startDate_lesser: $startDate_lesser,
      endDate_greater: $endDate_greater, endDate_lesser: $endDate_lesser,
      episodes_greater: $episodes_greater, episodes_lesser: $episodes_lesser,
      duration_greater: $duration_greater, duration_lesser: $duration_lesser,
      averageScore_greater: $averageScore_greater, averageScore_lesser: $averageScore_lesser,
      genre_in: $genre_in, genre_not_in: $genre_not_in, tag_in: $tag_in, tag_not_in: $tag_not_in,
      id_in: $id_in, idMal_in: $idMal_in, sort: $sort
    ) {
      ...card
    }
  }
}
",
    card!()
);

/// A page of what users recommend to those who liked a work.
pub const RECOMMENDATIONS: &str = "query ($id: Int, $page: Int, $perPage: Int) {
  Media(id: $id) {
    id type title { romaji userPreferred }
    recommendations(sort: [RATING_DESC, ID], page: $page, perPage: $perPage) {
      pageInfo { currentPage hasNextPage }
      nodes { rating mediaRecommendation { id type title { romaji userPreferred } } }
    }
  }
}
";

/// One character with a page of the works it appears in.
pub const CHARACTER: &str = "query ($id: Int, $page: Int) {
  Character(id: $id) {
    id siteUrl name { full native alternative alternativeSpoiler userPreferred } image { large medium }
    description(asHtml: false) gender age bloodType dateOfBirth { year month day } favourites
    media(sort: [POPULARITY_DESC], page: $page, perPage: 25) {
      pageInfo { currentPage hasNextPage }
      edges { characterRole node { id type title { romaji userPreferred } } }
    }
  }
}
";

/// One person with a page of the works they took part in.
pub const PERSON: &str = "query ($id: Int, $page: Int) {
  Staff(id: $id) {
    id siteUrl name { full native alternative userPreferred } languageV2 image { large medium }
    description(asHtml: false) primaryOccupations gender age homeTown favourites
    staffMedia(sort: [POPULARITY_DESC], page: $page, perPage: 25) {
      pageInfo { currentPage hasNextPage }
      edges { staffRole node { id type title { romaji userPreferred } } }
    }
    characterMedia(sort: [POPULARITY_DESC], page: $page, perPage: 25) {
      pageInfo { currentPage hasNextPage }
      edges { characterRole node { id type title { romaji userPreferred } } }
    }
  }
}
";

/// One studio with a page of its works.
pub const STUDIO: &str = "query ($id: Int, $page: Int) {
  Studio(id: $id) {
    id siteUrl name isAnimationStudio favourites
    media(sort: [START_DATE_DESC], page: $page, perPage: 25) {
      pageInfo { currentPage hasNextPage }
      edges { isMainStudio node { id type title { romaji userPreferred } } }
    }
  }
}
";

/// The user whose token is sent.
pub const VIEWER: &str = "query {
  Viewer { id name siteUrl avatar { large } mediaListOptions { scoreFormat } }
}
";
