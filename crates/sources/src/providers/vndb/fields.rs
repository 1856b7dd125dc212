//! What VNDB is asked to tell: it sends only the fields that are named.
//!
//! It refuses a query that would bring too much ("Too much data selected"), counted by fields and results;
//! so lists ask for less than single things do.

/// Of one visual novel.
pub const VN: &str = "title,alttitle,titles{lang,title,latin,official,main},aliases,olang,devstatus,released,\
    languages,platforms,image{url,thumbnail,sexual,violence},length,length_minutes,length_votes,description,average,\
    rating,votecount,developers{id,name,original},tags{id,name,category,rating,spoiler,lie},\
    relations{id,title,relation,relation_official},staff{id,name,original,role,note,eid},\
    va{note,staff{id,name,original,lang},character{id,name,original,image.url,vns{id,role}}},extlinks{url,label,name,id}";

/// Of each of several visual novels.
pub const VNS: &str = "title,alttitle,titles{lang,title,latin,official,main},aliases,olang,devstatus,released,\
    image{url,thumbnail,sexual,violence},length,length_minutes,description,rating,votecount,\
    developers{id,name},tags{id,name,category,rating,spoiler,lie},relations{id,title,relation,relation_official},\
    extlinks{url,label,name,id}";

/// Of each hit of a search.
pub const HITS: &str = "title,alttitle,titles{lang,title,latin,official,main},aliases,olang,devstatus,released,\
    image{url,thumbnail,sexual,violence},length_minutes,rating,votecount,developers{id,name}";

/// Of a character.
pub const CHARACTER: &str = "name,original,aliases,description,image{url,sexual,violence},blood_type,height,weight,\
    bust,waist,hips,cup,age,birthday,sex,gender,vns{id,title,role,spoiler},traits{id,name,group_name,spoiler,lie}";

/// Of a release.
pub const RELEASE: &str = "title,alttitle,languages{lang,title,latin,mtl,main},platforms,vns{id,title,rtype},\
    producers{id,name,developer,publisher},released,minage,patch,freeware,official,has_ero,voiced,notes,\
    extlinks{url,label,name,id}";

/// Of a producer.
pub const PRODUCER: &str = "name,original,aliases,lang,type,description,extlinks{url,label,name,id}";

/// Of a person.
pub const STAFF: &str = "aid,ismain,name,original,lang,gender,description,extlinks{url,label,name,id},\
    aliases{aid,name,latin,ismain}";

/// Of a tag.
pub const TAG: &str = "name,aliases,description,category,searchable,applicable,vn_count";

/// Of a trait.
pub const TRAIT: &str =
    "name,aliases,description,searchable,applicable,sexual,group_id,group_name,char_count";

/// Of a quote.
pub const QUOTE: &str = "quote,score,vn{id,title},character{id,name}";

/// Of an entry of a user's list.
pub const ENTRY: &str = "added,voted,lastmod,vote,started,finished,notes,labels{id,label},\
    vn{title,alttitle,released,olang,devstatus,image{url,thumbnail},rating,votecount}";
