//! What can go wrong.

/// Why a picture was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// There are no bytes.
    #[error("the picture is empty; send the file's bytes")]
    Empty,
    /// The file is longer than allowed.
    #[error("the picture's file has {bytes} bytes, and {limit} are the most; save it smaller")]
    TooManyBytes {
        /// Its length.
        bytes: usize,
        /// What is allowed.
        limit: usize,
    },
    /// The bytes are of no picture that is read here.
    #[error("{found}, which Emaki does not read; save the picture as PNG, JPEG, GIF or WebP")]
    Format {
        /// What the bytes look like, such as `this is an SVG drawing`.
        found: &'static str,
    },
    /// The picture has more pixels than allowed.
    #[error("the picture has {width} by {height} pixels, and {limit} are the most; save it smaller")]
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// What is allowed, in words.
        limit: String,
    },
    /// The picture would need more memory than allowed.
    #[error("decoding the {format} picture takes more than {limit} bytes of memory; save it smaller")]
    TooMuchMemory {
        /// Its format.
        format: &'static str,
        /// What is allowed.
        limit: u64,
    },
    /// The file is cut short or its bytes are wrong.
    #[error("the {format} picture is damaged: {reason}; fetch or save it again")]
    Damaged {
        /// Its format.
        format: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The picture is too small to be told from others.
    #[error("the picture has {width} by {height} pixels, too few to compare; {least} a side are the least")]
    TooSmall {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// What is needed.
        least: u32,
    },
}

/// A file does not hold what was written into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the index of pictures is damaged: {reason}; remove it, and it is made anew")]
pub struct DamagedError {
    /// What is wrong with it.
    pub reason: String,
}
