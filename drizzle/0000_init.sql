CREATE TABLE `charters` (
	`version` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`note` blob NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `contents` (
	`root` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`size` integer NOT NULL,
	`header_size` integer NOT NULL,
	`day` text NOT NULL,
	`state` text NOT NULL,
	`leaf` text NOT NULL,
	FOREIGN KEY (`leaf`) REFERENCES `statements`(`leaf`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `records` (
	`sha256` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`size` integer NOT NULL,
	`leaf` text,
	FOREIGN KEY (`leaf`) REFERENCES `statements`(`leaf`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `statements` (
	`leaf` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`seq` integer NOT NULL,
	`head_seq` integer,
	`action` text NOT NULL,
	`day` text NOT NULL,
	`note` blob NOT NULL,
	`promise` blob NOT NULL,
	`position` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `statements_head` ON `statements` (`subject`,`head_seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `statements_position` ON `statements` (`position`);--> statement-breakpoint
CREATE TABLE `upload_parts` (
	`id` text NOT NULL,
	`n` integer NOT NULL,
	`size` integer NOT NULL,
	`sha256` text NOT NULL,
	PRIMARY KEY(`id`, `n`),
	FOREIGN KEY (`id`) REFERENCES `uploads`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL
) WITHOUT ROWID;
