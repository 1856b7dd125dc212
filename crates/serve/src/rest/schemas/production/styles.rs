//! Styles, and presets of them.

use utoipa::ToSchema;

/// What pictures are made with; whatever is left out says nothing.
#[derive(ToSchema)]
pub struct Style {
    /// Words for the prompt.
    #[schema(max_length = 1000)]
    pub positive: Option<String>,
    /// Words for the negative prompt.
    #[schema(max_length = 1000)]
    pub negative: Option<String>,
    /// In pixels, by 8.
    #[schema(minimum = 64, maximum = 2048, multiple_of = 8)]
    pub width: Option<u32>,
    /// In pixels, by 8.
    #[schema(minimum = 64, maximum = 2048, multiple_of = 8)]
    pub height: Option<u32>,
    /// The sampler's steps.
    #[schema(minimum = 1, maximum = 150)]
    pub steps: Option<u32>,
    /// How closely the prompt is followed.
    #[schema(minimum = 0, maximum = 30)]
    pub guidance: Option<f64>,
    /// As the engine knows it.
    pub sampler: Option<String>,
    /// As the engine knows it.
    pub scheduler: Option<String>,
    /// As the engine knows it.
    pub model: Option<String>,
    /// Small models on top.
    pub loras: Option<Vec<StyleLora>>,
}

/// A small model that is laid on top of another.
#[derive(ToSchema)]
pub struct StyleLora {
    /// As the engine knows it.
    pub name: String,
    /// How strongly.
    pub weight: f64,
}

/// A style preset.
#[derive(ToSchema)]
pub struct StylePreset {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Whether it comes with the program and cannot be changed.
    pub built_in: bool,
    /// Words for the prompt.
    pub positive: String,
    /// Words for the negative prompt.
    pub negative: String,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// The sampler's steps.
    pub steps: Option<u32>,
    /// How closely the prompt is followed.
    pub guidance: Option<f64>,
    /// As the engine knows it.
    pub sampler: Option<String>,
    /// As the engine knows it.
    pub scheduler: Option<String>,
    /// As the engine knows it.
    pub model: Option<String>,
    /// Small models on top.
    pub loras: Vec<StyleLora>,
}

/// Style presets.
#[derive(ToSchema)]
pub struct StylePresetList {
    /// Those that come with the program first.
    pub presets: Vec<StylePreset>,
}

/// A version of a style preset.
#[derive(ToSchema)]
pub struct PresetVersion {
    /// The preset's name.
    pub name: String,
    /// Its number, from 1.
    pub version: u32,
    /// Whether it comes with the program.
    pub built_in: bool,
    /// When it was written.
    pub at: Option<String>,
    /// By whom.
    pub author: Option<String>,
    /// When it was taken out of the list.
    pub removed_at: Option<String>,
    /// Words for the prompt.
    pub positive: String,
    /// Words for the negative prompt.
    pub negative: String,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// The sampler's steps.
    pub steps: Option<u32>,
    /// How closely the prompt is followed.
    pub guidance: Option<f64>,
    /// As the engine knows it.
    pub sampler: Option<String>,
    /// As the engine knows it.
    pub scheduler: Option<String>,
    /// As the engine knows it.
    pub model: Option<String>,
    /// Small models on top.
    pub loras: Vec<StyleLora>,
}

/// Every version of a style preset.
#[derive(ToSchema)]
pub struct PresetVersions {
    /// The newest first.
    pub versions: Vec<PresetVersion>,
}

/// Presets as a file that another installation imports.
#[derive(ToSchema)]
pub struct PresetFile {
    /// `emaki-presets-1`.
    pub format: String,
    /// The presets.
    pub presets: Vec<PresetFileEntry>,
}

/// A preset of a file.
#[derive(ToSchema)]
pub struct PresetFileEntry {
    /// Its name.
    pub name: String,
    /// What it does.
    pub style: Style,
}
