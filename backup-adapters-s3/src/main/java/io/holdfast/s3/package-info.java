/**
 * Will hold the BlobStore on S3-compatible storage, on the AWS SDK: requests, credentials, and the translation of every
 * error. Nothing is here yet.
 */
package io.holdfast.s3;
