//! A value for each member of a closed list: an object with exactly those keys.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
    ser::SerializeMap,
};

use super::Word;

/// A value for each member of `K`. Written in the list's order; read in any, with no key missing or strange.
#[derive(Clone, PartialEq, Eq)]
pub struct Of<K, V>(Vec<V>, PhantomData<K>);

impl<K: Word, V: Copy> Of<K, V> {
    /// Values made member by member.
    pub fn each(value: impl FnMut(K) -> V) -> Self {
        Self(K::ALL.iter().copied().map(value).collect(), PhantomData)
    }

    /// The value of a member.
    pub fn get(&self, key: K) -> V {
        self.0[key.index()]
    }

    /// Sets the value of a member.
    pub fn set(&mut self, key: K, value: V) {
        self.0[key.index()] = value;
    }

    /// Members and their values, in the list's order.
    pub fn iter(&self) -> impl Iterator<Item = (K, V)> + '_ {
        K::ALL.iter().copied().zip(self.0.iter().copied())
    }
}

impl<K: Word, V: fmt::Debug + Copy> fmt::Debug for Of<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(key, value)| (key.word(), value))).finish()
    }
}

impl<K: Word, V: Serialize + Copy> Serialize for Of<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.iter() {
            map.serialize_entry(key.word(), &value)?;
        }
        map.end()
    }
}

impl<'de, K: Word, V: Deserialize<'de> + Copy> Deserialize<'de> for Of<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Word, V: Deserialize<'de> + Copy> Visitor<'de> for Values<K, V> {
            type Value = Of<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an object with the keys {}", K::list())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut found: Vec<Option<V>> = vec![None; K::ALL.len()];
                while let Some(key) = map.next_key::<String>()? {
                    let member = K::parse(&key)
                        .ok_or_else(|| A::Error::custom(format!("`{key}` is no {}", K::WHAT)))?;
                    if found[member.index()].replace(map.next_value()?).is_some() {
                        return Err(A::Error::custom(format!("`{key}` stands twice")));
                    }
                }
                let missing = K::ALL.iter().find(|member| found[member.index()].is_none());
                if let Some(missing) = missing {
                    return Err(A::Error::custom(format!("`{}` is missing", missing.word())));
                }
                Ok(Of(found.into_iter().flatten().collect(), PhantomData))
            }
        }

        deserializer.deserialize_map(Values(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Element, Resistance};

    #[test]
    fn keys_are_all_there_and_no_others() {
        let all = Of::<Element, Resistance>::each(|_| Resistance::Neutral);
        let text = serde_json::to_string(&all).expect("an object");
        assert_eq!(serde_json::from_str::<Of<Element, Resistance>>(&text).expect("reads back"), all);
        let wrong = |from: &str, to: &str| {
            let text = text.replacen(from, to, 1);
            serde_json::from_str::<Of<Element, Resistance>>(&text).expect_err("wrong").to_string()
        };
        assert!(wrong("\"fire\":\"neutral\",", "").starts_with("`fire` is missing"));
        assert!(wrong("fire", "ice").starts_with("`ice` is no element"));
        assert!(wrong("fire", "water").starts_with("`water` stands twice"));
        assert!(wrong("\"fire\":\"neutral\"", "\"fire\":\"strong\"").starts_with("unknown variant `strong`"));
    }
}
