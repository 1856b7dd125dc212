//! How much of a picture is too much.

/// What a picture may be at most.
///
/// A page shows no poster above a few megapixels; what is larger is a scan for print or an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The file, in bytes.
    pub bytes: usize,
    /// Width times height.
    pub pixels: u64,
    /// The longer side, in pixels.
    pub side: u32,
    /// What decoding may hold at once, in bytes, beside the file itself.
    pub memory: u64,
}

impl Default for Limits {
    /// 32 MiB, 50 megapixels, 16,384 pixels a side, and 400 MiB while decoding.
    ///
    /// A phone's photo has 12 to 50 megapixels; decoded that is 150 MB, and a progressive JPEG holds twice as much
    /// in its coefficients.
    fn default() -> Self {
        Self { bytes: 32 << 20, pixels: 50_000_000, side: 16_384, memory: 400 << 20 }
    }
}
