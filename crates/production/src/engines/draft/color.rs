//! Colors, mixed in whole numbers.

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Color(pub(super) u8, pub(super) u8, pub(super) u8);

/// All of something, where shares are told: 256 parts.
pub(super) const ALL: u32 = 256;

impl Color {
    pub(super) const WHITE: Self = Self(255, 255, 255);

    /// From `0xrrggbb`.
    pub(super) const fn hex(number: u32) -> Self {
        Self((number >> 16) as u8, (number >> 8) as u8, number as u8)
    }

    /// With a share of another color, of [`ALL`].
    pub(super) fn mix(self, other: Self, share: u32) -> Self {
        let share = share.min(ALL);
        let part = |a: u8, b: u8| ((u32::from(a) * (ALL - share) + u32::from(b) * share + 128) / ALL) as u8;
        Self(part(self.0, other.0), part(self.1, other.1), part(self.2, other.2))
    }

    pub(super) fn darker(self, share: u32) -> Self {
        // Shadows are cool, so that they do not turn grey.
        self.mix(Self::hex(0x1b_1630), share)
    }

    pub(super) fn lighter(self, share: u32) -> Self {
        self.mix(Self::hex(0xff_fbf0), share)
    }

    /// How light it is to the eye, 0 to 255 (Rec. 601).
    pub(super) fn light(self) -> u32 {
        (u32::from(self.0) * 299 + u32::from(self.1) * 587 + u32::from(self.2) * 114) / 1000
    }

    /// As grey.
    pub(super) fn grey(self) -> Self {
        let light = self.light() as u8;
        Self(light, light, light)
    }
}
