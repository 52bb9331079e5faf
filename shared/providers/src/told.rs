//! JSON as providers really send it: any field may be absent, `null` or of another type than documented.
//!
//! A field of the wrong type reads as absent, so that one odd field does not cost the whole message.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use jiff::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::{text, time};

/// A value of which only a scalar is of use.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Told {
    /// Not there, `null`, or not a scalar.
    #[default]
    Absent,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// A text, as it came.
    Text(String),
}

impl Told {
    /// The text as it came, if it is one and not empty.
    pub(crate) fn raw(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A name or another short text.
    pub(crate) fn name(&self) -> Option<String> {
        text::line(self.raw()?, text::NAME_LIMIT)
    }

    /// The first line of a longer text.
    pub(crate) fn title(&self) -> Option<String> {
        text::title(self.raw()?)
    }

    /// An address that a browser may open.
    pub(crate) fn url(&self) -> Option<String> {
        text::url(self.raw()?)
    }

    /// An id that the provider numbers from 1, told as a number or as digits.
    pub(crate) fn id(&self) -> Option<i64> {
        let id = match self {
            Self::Whole(id) => *id,
            Self::Text(digits) if digits.bytes().all(|it| it.is_ascii_digit()) => digits.parse().ok()?,
            _ => return None,
        };
        (id > 0).then_some(id)
    }

    /// A point in time in any of the forms that providers use.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        match self {
            Self::Whole(epoch) => time::from_epoch(*epoch),
            Self::Number(epoch) => time::from_fractional_epoch(*epoch),
            Self::Text(text) => time::from_text(text),
            Self::Absent | Self::Flag(_) => None,
        }
    }

    /// A length of time told in seconds.
    pub(crate) fn seconds(&self) -> Option<Duration> {
        time::sensible(match self {
            Self::Whole(seconds) => Duration::from_secs(u64::try_from(*seconds).unwrap_or(0)),
            Self::Number(seconds) => Duration::try_from_secs_f64(seconds.max(0.0)).ok()?,
            _ => return None,
        })
    }

    /// A length of time told in milliseconds.
    pub(crate) fn milliseconds(&self) -> Option<Duration> {
        time::sensible(match self {
            Self::Whole(millis) => Duration::from_millis(u64::try_from(*millis).unwrap_or(0)),
            Self::Number(millis) => Duration::try_from_secs_f64(millis.max(0.0) / 1000.0).ok()?,
            _ => return None,
        })
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Scalar)
    }
}

struct Scalar;

impl<'de> Visitor<'de> for Scalar {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Told, E> {
        Ok(Told::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Told, E> {
        Ok(Told::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Told, E> {
        Ok(i64::try_from(value).map_or(Told::Absent, Told::Whole))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Told, E> {
        Ok(Told::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Told, E> {
        Ok(Told::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Told, E> {
        Ok(Told::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Told, E> {
        Ok(Told::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Told, A::Error> {
        skip_seq(seq).map(|()| Told::Absent)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Told, A::Error> {
        skip_map(map).map(|()| Told::Absent)
    }
}

/// A value of which only an object is of use.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object<T>(pub(crate) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Object<T> {
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Compound(PhantomData::<Self>))
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Object<T> {
    fn of_map<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|it| Self(Some(it)))
    }
}

/// A value of which only a list of objects is of use. Members that are no objects are left out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Compound(PhantomData::<Self>))
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for List<T> {
    fn of_seq<A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut members = Vec::new();
        while let Some(Object(member)) = seq.next_element()? {
            members.extend(member);
        }
        Ok(Self(members))
    }
}

/// What is made of a value by its shape. What is of no use is passed over without being built, however deep it is.
trait Shape<'de>: Default {
    fn of_map<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        skip_map(map).map(|()| Self::default())
    }

    fn of_seq<A: SeqAccess<'de>>(seq: A) -> Result<Self, A::Error> {
        skip_seq(seq).map(|()| Self::default())
    }
}

struct Compound<S>(PhantomData<S>);

impl<'de, S: Shape<'de>> Visitor<'de> for Compound<S> {
    type Value = S;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_unit<E>(self) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<S, A::Error> {
        S::of_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<S, A::Error> {
        S::of_map(map)
    }
}

fn skip_seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn skip_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}
