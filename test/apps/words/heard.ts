import pg from "pg";
import type { Log } from "../shared/log.ts";
import { variable } from "../shared/variable.ts";

export interface Heard {
  readonly words: number;
  readonly heardAt: string;
}

/** What was heard of notes, in Postgres. */
export interface HeardStore {
  add(noteId: string, words: number): Promise<void>;
  of(noteId: string): Promise<Heard | null>;
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** DDL goes past the pooler, as migrations do. */
const migrate = async (): Promise<void> => {
  const client = new pg.Client({ connectionString: variable("DATABASE_DIRECT_URL") });
  await client.connect();
  try {
    await client.query("CREATE TABLE IF NOT EXISTS words.heard (note_id uuid PRIMARY KEY, words integer NOT NULL, heard_at timestamptz NOT NULL DEFAULT now())");
  } finally {
    await client.end();
  }
};

export const openHeard = async (log: Log): Promise<HeardStore> => {
  await migrate();
  const pool = new pg.Pool({ connectionString: variable("DATABASE_URL"), max: 5 });
  // One that waits in the pool ends when Postgres is restarted; the next request makes another.
  pool.on("error", (error) => log.warn("a connection was lost", { error: error.message }));
  return {
    add: async (noteId, words) => void (await pool.query("INSERT INTO words.heard (note_id, words) VALUES ($1, $2) ON CONFLICT DO NOTHING", [noteId, words])),
    of: async (noteId) => {
      const { rows } = await pool.query<{ words: number; heard_at: Date }>("SELECT words, heard_at FROM words.heard WHERE note_id = $1", [noteId]);
      const [found] = rows;
      return found ? { words: found.words, heardAt: found.heard_at.toISOString() } : null;
    },
    isReady: () => pool.query("SELECT 1").then(() => true, () => false),
    close: () => pool.end(),
  };
};
