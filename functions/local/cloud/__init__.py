"""One machine's AWS in one process: DynamoDB, S3, SES and SNS behind a write-ahead log."""
