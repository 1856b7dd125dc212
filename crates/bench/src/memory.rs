//! How much memory this process took.

/// The most memory that this process had in use since [`forget_peak`], or ever.
pub fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes / 1000.0)
}

/// Begins a new peak, where the kernel allows it; elsewhere the earlier one goes on counting.
pub fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
