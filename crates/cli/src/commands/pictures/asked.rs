//! Searches by a picture, by words among pictures, or by both: part of `emaki search`.

use app::{Blend, BlendWeights, PictureRequest, SearchRequest};

use super::{print, print_blended, read};
use crate::{exit::Exit, session::Session};

/// What is asked of pictures.
#[derive(Debug, clap::Args)]
pub struct Asked {
    /// Find the works that show this picture: a file, - for standard input, or an address; with words, by both
    #[arg(long, value_name = "FILE")]
    image: Option<String>,
    /// With words and a picture: what the picture counts beside the words, 0 to 1 [default: 0.5]
    #[arg(long, value_name = "SHARE", requires = "image", requires = "query")]
    weight: Option<f32>,
    /// Look at pictures only: those that show what the words say, or mean what the picture does (needs CLIP)
    #[arg(long)]
    pictures: bool,
}

impl Asked {
    /// Whether anything is.
    pub fn is_asked(&self) -> bool {
        self.image.is_some() || self.pictures
    }

    /// Asks, and prints what was found. Of the request, words, `limit` and `adult` hold and nothing else.
    pub async fn run(self, session: &Session, request: SearchRequest) -> anyhow::Result<Exit> {
        let text = request.query.clone();
        let bare = PictureRequest::of_search(&SearchRequest { query: String::new(), ..request })?;
        let image = self.image.as_deref().map(read).transpose()?;
        match image {
            Some(image) if text.is_empty() && !self.pictures => {
                let answer = session.app().await?.search_by_picture(image, &bare).await?;
                print(&session.out, &answer)?;
            }
            image => {
                let weights =
                    self.weight.map_or_else(|| Ok(BlendWeights::default()), BlendWeights::of_image)?;
                let (limit, adult) = (bare.limit, bare.adult);
                let blend = Blend { text, image, weights, limit, adult, pictures_only: self.pictures };
                let app = session.app_with_index().await?;
                print_blended(&session.out, &app.search_blended(&blend).await?)?;
            }
        }
        Ok(Exit::Done)
    }
}
