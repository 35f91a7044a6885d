import { createHash } from "node:crypto";
import pg from "pg";
import type { Database } from "../../../model/task.ts";
import { OURS } from "../database-facts.ts";

const { escapeIdentifier: name } = pg;

/** What the templates of tests begin with; each has a role of the same name, which owns what is in it. */
export const TEST_TEMPLATE = `${OURS}tests-`;

const KEY_LENGTH = 20;

/**
 * Pure. What a new database of the definition has, owned by one role: tests' roles are its members, so that each may do in its
 * own copy what an owner may. Connecting is another right, which membership does not give.
 */
export const contentSql = ({ schemas, extensions }: Pick<Database<string>, "schemas" | "extensions">, owner: string): readonly string[] => [
  ...extensions.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${name(extension)}`),
  `ALTER SCHEMA public OWNER TO ${name(owner)}`,
  ...schemas.map(({ name: schema }) => `CREATE SCHEMA IF NOT EXISTS ${name(schema)} AUTHORIZATION ${name(owner)}`),
];

/** Pure. Another name for another definition, other migrations, and what another version of this program would put into it. */
export const testTemplateName = (database: Database<string>, migrationsKey: string): string =>
  `${TEST_TEMPLATE}${createHash("sha256").update(JSON.stringify([contentSql(database, "owner"), migrationsKey])).digest("hex").slice(0, KEY_LENGTH)}`;

const USED = "last used ";
/** Written down at most so often. */
const USE_COUNTS_MS = 60 * 60 * 1000;
/** Longer than a weekend: on Monday the first test need not wait. */
const UNUSED_MS = 7 * 24 * 60 * 60 * 1000;

/** What a template's comment says. */
export const usedComment = (now: Date): string => `${USED}${now.toISOString()}`;

const usedAt = (comment: string | null): number => (comment?.startsWith(USED) === true ? Date.parse(comment.slice(USED.length)) : Number.NaN);

/** Pure. Whether the use of today is to be written down. */
export const isUseNews = (comment: string | null, now: Date): boolean => !(Math.abs(now.getTime() - usedAt(comment)) < USE_COUNTS_MS);

/** Pure. Whether nobody has used it for so long that it goes. One without a date is none that was finished. */
export const isUnused = (comment: string | null, now: Date): boolean => !(now.getTime() - usedAt(comment) < UNUSED_MS);
