import type { Verdict } from "../model/probe.ts";
import type { Address } from "./address.ts";
import { noAnswer } from "./no-answer.ts";

export interface SqlQuestion {
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** SQLSTATEs: wrong password, no such role, no such database. */
const REFUSALS: ReadonlySet<string> = new Set(["28P01", "28000", "3D000"]);

/** Logs in and asks `SELECT 1`: what `pg_isready` never checks. */
export const probeSql = async ({ host, port }: Address, { database, user, password }: SqlQuestion, timeoutMs: number): Promise<Verdict> => {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ host, port, database, user, password, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs, application_name: "neotool-probe" });
  // A server that stops between two answers sends its goodbye here; unheard, it would end this process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return { ready: true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const state = "code" in error ? String(error.code) : "";
    return { ready: false, reason: noAnswer(error), refused: REFUSALS.has(state) };
  } finally {
    await client.end().catch(() => {}); // never connected, or already cut off
  }
};
