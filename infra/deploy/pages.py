"""The inbox's files, onto the bucket that CloudFront serves."""

import json
import mimetypes
import time

from failure import Failure
from stacks import ROOT

DIST = ROOT / "frontend/dist"

# The names of these change with their content.
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"


def upload(session, bucket, distribution, config):
    """Puts the inbox there and tells CloudFront. Older files stay, for those who have the inbox open."""
    files = {path.relative_to(DIST).as_posix(): path for path in DIST.rglob("*") if path.is_file()}
    # The simulated phone speaks with a simulated Meta, which only one machine has.
    files.pop("phone.html", None)
    if "index.html" not in files:
        raise Failure("the inbox is not built: run `make pages`")
    s3 = session.client("s3")
    # What the first page names is there before the page is.
    for name, path in sorted(files.items(), key=lambda item: item[0].endswith(".html")):
        _put(s3, bucket, name, path.read_bytes())
    _put(s3, bucket, "config.json", json.dumps(config).encode())
    session.client("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={"CallerReference": str(time.time_ns()), "Paths": {"Quantity": 1, "Items": ["/*"]}},
    )


def _put(s3, bucket, name, content):
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    s3.put_object(
        Bucket=bucket, Key=name, Body=content, ContentType=kind,
        CacheControl=FOREVER if name.startswith("assets/") else ASK_FIRST,
    )
