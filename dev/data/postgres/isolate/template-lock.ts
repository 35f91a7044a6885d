import { createHash } from "node:crypto";
import type { Client } from "pg";
import type { Clock } from "../../../platform/clock.ts";

/** Tells our locks from those of applications in the same database. */
const SPACE = 0x6e74_7465;
/** Shorter waits are no news. */
const SAID_AFTER_MS = 1_000;

/** The two numbers of an advisory lock. */
export const lockNumbers = (template: string): readonly [number, number] => [SPACE, createHash("sha256").update(template).digest().readInt32BE(0)];

const HOLDER = "SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2 AND l.granted";

/** Whether it is ours now. It ends with the session. */
export const tryLock = async (client: Client, template: string): Promise<boolean> => {
  const { rows } = await client.query<{ readonly got: boolean }>("SELECT pg_try_advisory_lock($1, $2) AS got", [...lockNumbers(template)]);
  return rows[0]?.got === true;
};

/**
 * Takes the right to make a template; it ends with the session, so that no killed process keeps it.
 *
 * @param look Another connection: this one waits.
 * @param say Told once, and only where it takes longer than a moment, who is waited for.
 */
export const lockTemplate = async (client: Client, look: Pick<Client, "query">, template: string, say: (text: string) => void, clock: Clock): Promise<void> => {
  if (await tryLock(client, template)) return;
  const [space, key] = lockNumbers(template);
  const over = new AbortController();
  const tell = async (): Promise<void> => {
    await clock.sleep(SAID_AFTER_MS, over.signal);
    // Object ids have no sign.
    const { rows } = await look.query<{ readonly name: string }>(HOLDER, [space, key >>> 0]);
    say(`waiting for another process (${rows[0]?.name ?? "it has just ended"}) that is making the same template of a database`);
  };
  const telling = tell().catch(() => {}); // it is a courtesy
  try {
    await client.query("SELECT pg_advisory_lock($1, $2)", [space, key]);
  } finally {
    over.abort();
    await telling;
  }
};
