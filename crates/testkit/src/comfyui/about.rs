//! What the server tells of itself.

use serde_json::{Value, json};

/// `GET /system_stats`.
pub(super) fn system() -> Value {
    json!({"system": {"os": "posix", "ram_total": 25_276_510_208u64, "ram_free": 23_450_656_768u64,
            "comfyui_version": "0.3.64", "required_frontend_version": "1.27.10", "python_version": "3.11.7",
            "pytorch_version": "2.8.0", "embedded_python": false, "argv": ["main.py", "--cpu"]},
        "devices": [{"name": "cpu", "type": "cpu", "index": null, "vram_total": 25_276_510_208u64,
            "vram_free": 23_450_656_768u64, "torch_vram_total": 0, "torch_vram_free": 0}]})
}
