//! What MyAnimeList is asked to tell: it sends little more than titles unless the fields are named.
//!
//! Pictures, background, relations and recommendations come only with a single work.

/// Of one anime.
pub const ANIME: &str = "id,title,main_picture,alternative_titles,start_date,end_date,synopsis,mean,rank,popularity,\
    num_list_users,num_scoring_users,nsfw,created_at,updated_at,media_type,status,genres,num_episodes,\
    start_season,broadcast,source,average_episode_duration,rating,studios,pictures,background,related_anime,\
    related_manga,recommendations,statistics";

/// Of one manga or novel.
pub const MANGA: &str = "id,title,main_picture,alternative_titles,start_date,end_date,synopsis,mean,rank,popularity,\
    num_list_users,num_scoring_users,nsfw,created_at,updated_at,media_type,status,genres,num_volumes,\
    num_chapters,authors{first_name,last_name},pictures,background,related_anime,related_manga,\
    recommendations,serialization{name}";

/// Of each anime in a list.
pub const ANIME_ROW: &str = "id,title,main_picture,alternative_titles,start_date,end_date,synopsis,mean,rank,popularity,\
    num_list_users,num_scoring_users,nsfw,created_at,updated_at,media_type,status,genres,num_episodes,\
    start_season,broadcast,source,average_episode_duration,rating,studios";

/// Of each manga in a list.
pub const MANGA_ROW: &str = "id,title,main_picture,alternative_titles,start_date,end_date,synopsis,mean,rank,popularity,\
    num_list_users,num_scoring_users,nsfw,created_at,updated_at,media_type,status,genres,num_volumes,\
    num_chapters,authors{first_name,last_name}";

/// Of each anime in a user's list.
pub const ANIME_ENTRY: &str = "list_status{start_date,finish_date,priority,num_times_rewatched,rewatch_value,tags,comments},id,title,\
    main_picture,alternative_titles,start_date,end_date,synopsis,mean,rank,popularity,num_list_users,\
    num_scoring_users,nsfw,created_at,updated_at,media_type,status,genres,num_episodes,start_season,\
    broadcast,source,average_episode_duration,rating,studios";

/// Of each manga in a user's list.
pub const MANGA_ENTRY: &str = "list_status{start_date,finish_date,priority,num_times_reread,reread_value,tags,comments},id,title,\
    main_picture,alternative_titles,start_date,end_date,synopsis,mean,rank,popularity,num_list_users,\
    num_scoring_users,nsfw,created_at,updated_at,media_type,status,genres,num_volumes,num_chapters,\
    authors{first_name,last_name}";
