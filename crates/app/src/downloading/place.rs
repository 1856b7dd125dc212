//! What downloads work with, as the settings have it: the storage, the network, the programs.

use std::{path::PathBuf, sync::Arc, time::Duration};

use assets::objects::{Depth, ObjectSettings, Objects};
use downloads::{
    Addresses, HostPaces, Net, Paces,
    youtube::{Limits, Tool},
};
use url::Url;

use crate::{App, AppError, ErrorCode};

/// What a session works with.
pub(crate) struct Place {
    pub objects: Objects,
    pub net: Net,
    /// Where files lie until they are committed.
    pub staging: PathBuf,
    pub limits: Limits,
    pub depth: Depth,
}

impl App {
    /// The folder of people's files.
    pub(crate) fn people_folder(&self) -> PathBuf {
        self.config().data_dir.join("people")
    }

    /// Refuses while this part of the house is closed.
    pub(crate) fn people_are_open(&self) -> Result<(), AppError> {
        if self.config().people.enabled {
            return Ok(());
        }
        Err(AppError::new(ErrorCode::NotConfigured, "people and their files are turned off")
            .hint("set `enabled = true` under [people], or EMAKI_PEOPLE__ENABLED=true"))
    }

    /// Where people's files are kept.
    ///
    /// # Errors
    /// `invalid_input` for an address that is none.
    pub(crate) fn objects(&self) -> Result<Objects, AppError> {
        let config = self.config();
        let class = Some(config.people.downloads.storage_class.clone()).filter(|class| !class.is_empty());
        let settings = ObjectSettings { storage_class: class, ..ObjectSettings::default() };
        let opened = if config.storage_url.is_empty() {
            Objects::folder(&self.people_folder().join("objects"), settings)
        } else {
            Objects::open(&config.storage_url, std::env::vars(), settings)
        };
        opened.map_err(|error| {
            AppError::new(ErrorCode::InvalidInput, error.to_string()).hint(
                "set it with EMAKI_STORAGE_URL: file:///folder, s3://bucket/folder or gs://bucket/folder",
            )
        })
    }

    pub(crate) fn download_place(&self) -> Result<Place, AppError> {
        let config = self.config();
        let downloads = &config.people.downloads;
        let staging = self.people_folder().join("staging");
        std::fs::create_dir_all(&staging).map_err(AppError::internal)?;
        let address = |name: &str, text: &str| {
            Url::parse(text).map_err(|error| {
                AppError::new(
                    ErrorCode::InvalidInput,
                    format!("`people.downloads.{name}` is no address: {error}"),
                )
            })
        };
        let addresses = Addresses {
            drive: address("drive_url", &downloads.drive_url)?,
            api: address("drive_api_url", &downloads.drive_api_url)?,
            docs: address("docs_url", &downloads.docs_url)?,
        };
        let cache = self.cache().ok().cloned();
        let limits = HostPaces::per_minute(
            downloads.youtube_per_minute,
            downloads.drive_per_minute,
            downloads.docs_per_minute,
            downloads.others_per_minute,
        );
        let paces = Arc::new(Paces::new(limits, cache, self.waiting_clock()));
        let net = Net::new(&crate::sources::agent(config), addresses, paces, config.allow_private);
        let net = net.map_err(|reason| {
            AppError::new(ErrorCode::NotConfigured, format!("no request can be made: {reason}"))
        })?;
        let limits = Limits {
            most_bytes: downloads.most_bytes,
            height: downloads.height,
            patience: Duration::from_secs(downloads.yt_dlp_seconds.max(1)),
        };
        let depth = if downloads.verify_whole { Depth::Whole } else { Depth::Length };
        Ok(Place { objects: self.objects()?, net, staging, limits, depth })
    }

    /// The programs that videos need.
    pub(crate) fn video_tool(&self) -> Result<Tool, downloads::Trouble> {
        let downloads = &self.config().people.downloads;
        let set = Some(downloads.yt_dlp.as_str()).filter(|set| !set.is_empty()).map(std::path::Path::new);
        Tool::find(set, &self.config().data_dir, downloads.yt_dlp_arguments.clone())
    }
}
