//! Where the users' database lies, and a connection to it. The password is never shown.

use std::{str::FromStr, time::Duration};

use keeping::KeepingError;
use sqlx::{
    ConnectOptions, PgConnection,
    postgres::{PgConnectOptions, PgDatabaseError},
};

/// How long a server may take to take us in.
const CONNECT: Duration = Duration::from_secs(15);

/// The address of a database, with its password, and as it may be shown.
#[derive(Clone)]
pub struct Address {
    options: PgConnectOptions,
    shown: String,
}

impl Address {
    /// Reads `postgres://user:password@host:port/database`.
    ///
    /// # Errors
    /// `Parameter` when it is none; the message never repeats it, because it may hold a password.
    pub fn parse(url: &str) -> Result<Self, KeepingError> {
        let wrong = |message: &str| KeepingError::Parameter { name: "url", message: message.to_owned() };
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(wrong("the address of the database begins with postgres://"));
        }
        let options = PgConnectOptions::from_str(url).map_err(|_| {
            wrong("the address is none such as postgres://user:password@host:5432/database; encode @, : and / of a password as %40, %3A and %2F")
        })?;
        let options = options.application_name("emaki");
        let place = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        let database = options.get_database().unwrap_or(options.get_username());
        let shown = format!("postgres://{}@{place}/{database}", options.get_username());
        Ok(Self { options, shown })
    }

    /// The address without its password.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Connects.
    pub async fn connect(&self) -> Result<PgConnection, KeepingError> {
        let connecting = tokio::time::timeout(CONNECT, self.options.connect()).await;
        let connected = connecting.unwrap_or_else(|_| {
            Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer in 15 s")))
        });
        connected.map_err(|error| KeepingError::Target {
            message: format!("cannot connect to {}", self.shown),
            hint: "is the server up, and are address, user and password right? nothing was changed".into(),
            source: words(error),
        })
    }

    /// Wraps what the database answered while something was done there.
    pub fn failed(&self, doing: &str) -> impl FnOnce(sqlx::Error) -> KeepingError {
        let (shown, doing) = (self.shown.clone(), doing.to_owned());
        move |error| explained(&shown, &doing, error)
    }
}

/// What a failure means. All of it happened in a transaction that is not committed.
fn explained(shown: &str, doing: &str, error: sqlx::Error) -> KeepingError {
    let database = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    let code = database.map(|error| error.code().to_owned()).unwrap_or_default();
    let detail =
        database.and_then(|error| error.detail().map(|detail| format!(": {detail}"))).unwrap_or_default();
    let hint = match code.as_str() {
        // lock_not_available, deadlock_detected, serialization_failure
        "55P03" | "40P01" | "40001" => {
            return KeepingError::Busy(format!(
                "somebody else holds {shown}, or rows of it, so that {doing} had to wait too long; nothing was changed there"
            ));
        }
        "57014" => {
            "it took longer than publish.statement_timeout_s allows; nothing was changed there".to_owned()
        }
        "42501" => {
            "the user needs SELECT, INSERT, UPDATE and DELETE on series and waifus; nothing was changed there"
                .to_owned()
        }
        code if code.starts_with("23") => {
            let constraint = database.and_then(PgDatabaseError::constraint).unwrap_or_default();
            format!("the target's constraint {constraint} says no; nothing was changed there")
        }
        _ => "nothing was changed there; try again when it is well".to_owned(),
    };
    KeepingError::Target {
        message: format!("{shown} failed while {doing}{detail}"),
        hint,
        source: words(error),
    }
}

/// What the server said, without what only its makers understand: the driver puts the line of the server's
/// own source behind it.
fn words(error: sqlx::Error) -> Box<dyn std::error::Error + Send + Sync> {
    match error.as_database_error() {
        Some(said) => said.message().into(),
        None => Box::new(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let address =
            Address::parse("postgres://ann:hunter2@db.example:5433/game?sslmode=disable").expect("sound");
        assert_eq!(address.shown(), "postgres://ann@db.example:5433/game");
        for wrong in ["mysql://ann:hunter2@h/x", "postgres://ann:hun/ter2@h:x/y"] {
            let told = Address::parse(wrong).err().expect("refused").to_string();
            assert!(!told.contains("hunter2") && !told.contains("ter2"), "{told}");
        }
    }
}
