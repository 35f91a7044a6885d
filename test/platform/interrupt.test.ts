import { expect, test } from "vitest";
import { exitCodeOf } from "../../dev/errors/format.ts";
import { interruption } from "../../dev/platform/interrupt.ts";
import { nodeProcess, source } from "../support/node-process.ts";

/** A process that says what its interruptions did, and ends at the second. */
const program = `
  import { listenForInterrupt } from ${source("dev/platform/interrupt.ts")};
  const state = () => JSON.stringify([interrupt.soft.aborted, interrupt.hard.aborted]);
  const interrupt = listenForInterrupt((count) => console.log("told " + count, state()));
  interrupt.soft.addEventListener("abort", () => console.log("soft", interrupt.soft.reason.code, state()));
  interrupt.hard.addEventListener("abort", () => { console.log("hard", interrupt.hard.reason.code, state()); clearInterval(alive); interrupt.dispose(); });
  const alive = setInterval(() => {}, 1000);
  console.log("ready");
`;

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("the first %s asks to stop, the second cuts off, and both are acknowledged first", async (name) => {
  await using child = nodeProcess(program);
  expect(await child.line()).toBe("ready");
  child.signal(name);
  expect([await child.line(), await child.line()]).toEqual(["told 1 [false,false]", "soft INTERRUPTED [true,false]"]);
  child.signal(name);
  expect([await child.line(), await child.line()]).toEqual(["told 2 [true,false]", "hard INTERRUPTED [true,true]"]);
  expect(await child.ended).toBe(0);
});

test("after listening has ended, an interruption ends the process as usual", async () => {
  await using child = nodeProcess(`
    import { listenForInterrupt } from ${source("dev/platform/interrupt.ts")};
    listenForInterrupt(() => console.log("told")).dispose();
    setInterval(() => {}, 1000);
    console.log("ready");
  `);
  expect(await child.line()).toBe("ready");
  child.signal("SIGINT");
  expect(await child.ended).toBe("SIGINT");
});

test("an interruption ends the process with 130, as a shell would", () => {
  expect(exitCodeOf(interruption())).toBe(130);
});
