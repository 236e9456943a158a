"""What `make deploy` chooses, in a rush in a new account. `rush.py` says what of it is AWS's word and what is assumed."""

import unittest

import template
from concurrency import choose
from rush import Rush

NEW_ACCOUNT, CUSTOMERS = 10, 300


def queue():
    """The replies queue's visibility timeout and receives."""
    properties = template.load("template.yaml")["Resources"]["RepliesQueue"]["Properties"]
    return properties["VisibilityTimeout"], properties["RedrivePolicy"]["maxReceiveCount"]


class ARush(unittest.TestCase):
    def test_300_customers_at_once_are_recorded_within_seconds_and_all_answered(self):
        for seed in range(10):
            with self.subTest(seed=seed):
                rush = Rush(NEW_ACCOUNT, *choose(NEW_ACCOUNT)[:2], *queue(), customers=CUSTOMERS, seed=seed).run()
                self.assertEqual((len(rush.answered), rush.events.dead, rush.replies.dead), (CUSTOMERS, 0, 0))
                in_the_queue, since_meta_sent = rush.recorded_within(0.99)
                self.assertLess(in_the_queue, 5)
                self.assertLess(since_meta_sent, 10)
                self.assertLess(max(rush.answered), 200)

    def test_without_room_for_recording_it_takes_minutes(self):
        """The simulation shows what the choice prevents: 20 and 50 batches, which fit an account of 1000."""
        rush = Rush(NEW_ACCOUNT, 20, 50, *queue(), customers=CUSTOMERS).run()
        self.assertGreater(rush.recorded_within(0.99)[1], 60)

    def test_hours_of_throttling_make_no_dead_letters(self):
        def dead(visibility, receives):
            rush = Rush(NEW_ACCOUNT, *choose(NEW_ACCOUNT)[:2], visibility, receives, customers=CUSTOMERS)
            rush.all_taken(10, 12 * 3600).run()
            return rush.events.dead + rush.replies.dead, len(rush.answered)

        self.assertEqual(dead(*queue()), (0, CUSTOMERS))
        # Ten receives of 100 seconds are used up within 17 minutes.
        self.assertGreater(dead(100, 10)[0], CUSTOMERS // 2)


if __name__ == "__main__":
    unittest.main()
