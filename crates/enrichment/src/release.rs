//! Slots, premieres and breaks: when the forms of a work are shown.

use model::{Broadcast, Delay, Field, Premiere, Slot};

use crate::voices::Voices;

/// The weekly slot, each part of the first source that knows it. A time goes with the zone of who says
/// it, never with another's.
pub(crate) fn broadcast(voices: &Voices<'_>) -> Option<Broadcast> {
    let order = voices.of(&Field::Broadcast);
    let said: Vec<&Broadcast> = order.iter().filter_map(|record| record.broadcast.as_ref()).collect();
    let clock = said.iter().find(|slot| slot.time.is_some() && slot.zone.is_some());
    let clock = clock.or_else(|| said.iter().find(|slot| slot.time.is_some()));
    let zone = || said.iter().find_map(|slot| slot.zone.clone());
    let told = Broadcast {
        day: said.iter().find_map(|slot| slot.day.clone()),
        time: clock.and_then(|slot| slot.time.clone()),
        zone: match clock {
            Some(slot) => slot.zone.clone(),
            None => zone(),
        },
    };
    (told.day.is_some() || told.time.is_some()).then_some(told)
}

/// First and last day in the words of the first source in the order of dates that has some.
pub(crate) fn aired_words(voices: &Voices<'_>) -> Option<String> {
    let order = voices.of(&Field::StartDate);
    order.iter().find_map(|record| record.aired_words.clone())
}

/// One slot for each form, the first source's.
pub(crate) fn slots(voices: &Voices<'_>) -> Vec<Slot> {
    let mut list: Vec<Slot> = Vec::new();
    for slot in voices.of(&Field::Slots).iter().flat_map(|record| &record.slots) {
        if !list.iter().any(|known| known.kind == slot.kind) {
            list.push(slot.clone());
        }
    }
    list.sort_by(|a, b| a.kind.cmp(&b.kind));
    list
}

/// One premiere for each form, the first source's.
pub(crate) fn premieres(voices: &Voices<'_>) -> Vec<Premiere> {
    let mut list: Vec<Premiere> = Vec::new();
    for premiere in voices.of(&Field::Premieres).iter().flat_map(|record| &record.premieres) {
        if !list.iter().any(|known| known.kind == premiere.kind) {
            list.push(premiere.clone());
        }
    }
    list.sort_by(|a, b| a.kind.cmp(&b.kind));
    list
}

/// One break for each form, the first source's.
pub(crate) fn delays(voices: &Voices<'_>) -> Vec<Delay> {
    let mut list: Vec<Delay> = Vec::new();
    for delay in voices.of(&Field::Delays).iter().flat_map(|record| &record.delays) {
        if !list.iter().any(|known| known.kind == delay.kind) {
            list.push(delay.clone());
        }
    }
    list.sort_by(|a, b| a.kind.cmp(&b.kind));
    list
}
