//! Addresses that are told when pictures end.

use utoipa::ToSchema;

/// An address to be registered.
#[derive(ToSchema)]
pub struct WebhookBody {
    /// Where to, over http or https.
    #[schema(max_length = 2000)]
    pub url: String,
    /// Only of this project; of all pictures when not said.
    pub project_id: Option<String>,
    /// `completed`, `failed`, `cancelled`, `quarantined`; all of them when not said.
    pub events: Option<Vec<String>>,
}

/// An address that is told.
#[derive(ToSchema)]
pub struct Webhook {
    /// Its UUID.
    pub id: String,
    /// Of which project; of all pictures otherwise.
    pub project_id: Option<String>,
    /// Where it is.
    pub url: String,
    /// What it is told of.
    pub events: Vec<String>,
    /// When it was registered.
    pub created_at: String,
    /// By whom.
    pub author: String,
    /// What signs that which is sent; told when the address is registered, and never again.
    pub secret: Option<String>,
}

/// Registered addresses.
#[derive(ToSchema)]
pub struct WebhookList {
    /// The oldest first.
    pub webhooks: Vec<Webhook>,
}

/// Something that an address was told, or is to be.
#[derive(ToSchema)]
pub struct WebhookDelivery {
    /// Its UUID, which is sent along.
    pub delivery_id: String,
    /// The address.
    pub webhook_id: String,
    /// What happened.
    pub event: String,
    /// To which job; none for a test.
    pub job_id: Option<String>,
    /// `waiting`, `delivering`, `delivered`, `given_up` or `cancelled`.
    pub status: String,
    /// How often it was tried.
    pub attempts: u32,
    /// How often it is tried at most.
    pub max_attempts: u32,
    /// Since when it is to be told.
    pub created_at: String,
    /// When it is tried next.
    pub next_try_at: Option<String>,
    /// When it was delivered or given up.
    pub ended_at: Option<String>,
    /// The status that the address answered with.
    pub answered: Option<u64>,
    /// Why it could not be told, the last time it could not.
    pub error: Option<String>,
}

/// What an address was told.
#[derive(ToSchema)]
pub struct WebhookDeliveryList {
    /// The newest first.
    pub deliveries: Vec<WebhookDelivery>,
}
