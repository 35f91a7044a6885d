import { engineInfo, type EngineInfo } from "../docker/info.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import type { CheckResult } from "./check.ts";
import { neededEngine } from "./needed-engine.ts";

/** Less than a check has, so that the answer is the engine's and no connection is left that keeps the process alive. */
export const ANSWERS_WITHIN_MS = 8_000;

/** A verdict on what the engine says of itself. */
export const withInfo = async (surroundings: EngineEnvironment, judge: (info: EngineInfo) => CheckResult | Promise<CheckResult>): Promise<CheckResult> => {
  const { socket } = await neededEngine(surroundings);
  return judge(await engineInfo(socket, ANSWERS_WITHIN_MS));
};
