import { expect, test } from "vitest";
import { DevError } from "../../../dev/errors/dev-error.ts";
import { initialView, type View } from "../../../dev/engine/view.ts";
import type { Phase } from "../../../dev/model/phase.ts";
import { tellWhereLogsGo, whereLogsGo } from "../../../dev/wiring/logs/where-logs-go.ts";
import { container, desired, desiredContainer, observed } from "../../support/builders.ts";

const nothing = initialView(new Map(), observed(), [], 0);
const lokiIn = (phase: Phase): View => {
  const view = initialView(desired(desiredContainer("loki")), observed(), [], 0);
  const loki = view.services.get("loki");
  if (!loki) throw new Error("it is desired");
  return { ...view, services: new Map([["loki", { ...loki, phase, endpoints: [{ name: "http", host: "127.0.0.1", port: 3105, url: "http://127.0.0.1:3105" }] }]]) };
};

test("lines go to the Loki that a run has brought up, and to none that did not start", () => {
  expect(whereLogsGo(lokiIn("ready"), observed())).toBe("http://127.0.0.1:3105");
  expect(whereLogsGo(lokiIn("failed"), observed([container("loki", { ports: { 3100: 3105 } })]))).toBeUndefined();
});

test("a run that is not about Loki leaves lines going to the one that runs, and not to a port that it had", () => {
  expect(whereLogsGo(nothing, observed([container("loki", { ports: { 3100: 3107 } })]))).toBe("http://127.0.0.1:3107");
  expect(whereLogsGo(nothing, observed([container("loki", { state: "exited", ports: { 3100: 3107 } })]))).toBeUndefined();
  expect(whereLogsGo(nothing, observed())).toBeUndefined();
});

const told = async (shipLogs: (url: string | undefined, signal: AbortSignal) => Promise<void>): Promise<readonly string[]> => {
  const warnings: string[] = [];
  await tellWhereLogsGo({ shipLogs }, lokiIn("ready"), observed(), (text) => warnings.push(text), new AbortController().signal);
  return warnings;
};

test("a supervisor that went away, or stands still, is a warning and no failure of what runs", async () => {
  expect(await told(async () => {})).toEqual([]);
  const gone = new DevError("SUPERVISOR_FAILED", "The supervisor of the applications went away: EPIPE", { hint: "x" });
  expect(await told(() => Promise.reject(gone))).toEqual(["The lines of applications are not sent to Loki: The supervisor of the applications went away: EPIPE"]);
  const never = (_url: string | undefined, signal: AbortSignal) => new Promise<void>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  expect(await told(never)).toEqual(["The lines of applications are not sent to Loki: their supervisor did not answer within 3 s"]);
});
