"""Uploads the inbox's files to the bucket that CloudFront serves."""

import json
import mimetypes
import time

from failure import Failure
from template import ROOT

DIST = ROOT / "frontend/dist"

# For files whose names change with their content.
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"


def upload(session, bucket, distribution, config):
    """Uploads the inbox and invalidates CloudFront's cache. Older files stay: open inboxes may still load them."""
    files = {path.relative_to(DIST).as_posix(): path for path in DIST.rglob("*") if path.is_file()}
    # The simulated phone needs the simulated Meta, which does not exist on AWS.
    files.pop("phone.html", None)
    if "index.html" not in files:
        raise Failure("the inbox is not built: run `make pages`")
    s3 = session.client("s3")
    # Pages are uploaded last, when the files that they load are there.
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
