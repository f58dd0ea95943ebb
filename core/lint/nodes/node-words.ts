import type { IntendedRole } from "../../cluster/inventory-types.ts";

const ROLES: Readonly<Record<string, IntendedRole>> = {
  master: "source",
  source: "source",
  primary: "source",
  leader: "source",
  slave: "replica",
  replica: "replica",
  secondary: "replica",
  standby: "replica",
  follower: "replica",
};

/** A number behind one of these counts something else than servers. */
const COUNTED =
  /^(v|ver|version|part|step|day|week|lesson|chapter|lab|task|exercise|homework|hw|case|test|example|sample|copy|backup|old|rev|mode|shard)$/;
const PRODUCT = /^(my|mysql|mysqld|mariadb|mariadbd|percona|server)$/;

/** What a part of a path says once the words that tell nodes apart are taken out of it. */
export interface NodeWords {
  /** The other words. */
  readonly rest: string;
  /** It has a word that tells nodes apart: a role, a number, a single letter. */
  readonly marked: boolean;
  readonly role?: IntendedRole;
}

/** `part` is the name of a folder, or of a file without its ending. Numbers of versions and of an order are no node's. */
export function nodeWords(part: string): NodeWords {
  const rest: string[] = [];
  const letter = /[-_ ][a-h]$/i.exec(part)?.[0] ?? "";
  let marked = letter !== "";
  let role: IntendedRole | undefined;
  const words =
    part
      .slice(0, part.length - letter.length)
      .toLowerCase()
      .match(/\d+(?:\.\d+)+|\d+|\p{L}+/gu) ?? [];
  for (const [index, word] of words.entries()) {
    const own = Object.hasOwn(ROLES, word) ? ROLES[word] : undefined;
    if (own) {
      marked = true;
      role = role === undefined || role === own ? own : undefined;
    } else if (tellsApart(word, words[index - 1])) marked = true;
    else rest.push(word);
  }
  return { rest: rest.join("-"), marked, ...(role ? { role } : {}) };
}

function tellsApart(word: string, before: string | undefined): boolean {
  // `50-server` has its number for the order in which a server reads the files of a folder.
  if (!/^\d{1,3}$/.test(word) || before === undefined || COUNTED.test(before)) return false;
  // `mysql8`, `mariadb1011`, `mysql57`: versions rather than the eighth server.
  return !(PRODUCT.test(before) && Number(word) > 4);
}
