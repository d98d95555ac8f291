CREATE TABLE `policies` (
	`sha256` text PRIMARY KEY NOT NULL,
	`bytes` blob NOT NULL
) WITHOUT ROWID;
