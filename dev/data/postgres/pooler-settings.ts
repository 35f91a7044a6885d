import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { EffectiveSettings } from "../effective.ts";
import type { PostgresStore } from "../stores.ts";
import { openConsole } from "./hold-clients.ts";

/** What the pooler runs with: `SHOW CONFIG`. @throws {DevError} `TASK_FAILED` */
export const effectivePooler = async (pooler: NonNullable<PostgresStore["pooler"]>): Promise<EffectiveSettings> => {
  try {
    await using console = await openConsole(pooler);
    const { rows } = await console.query<{ readonly key: string; readonly value: string | null; readonly default: string | null }>("SHOW CONFIG");
    // Of some it tells no default: nobody can say whether they were set.
    return new Map(rows.map(({ key, value, default: byDefault }) => [key, { value: value ?? "", isSet: byDefault !== null && value !== byDefault, ...(byDefault !== null && { byDefault }) }]));
  } catch (cause) {
    throw new DevError("TASK_FAILED", `PgBouncer could not be asked for its settings: ${rootMessage(cause)}`, { hint: "neotool dev logs pgbouncer says more.", cause });
  }
};
