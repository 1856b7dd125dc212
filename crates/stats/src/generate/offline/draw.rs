//! Draws that belong to a couple: chance, but the same each time.

use keeping::forms::Couple;
use sha2::{Digest, Sha256};

/// The draws of one couple.
pub(super) struct Draw(String);

impl Draw {
    /// Those of a couple.
    pub fn of(couple: &Couple) -> Self {
        Self(format!("offline\0{}\0{}", couple.source_type, couple.source_id))
    }

    /// A share from 0 to below 1, another one for each purpose.
    pub fn share(&self, purpose: &str) -> f64 {
        f64::from(self.number(purpose)) / (f64::from(u32::MAX) + 1.0)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&self, purpose: &str, bound: usize) -> usize {
        self.number(purpose) as usize % bound
    }

    fn number(&self, purpose: &str) -> u32 {
        let digest = Sha256::digest(format!("{}\0{purpose}", self.0));
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }
}
