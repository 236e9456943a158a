"""What was tried for an aim, by its words in `aims.py`. It is on the page when the aim was not reached."""

TRIED = {
    "start within 1.3 times an empty function's": "AWS's SDKs are replaced by calls of our own, the root certificates are in the program, one HTTP client serves all calls, the log filter has no regular expressions, and the layers of the routes are built once. Each function still reads its secret before its first answer, which the empty one does not.",
    "no turn, poll, page or search takes more units in a larger shop: 1.05 times at most": "Where a shop is so small that its list does not fill the pages that are read of its four partitions, the smallest shop is charged less. From there on nothing grows.",
}
