import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const copiedIdentity: RunbookRule = {
  about: "runbook",
  code: "RBK057",
  id: "copied-identity",
  title: "A copied data directory gets an identity of its own",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-howto-additionalslaves.html"],
  *check(runbook, context) {
    if (/\bauto\.cnf\b/.test(runbook.text)) return;
    for (const { command, step, target } of eachCommand(runbook, context)) {
      if (!/^(?:rsync|cp|scp)$/.test(command.name)) continue;
      const [first] = command.words;
      const texts = command.words.slice(1).map(({ value }) => value);
      const isCopy =
        command.name === "rsync" ||
        (/^(?:cp|scp)$/.test(command.name) && texts.some((text) => /^-\w*[raR]/.test(text)));
      // What is copied is the directory as a whole, not the binary logs or one database in it.
      const isWhole = texts.some((text) => /^(?:[\w.@-]+:)?\/var\/lib\/mysql\/?\*?$/.test(text));
      const isRemote = texts.some((text) => /^[\w.@${}"-]+:/.test(text)) || command.name === "rsync";
      if (first && isCopy && isWhole && isRemote && target.flavor !== "mariadb")
        yield {
          span: codeSpan(step, first),
          message:
            "The copy has the server_uuid of the original (auto.cnf), and one of the two is thrown out when both replicate. Remove auto.cnf from the copy before it starts, and give it a server_id of its own.",
        };
    }
  },
};
