"""What was tried for an aim, by its words in `aims.py`. It is on the page when the aim was not reached."""

TURNS = ("What the store asks all the time is answered by our own code on prepared statements, in one commit with others, and a read in the "
         "caller's thread; attributes are sorted and not hashed, and what is the same for every answer is made once; a queue's receives and deletes are synced with the next send; many "
         "events share a sync of the disk, and a batch of the queue needs no savepoints; the program is built for speed, and has an allocator "
         "of its own. A profile of what is left, on disk: a third SQLite, of which two thirds "
         "are commits; a third the kernel, for seven HTTP exchanges a turn and hand-offs between threads; the rest thin over JSON, "
         "allocation, signatures and the text of the prompt, no function of ours with more than two hundredths.")

TRIED = {
    "turns on disk: 8 times the usual Python service's": TURNS,
    "turns in memory: 16 times": TURNS,
    "processor a turn on disk: a tenth of the usual Python service's": TURNS,
    "1,200 turns a second on disk": TURNS,
    "2,500 turns a second in memory": TURNS,
    "0.7 ms of processor a turn": TURNS,
    "8 write units a turn": "Why each of the ten is written, and what two fewer would take with them, is in [the architecture](ARCHITECTURE.md#what-a-turn-costs).",
    "start within 1.3 times an empty function's": "AWS's SDKs are replaced by calls of our own, the root certificates are in the program, one HTTP client serves all calls, the log filter has no regular expressions, and the layers of the routes are built once. Each function still reads its secret before its first answer, which the empty one does not. Of the time that the admin API takes longer than the empty function, half is the processor's (the routes, six requests signed and sent by code that runs for the first time, in which no function has more than a hundredth) and half the kernel's (page faults, a third of them relocations, and the six exchanges).",
    "no turn, poll, page or search takes more units in a larger shop: 1.05 times at most": "A list reads its index by the page, and each of its partitions for half of one.",
}
