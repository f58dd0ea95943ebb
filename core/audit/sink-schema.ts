/**
 * Creates the tables of a MySQL or MariaDB sink and two accounts: one that can only add rows, for the machines that run
 * runbooks, and one that can only read them, for auditors.
 */
export const sinkSchema = `-- Tables for the audit trail of DR Runbooks, append-only by privileges. Run it as an administrator on the source (the
-- primary) of a cluster other than those that the runbooks work on. Put two passwords in first, as '…': until then the
-- first statement is an error, and nothing is created.
CREATE USER IF NOT EXISTS 'dr_trail_writer'@'%' IDENTIFIED BY <password of the writer>;
CREATE USER IF NOT EXISTS 'dr_trail_reader'@'%' IDENTIFIED BY <password of the reader>;

CREATE DATABASE IF NOT EXISTS dr_runbooks_trail;

CREATE TABLE IF NOT EXISTS dr_runbooks_trail.entries (
  log VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT UNSIGNED NOT NULL,
  type VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash BINARY(32) NOT NULL COMMENT 'RFC 6962 leaf hash of line',
  line MEDIUMBLOB NOT NULL COMMENT 'as in the log file, without line feed',
  received TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (log, seq)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS dr_runbooks_trail.checkpoints (
  log VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size BIGINT UNSIGNED NOT NULL,
  root BINARY(32) NOT NULL,
  note TEXT CHARACTER SET utf8mb4 NOT NULL COMMENT 'signed: for dr-runbooks audit verify --anchor',
  received TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (log, size)
) ENGINE = InnoDB;

GRANT INSERT ON dr_runbooks_trail.entries TO 'dr_trail_writer'@'%';
GRANT INSERT ON dr_runbooks_trail.checkpoints TO 'dr_trail_writer'@'%';
GRANT SELECT ON dr_runbooks_trail.* TO 'dr_trail_reader'@'%';
`;
