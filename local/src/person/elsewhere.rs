//! Blobs and dead letters: files on this machine, or S3 and SQS.

use std::fmt;
use std::sync::Arc;

use anyhow::Context;
use relais_api::{Elsewhere, ElsewhereError, OnlyBlobs, Pending};
use relais_aws::clients::Clients;
use relais_aws::s3::S3Blobs;
use relais_aws::sqs::DeadLetterQueue;
use relais_core::dead_letter::DeadLetter;
use relais_core::mentions::Mentions;
use relais_embedded::{FileBlobs, LocalQueues};

use crate::dead_letters::QUEUES;

/// The files of this machine.
pub(crate) struct Here {
    pub(crate) blobs: FileBlobs,
    pub(crate) queues: LocalQueues,
}

impl fmt::Debug for Here {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Here").finish_non_exhaustive()
    }
}

impl Elsewhere for Here {
    fn media<'a>(&'a self, person: &'a Mentions) -> Pending<'a, Vec<String>> {
        Box::pin(async move { OnlyBlobs(self.blobs.clone()).media(person).await })
    }

    fn delete_media<'a>(&'a self, names: &'a [String]) -> Pending<'a, ()> {
        Box::pin(async move { OnlyBlobs(self.blobs.clone()).delete_media(names).await })
    }

    fn dead_letters<'a>(&'a self, person: &'a Mentions) -> Pending<'a, Option<Vec<DeadLetter>>> {
        Box::pin(async move {
            let mut letters = self.queues.dead_letters(usize::MAX).await.map_err(ElsewhereError::new)?;
            letters.retain(|letter| person.are_in(&letter.body));
            Ok(Some(letters))
        })
    }

    fn delete_dead_letters<'a>(&'a self, person: &'a Arc<Mentions>) -> Pending<'a, Option<usize>> {
        let person = Arc::clone(person);
        Box::pin(async move {
            let deleted = self.queues.delete_dead_letters(move |body| person.are_in(body)).await;
            deleted.map(Some).map_err(ElsewhereError::new)
        })
    }
}

/// S3 and SQS.
#[derive(Debug)]
pub(super) struct OnAws {
    blobs: OnlyBlobs<S3Blobs>,
    queues: Vec<DeadLetterQueue>,
}

impl OnAws {
    /// The bucket, and the dead-letter queues of these queues.
    pub(super) async fn find(clients: &Clients, urls: [String; 2], bucket: &str) -> anyhow::Result<Self> {
        let mut queues = Vec::new();
        for (name, url) in QUEUES.into_iter().zip(urls) {
            let dead = clients.queue(url).dead_letter_queue(name).await.context(
                "SQS refused: check the queue's URL, the AWS region and that your credentials may use the queue",
            )?;
            queues.extend(dead);
        }
        Ok(Self { blobs: OnlyBlobs(clients.blobs(bucket)), queues })
    }
}

impl Elsewhere for OnAws {
    fn media<'a>(&'a self, person: &'a Mentions) -> Pending<'a, Vec<String>> {
        self.blobs.media(person)
    }

    fn delete_media<'a>(&'a self, names: &'a [String]) -> Pending<'a, ()> {
        self.blobs.delete_media(names)
    }

    fn dead_letters<'a>(&'a self, person: &'a Mentions) -> Pending<'a, Option<Vec<DeadLetter>>> {
        Box::pin(async move {
            let mut found = Vec::new();
            for queue in &self.queues {
                let letters = queue.list(usize::MAX).await.map_err(ElsewhereError::new)?;
                found.extend(letters.into_iter().filter(|letter| person.are_in(&letter.body)));
            }
            Ok(Some(found))
        })
    }

    fn delete_dead_letters<'a>(&'a self, person: &'a Arc<Mentions>) -> Pending<'a, Option<usize>> {
        Box::pin(async move {
            let mut deleted = 0;
            for queue in &self.queues {
                deleted += queue.delete(|body| person.are_in(body)).await.map_err(ElsewhereError::new)?;
            }
            Ok(Some(deleted))
        })
    }
}
