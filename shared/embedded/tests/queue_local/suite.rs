//! The cases of every queue, in memory and on disk.

use std::future::{Ready, ready};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::dead_letter::DeadLetter;
use relais_embedded::{LocalQueue, LocalQueues};

use crate::queue_suite::{self, World};
use crate::support;

struct Local {
    queues: LocalQueues,
    clock: Clock,
}

impl World for Local {
    type Queue = LocalQueue;

    fn queue(&self) -> LocalQueue {
        self.queues.queue("events")
    }

    async fn pass(&self, time: Duration) {
        self.clock.advance(SignedDuration::try_from(time).unwrap());
    }

    async fn dead_letters(&self) -> Vec<DeadLetter> {
        self.queues.dead_letters(100).await.unwrap()
    }

    async fn redrive(&self) -> usize {
        self.queues.redrive(Some("events")).await.unwrap()
    }
}

fn world() -> Ready<Local> {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let queues = LocalQueues::memory(clock.clone()).unwrap();
    ready(Local { queues, clock })
}

crate::queue_suite!(world);

mod on_disk {
    use super::*;

    fn world() -> Ready<Local> {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let queues = LocalQueues::open(&support::fresh("suite"), clock.clone()).unwrap();
        ready(Local { queues, clock })
    }

    crate::queue_suite!(world);
}
