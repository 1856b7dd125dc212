//! What the users' tables look like, by the database's own catalog: columns, constraints, who refers to them.

use keeping::KeepingError;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{
    address::Address,
    columns::{Which, Wish},
};

/// How a column's values are written and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, of at most so many letters.
    Text(Option<usize>),
    /// A whole number from the first to the last.
    Integer(i64, i64),
    /// A number in single precision.
    Single,
    /// A number in double precision.
    Double,
    /// A decimal number, rounded to so many digits after the point.
    Decimal(Option<usize>),
    /// A day.
    Date,
    /// JSON, compared by what it means.
    Json,
}

/// A column of the users' table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnShape {
    /// Its name.
    pub name: String,
    /// Its number in the catalog.
    pub number: i16,
    /// Its type's name.
    pub type_name: String,
    /// How to write it; none for a type we do not write.
    pub kind: Option<Kind>,
    /// Whether it must have a value.
    pub not_null: bool,
    /// Whether the database fills it where we say nothing.
    pub filled: bool,
    /// Whether the database computes it, so that nobody may write it.
    pub generated: bool,
}

/// A constraint or index that keeps names apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueName {
    /// The constraint's or index's name.
    pub name: String,
    /// Whether it is a constraint, and not a bare index.
    pub is_constraint: bool,
    /// How to make it again.
    pub definition: String,
}

/// A table of the users.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which of the two.
    pub which: Which,
    /// The schema and name, quoted where they need it.
    pub name: String,
    /// The catalog's number of it.
    pub oid: i64,
    /// Its columns.
    pub columns: Vec<ColumnShape>,
    /// What keeps its names apart, over the name alone.
    pub unique_name: Option<UniqueName>,
    /// Whether names are kept apart within a medium.
    pub unique_name_and_media: bool,
}

impl Table {
    /// Reads a table's shape, and says clearly what is missing for publishing to it.
    pub async fn read(
        connection: &mut PgConnection,
        address: &Address,
        which: Which,
    ) -> Result<Self, KeepingError> {
        let doing = "reading the shape of its tables";
        let select = "SELECT c.oid::int8, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind::text \
                      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)";
        let found = sqlx::query(select).bind(which.table()).fetch_optional(&mut *connection).await;
        let found = found.map_err(address.failed(doing))?.ok_or_else(|| KeepingError::Conflict {
            message: format!("{} has no table `{}` in its search path", address.shown(), which.table()),
            hint: "is it the game's database? a schema of its own is named in the address: ?options=-csearch_path%3Dgame".into(),
            places: Vec::new(),
        })?;
        let oid: i64 = found.try_get(0).map_err(address.failed(doing))?;
        let name: String = found.try_get(1).map_err(address.failed(doing))?;
        let relation: String = found.try_get(2).map_err(address.failed(doing))?;
        if relation != "r" && relation != "p" {
            return Err(KeepingError::Conflict {
                message: format!("{name} in {} is no table that can be written to", address.shown()),
                hint: "publish to the table behind the view".into(),
                places: Vec::new(),
            });
        }
        let columns = columns(connection, oid).await.map_err(address.failed(doing))?;
        let (unique_name, unique_name_and_media) =
            unique_names(connection, oid).await.map_err(address.failed(doing))?;
        Ok(Self { which, name, oid, columns, unique_name, unique_name_and_media })
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&ColumnShape> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// What keeps rows from being published at all: columns that are missing, of a strange type, or that
    /// nobody fills.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for wish in self.which.wishes().iter().chain([self.which.key()]) {
            match self.column(wish.name) {
                None => faults.push(format!(
                    "column {} is missing: ALTER TABLE {} ADD COLUMN {} {};",
                    wish.name, self.name, wish.name, wish.usual_type
                )),
                Some(column) if column.kind.is_none() => faults.push(format!(
                    "column {} has the type {}, which cannot be published to: it is {} by rights",
                    wish.name, column.type_name, wish.usual_type
                )),
                Some(column) if column.generated => {
                    faults.push(format!("column {} is computed by the database", wish.name));
                }
                Some(_) => {}
            }
        }
        faults
    }

    /// Columns that are not ours, must have a value, and get none from the database: no row can be added.
    pub fn unfilled(&self) -> Vec<String> {
        let ours = |name: &str| {
            name == self.which.key().name || self.which.wishes().iter().any(|wish| wish.name == name)
        };
        let columns =
            self.columns.iter().filter(|column| column.not_null && !column.filled && !ours(&column.name));
        columns
            .map(|column| {
                format!(
                    "column {} of {} must have a value and has no default: ALTER TABLE {} ALTER COLUMN \"{}\" SET DEFAULT …;",
                    column.name,
                    self.name,
                    self.name,
                    column.name.replace('"', "\"\"")
                )
            })
            .collect()
    }

    /// The columns that we write and the table has, in our order.
    pub fn written(&self) -> Vec<(&'static Wish, &ColumnShape, Kind)> {
        let find = |wish: &'static Wish| {
            let column = self.column(wish.name)?;
            Some((wish, column, column.kind?))
        };
        self.which.wishes().iter().filter_map(find).collect()
    }
}

async fn columns(connection: &mut PgConnection, oid: i64) -> Result<Vec<ColumnShape>, sqlx::Error> {
    // A domain counts as what it stands for; its own check is the database's to make.
    let select = "SELECT a.attname::text, a.attnum, format_type(a.atttypid, a.atttypmod), \
                  COALESCE(b.typname, t.typname)::text, \
                  CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END, a.attnotnull, \
                  a.atthasdef OR a.attidentity <> '', a.attgenerated <> '' \
                  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
                  LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype \
                  WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
    let rows = sqlx::query(select).bind(oid).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let base: String = row.try_get(3)?;
            let generated = row.try_get(7)?;
            Ok(ColumnShape {
                name: row.try_get(0)?,
                number: row.try_get(1)?,
                type_name: row.try_get(2)?,
                kind: kind(&base, row.try_get(4)?),
                not_null: row.try_get(5)?,
                filled: row.try_get::<bool, _>(6)? || generated,
                generated,
            })
        })
        .collect()
}

/// What a type's name and modifier mean.
fn kind(base: &str, modifier: i32) -> Option<Kind> {
    Some(match base {
        "text" | "citext" => Kind::Text(None),
        // The modifier counts four bytes of header.
        "varchar" | "bpchar" => Kind::Text(usize::try_from(modifier - 4).ok()),
        "int2" => Kind::Integer(i16::MIN.into(), i16::MAX.into()),
        "int4" => Kind::Integer(i32::MIN.into(), i32::MAX.into()),
        "int8" => Kind::Integer(i64::MIN, i64::MAX),
        "float4" => Kind::Single,
        "float8" => Kind::Double,
        "numeric" => Kind::Decimal((modifier >= 4).then(|| ((modifier - 4) & 0x7ff) as usize)),
        "date" => Kind::Date,
        "json" | "jsonb" => Kind::Json,
        _ => return None,
    })
}

async fn unique_names(
    connection: &mut PgConnection,
    oid: i64,
) -> Result<(Option<UniqueName>, bool), sqlx::Error> {
    let select = "SELECT c.relname::text, k.conname::text, COALESCE(pg_get_constraintdef(k.oid), pg_get_indexdef(i.indexrelid)), \
                  (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a \
                   WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey::int2[])) \
                  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'u' \
                  WHERE i.indrelid = $1::oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL \
                  ORDER BY c.relname";
    let (mut alone, mut with_media) = (None, false);
    for row in sqlx::query(select).bind(oid).fetch_all(connection).await? {
        let columns: Vec<String> = row.try_get::<Option<Vec<String>>, _>(3)?.unwrap_or_default();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        if columns == ["name"] {
            let constraint: Option<String> = row.try_get(1)?;
            let is_constraint = constraint.is_some();
            let name = constraint.map_or_else(|| row.try_get(0), Ok)?;
            alone = Some(UniqueName { name, is_constraint, definition: row.try_get(2)? });
        } else if columns == ["media_type", "name"] {
            with_media = true;
        }
    }
    Ok((alone, with_media))
}

/// A table that refers to one of ours, with the condition under which its rows are of one.
#[derive(Debug, Clone)]
pub struct Referrer {
    /// The table's quoted name.
    pub table: String,
    /// Its number in the catalog.
    pub oid: i64,
    /// `r.waifu_id = t.waifu_id`, over all columns of the foreign key.
    pub condition: String,
}

/// Every foreign key that leads to a table.
pub async fn referrers(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
) -> Result<Vec<Referrer>, KeepingError> {
    let select = "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.oid::int8, \
                  (SELECT string_agg('r.' || quote_ident(a.attname) || ' = t.' || quote_ident(f.attname), ' AND ') \
                   FROM unnest(k.conkey, k.confkey) AS u(here, there) \
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.here \
                   JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = u.there) \
                  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
                  WHERE k.contype = 'f' AND k.confrelid = $1::oid AND k.conparentid = 0 ORDER BY 1, 3";
    let doing = "looking up who refers to its tables";
    let rows = sqlx::query(AssertSqlSafe(select)).bind(table.oid).fetch_all(connection).await;
    let read = |row: &sqlx::postgres::PgRow| {
        Ok(Referrer { table: row.try_get(0)?, oid: row.try_get(1)?, condition: row.try_get(2)? })
    };
    rows.and_then(|rows| rows.iter().map(read).collect::<Result<_, sqlx::Error>>())
        .map_err(address.failed(doing))
}
