import { connectEngine, type Engine } from "../docker/connect.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import { DevError } from "../errors/dev-error.ts";

/** The engine, for a check that asks it something. Why there is none is said once, by the engine's own check. */
export const neededEngine = async (surroundings: EngineEnvironment): Promise<Engine> => {
  try {
    return await connectEngine(surroundings);
  } catch (cause) {
    if (!(cause instanceof DevError)) throw cause;
    throw new DevError(cause.code, "the engine cannot be asked", { hint: "Mend the container engine first.", cause });
  }
};
