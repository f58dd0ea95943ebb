import { endOfLine } from "../../runbook/fences.ts";
import { findFrontMatter } from "../../runbook/front-matter.ts";
import { outlineOf } from "../../runbook/outline.ts";
import { spanOf } from "../../text/span.ts";
import type { Action } from "./actions.ts";

/** For a fence without a language: the languages that its lines look like, likeliest first. Nothing is ever run by a guess. */
export function labelActions(text: string, offset: number): readonly Action[] {
  const start = findFrontMatter(text)?.span.end ?? (text.startsWith("\ufeff") ? 1 : 0);
  const fence = outlineOf(text, start).fences.find(({ span }) => span.start <= offset && offset <= span.end);
  if (!fence || fence.infoSpan.end > fence.infoSpan.start) return [];
  const code = fence.lines.map((line) => text.slice(line.start, line.end)).join("\n");
  const at = fence.infoSpan.start;
  if (at > endOfLine(text, fence.span.start)) return [];
  return guesses(code).map((language, index) => ({
    title: index === 0 ? `Label the block \`${language}\`` : `Label the block \`${language}\` instead`,
    kind: "quickfix",
    edits: [{ span: spanOf(at, at), newText: language }],
  }));
}

const SQL =
  /^\s*(?:mysql(?:-\w+)?>|MariaDB \[|(?:SHOW|SELECT|CHANGE|START|STOP|RESET|SET|CREATE|ALTER|DROP|GRANT|INSERT|UPDATE|DELETE|FLUSH|USE|PURGE|INSTALL)\s)/im;
const SESSION = /^\s*[$#] \S/m;
const SHELL =
  /^\s*(?:sudo|mysql|mysqldump|mariadb|mysqlbinlog|systemctl|service|cd|ls|cp|mv|rm|tar|ssh|scp|rsync|curl|docker|kubectl|apt|yum|export|for|if|echo|cat|xtrabackup|aws)\b/m;
const OPTIONS = /^\s*\[(?:mysqld?|mariadb|client|server)[^\]]*\]\s*$/m;

function guesses(code: string): readonly string[] {
  const found = [
    ...(OPTIONS.test(code) ? ["ini"] : []),
    ...(SESSION.test(code) && !OPTIONS.test(code) ? ["console"] : []),
    ...(SQL.test(code) ? ["sql"] : []),
    ...(SHELL.test(code) ? ["bash"] : []),
  ];
  return [...new Set(found.length > 0 ? [...found, "text"] : ["text", "sql", "bash"])];
}
