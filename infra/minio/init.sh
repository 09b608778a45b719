#!/bin/sh
# Make the bucket, keep all versions of its objects, and give the application a key for this bucket alone.
set -eu
export MC_CONFIG_DIR=/tmp/mc
mc alias set store http://minio:9000 "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" >/dev/null
mc mb --ignore-existing --with-lock "store/$S3_BUCKET"
mc version enable "store/$S3_BUCKET"
# Where the nightly test of the locks tries to drop a bucket.
mc mb --ignore-existing --with-lock "store/$S3_BUCKET-lock-test"
cat > /tmp/policy.json <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetBucketObjectLockConfiguration",
      "s3:ListBucketMultipartUploads", "s3:ListBucketVersions", "s3:PutBucketVersioning"], "Resource": ["arn:aws:s3:::$S3_BUCKET"]},
    {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::$S3_BUCKET-lock-test", "arn:aws:s3:::$S3_BUCKET-lock-test/*"]},
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObjectVersion",
      "s3:BypassGovernanceRetention", "s3:GetObjectRetention",
      "s3:PutObjectRetention", "s3:GetObjectLegalHold", "s3:PutObjectLegalHold", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      "Resource": ["arn:aws:s3:::$S3_BUCKET/*"]}
  ]
}
POLICY
mc admin policy create store quality-award /tmp/policy.json
mc admin user add store "$S3_ACCESS_KEY" "$S3_SECRET_KEY"
mc admin policy attach store quality-award --user "$S3_ACCESS_KEY" 2>/dev/null || mc admin user info store "$S3_ACCESS_KEY" | grep -q quality-award
