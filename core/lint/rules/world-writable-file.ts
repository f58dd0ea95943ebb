import type { OptionFileRule } from "../rule.ts";

const OTHERS_WRITE = 0o002;

export const worldWritableFile: OptionFileRule = {
  about: "option-file",
  code: "CNF101",
  id: "world-writable-file",
  title: "Only its owner writes an option file",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/option-files.html",
    "https://mariadb.com/kb/en/configuring-mariadb-with-option-files/",
  ],
  *check({ text }, { mode }) {
    if (mode === undefined || (mode & OTHERS_WRITE) === 0) return;
    const end = text.search(/[\r\n]|$/);
    yield {
      span: { start: 0, end },
      message:
        "Everybody on this machine can write this file, and the servers ignore it for that. Take the right away (chmod 644).",
    };
  },
};
