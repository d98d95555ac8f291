CREATE TABLE `drafts` (
	`subject` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL,
	`day` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `erasing` (
	`key` text PRIMARY KEY NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `log` (
	`id` integer PRIMARY KEY NOT NULL,
	`placed` integer NOT NULL,
	`day` text NOT NULL,
	`size` integer NOT NULL,
	`checkpoint` blob NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `replies` (
	`subject` text NOT NULL,
	`number` integer NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL,
	`day` text NOT NULL,
	PRIMARY KEY(`subject`, `number`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `stopped` (
	`id` integer PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`checkpoint` blob
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `subjects` (
	`subject` text PRIMARY KEY NOT NULL,
	`turn` integer NOT NULL,
	`head_leaf` text,
	`head_seq` integer,
	`withdrawal_leaf` text,
	`withdrawal_now` text,
	`erased` integer NOT NULL,
	`kept_leaf` text,
	`kept_until` text
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `records` ADD `state` text DEFAULT 'held' NOT NULL;--> statement-breakpoint
CREATE INDEX `records_subject` ON `records` (`subject`);--> statement-breakpoint
ALTER TABLE `statements` ADD `kind` text DEFAULT 'consent' NOT NULL;--> statement-breakpoint
ALTER TABLE `statements` ADD `turn` integer;--> statement-breakpoint
ALTER TABLE `statements` ADD `logged` text;--> statement-breakpoint
ALTER TABLE `statements` ADD `console` text;--> statement-breakpoint
ALTER TABLE `statements` ADD `console_seq` integer;--> statement-breakpoint
ALTER TABLE `statements` ADD `relies` text;--> statement-breakpoint
CREATE UNIQUE INDEX `statements_console` ON `statements` (`console`,`console_seq`) WHERE "console" is not null;--> statement-breakpoint
CREATE INDEX `statements_relies` ON `statements` (`relies`) WHERE "relies" is not null;--> statement-breakpoint
CREATE INDEX `statements_pending` ON `statements` (`leaf`) WHERE "position" is null;--> statement-breakpoint
CREATE UNIQUE INDEX `statements_turn` ON `statements` (`subject`,`turn`);--> statement-breakpoint
CREATE INDEX `contents_subject` ON `contents` (`subject`);--> statement-breakpoint
UPDATE `statements` SET `turn` = `seq` + 1;--> statement-breakpoint
INSERT INTO `subjects` (`subject`, `turn`, `head_leaf`, `head_seq`, `erased`)
SELECT `subject`, `turn`, `leaf`, `seq`, 0 FROM `statements` AS `last`
WHERE NOT EXISTS (SELECT 1 FROM `statements` WHERE `subject` = `last`.`subject` AND `turn` > `last`.`turn`);--> statement-breakpoint
UPDATE `subjects` SET (`kept_leaf`, `kept_until`) = (
	SELECT `leaf`, substr(CAST(`note` AS text), instr(CAST(`note` AS text), '"until":"') + 9, 7)
	FROM `statements` WHERE `statements`.`subject` = `subjects`.`subject` AND `action` = 'given'
);
